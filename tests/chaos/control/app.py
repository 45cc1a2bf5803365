"""Plain Celery with late acknowledgement, as its documentation teaches it: one chain of four tasks for each order."""

import os

from celery import Celery, chain

from integrator.clients.gate import Gate
from integrator.clients.notifications import Recipient
from integrator.context import Connections
from integrator.settings import Settings
from tests.chaos.control.order import STORE, key_of


class _Connections(Connections):
    gate = Gate.local()


app = Celery("control", broker=os.environ.get("CONTROL_BROKER", ""))
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    # The default of an hour would only make the control look worse.
    broker_transport_options={"visibility_timeout": 10, "unacked_restore_interval": 2, "unacked_restore_throttle": 1},
    broker_connection_retry_on_startup=True,
    worker_hijack_root_logger=False,
)
here = _Connections(Settings())
_RETRY = {"autoretry_for": (Exception,), "retry_backoff": True, "max_retries": 5}


def take(number: str) -> None:
    """Begin the work on an order, as the handler of its webhook would."""
    chain(hold.si(number), workspace.si(number), question.si(number), tell.si(number)).apply_async()


@app.task(**_RETRY)  # type: ignore[untyped-decorator]  # Celery's decorators carry no types.
def hold(number: str) -> None:
    here.shopify(here.stores[STORE]).hold_fulfillment_orders(
        f"gid://shopify/Order/{number}",
        reason="HIGH_RISK_OF_FRAUD",
        handle=f"ot-{number}-001",
        handle_prefix=f"ot-{number}",
        external_id=number,
        notes="review",
    )


@app.task(**_RETRY)  # type: ignore[untyped-decorator]  # Celery's decorators carry no types.
def workspace(number: str) -> None:
    ecm = here.ecm(here.stores[STORE])
    ecm.open_workspace("Order", number, name=f"Order {number}", type_name="Shopify Order")


@app.task(**_RETRY)  # type: ignore[untyped-decorator]  # Celery's decorators carry no types.
def question(number: str) -> None:
    variables = {"shop": STORE, "team": "fraud_review"}
    here.workflow.start("shopify_order_review", key_of(number), name=f"Order {number}", variables=variables)


@app.task(**_RETRY)  # type: ignore[untyped-decorator]  # Celery's decorators carry no types.
def tell(number: str) -> None:
    here.notifications.send_mail(
        to=[Recipient(ref="fraud-desk", email="fraud@acme.example")],
        subject=f"Order {number} waits",
        text="Please look.",
        message_id=f"control-{number}",
        reference=f"control-{number}",
        from_name="Order desk",
    )
