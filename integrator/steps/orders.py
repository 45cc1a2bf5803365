"""Verbs about orders: hold and release, cancel, and the marks that show people in Shopify how things stand."""

import json
from datetime import timedelta

from pydantic import BaseModel

from integrator.cases import CONCERNS, Case, Decision
from integrator.clients.errors import Refused
from integrator.context import Context
from integrator.events.fingerprint import facts_of, inputs_of
from integrator.events.order import Hold, Order, OrderSnapshot
from integrator.flow import Again, Parked, Snooze, step
from integrator.flow.needs import scopes
from integrator.ledger import cases, evidence
from integrator.steps.reading import READING, read_order
from integrator.steps.verdicts import Verdict

_ROUTING = timedelta(minutes=10)
_SOON = timedelta(seconds=2)
_HOLDING = (*READING, *scopes("write_merchant_managed_fulfillment_orders"))
_CHANGING = (*READING, *scopes("write_orders"))


class Holds(BaseModel):
    """The holds of one case."""

    ids: tuple[str, ...]
    fulfillment_orders: tuple[str, ...]


class Cancellation(BaseModel):
    """How an order was cancelled."""

    reason: str
    job: str = ""


class Marks(BaseModel):
    """What people see on the order."""

    tag: str
    state: str


class Captured(BaseModel):
    """What was captured on release; empty when the store captures by itself."""

    amount: str = ""


@step("protect", repeats="harmless", needs=_HOLDING)
def hold_order(ctx: Context, order: Order, *, for_case: Case) -> Holds:
    """
    Stop fulfillment of `order` until `for_case` is decided; every open fulfillment order gets our hold (R25).

    A case that is over is not held for, however late this step comes.
    """
    if _is_over(ctx, for_case):
        return Holds(ids=(), fulfillment_orders=())
    placed = ctx.shopify.hold_fulfillment_orders(
        order.id,
        reason=for_case.hold_reason,
        handle=for_case.handle,
        handle_prefix=for_case.handle_prefix,
        external_id=for_case.id,
        notes=f"Review of case {for_case.id}",
    )
    if not placed:
        _wait_for_routing(ctx, order)
    if _is_over(ctx, for_case):
        # Decided while we were holding: whoever carries the decision out may have released before.
        ctx.shopify.release_holds(order.id, handle_prefix=for_case.handle)
        return Holds(ids=(), fulfillment_orders=())
    return _write_holds(ctx, order, for_case, placed)


def _is_over(ctx: Context, case: Case) -> bool:
    with ctx.ledger.read() as connection:
        return cases.is_over(connection, case)


def _wait_for_routing(ctx: Context, order: Order) -> None:
    """A new order may have no fulfillment orders yet. Source: contracts/shopify/api, section 7. [documented]"""
    now = ctx.clock.now()
    if ctx.shopify.fulfillment_orders(order.id):
        return
    snapshot = ctx.shopify.get_order(order.id)
    if snapshot and not snapshot.is_cancelled and now - snapshot.created_at < _ROUTING:
        raise Snooze(now + _SOON, "the order has no fulfillment orders yet")


def _write_holds(ctx: Context, order: Order, case: Case, placed: list[Hold]) -> Holds:
    with ctx.ledger.write() as connection:
        evidence.add_holds(ctx.ledger, connection, placed, store=order.store, case_id=case.id, run_id=ctx.run_id)
    return Holds(
        ids=tuple(hold.id for hold in placed),
        fulfillment_orders=tuple(hold.fulfillment_order for hold in placed),
    )


@step("protect", repeats="harmless", needs=_HOLDING)
def release_order(ctx: Context, order: Order, *, for_case: Case, verdict: Verdict) -> Holds:
    """Let `order` go on as `verdict` found it: end the holds of `for_case`; holds of other apps or of staff stay."""
    inputs = inputs_of(read_order(ctx, order))
    if verdict.facts != facts_of(inputs, CONCERNS[for_case.concern].inputs):
        raise Again("decision_on", "the order changed just before its release")
    released = ctx.shopify.release_holds(order.id, handle_prefix=for_case.handle_prefix)
    with ctx.ledger.write() as connection:
        evidence.end_holds(ctx.ledger, connection, for_case.id)
    return Holds(
        ids=tuple(hold.id for hold in released),
        fulfillment_orders=tuple(hold.fulfillment_order for hold in released),
    )


@step("shopify", needs=_CHANGING)
def capture_order(ctx: Context, order: Order) -> Captured:
    """Capture the authorized payment, if the store wants that on release."""
    if not ctx.store.capture_on_release:
        return Captured()
    snapshot = read_order(ctx, order)
    authorizations = [t for t in snapshot.transactions if t.kind == "AUTHORIZATION" and t.status == "SUCCESS"]
    if not snapshot.capturable or not authorizations:
        return Captured()
    amount = snapshot.total.model_copy(update={"amount": min(snapshot.total.amount, snapshot.authorized)})
    ctx.shopify.capture(order.id, transaction_id=authorizations[-1].id, amount=amount)
    return Captured(amount=str(amount))


@capture_order.already
def _(ctx: Context, order: Order) -> Captured | None:
    snapshot = read_order(ctx, order)
    captured = [t for t in snapshot.transactions if t.kind == "CAPTURE" and t.status in {"SUCCESS", "PENDING"}]
    return Captured(amount=str(captured[-1].amount)) if captured else None


@step("protect", needs=_CHANGING)
def cancel_order(ctx: Context, order: Order, *, for_case: Case, decision: Decision, verdict: Verdict) -> Cancellation:
    """Cancel `order` as `decision` says; it cannot be undone."""
    snapshot = read_order(ctx, order)
    if snapshot.is_cancelled:
        return Cancellation(reason=snapshot.cancel_reason or verdict.cancel_reason)
    detail = decision.detail
    try:
        job = ctx.shopify.cancel_order(
            order.id,
            reason=verdict.cancel_reason,
            restock=bool(detail.get("restock", False)),
            refund=bool(detail.get("refund", True)),
            notify=bool(detail.get("notify", False)) and not ctx.quiet,
            staff_note=f"Case {for_case.id}"[:255],
        )
    except Refused as error:
        if read_order(ctx, order).is_cancelled:
            return Cancellation(reason=verdict.cancel_reason)
        raise Parked("cancel_refused", f"{error}; the order stays on hold") from error
    return Cancellation(reason=verdict.cancel_reason, job=job.id)


@cancel_order.already
def _(ctx: Context, order: Order, *, for_case: Case, decision: Decision, verdict: Verdict) -> Cancellation | None:
    del for_case, decision
    snapshot = read_order(ctx, order)
    return Cancellation(reason=snapshot.cancel_reason or verdict.cancel_reason) if snapshot.is_cancelled else None


@step("protect", repeats="harmless", needs=READING)
def confirm_cancelled(ctx: Context, order: Order, *, cancellation: Cancellation, for_case: Case) -> Cancellation:
    """Wait until Shopify has carried the cancellation out; its job runs on after the answer."""
    # The job first: when it is done before the order is read, the order shows it.
    job = ctx.shopify.find_job(cancellation.job) if cancellation.job else None
    if read_order(ctx, order).is_cancelled:
        with ctx.ledger.write() as connection:
            evidence.end_holds(ctx.ledger, connection, for_case.id)
        return cancellation
    if job is None or job.done:
        raise Parked("not_cancelled", "Shopify's job is done but the order is not cancelled; look at the order")
    raise Snooze(ctx.clock.now() + _SOON, "Shopify is still cancelling")


@step("shopify", repeats="harmless", needs=_CHANGING)
def mark_order(ctx: Context, order: Order, *, for_case: Case, state: str) -> Marks:
    """Show on `order` how `for_case` stands: a tag for filters, a metafield for data (R24)."""
    concern = for_case.concern.lower()
    prefix = f"{ctx.store.tag_prefix}-{concern}-"
    tag = f"{prefix}{state}"[:40]
    snapshot = read_order(ctx, order)
    stale = [old for old in snapshot.tags if old.startswith(prefix) and old != tag]
    if stale:
        ctx.shopify.remove_tags(order.id, stale)
    if tag not in snapshot.tags:
        ctx.shopify.add_tags(order.id, [tag])
    value = json.dumps({"case": for_case.id, "state": state, "generation": for_case.generation}, sort_keys=True)
    _set_metafield(ctx, order, snapshot, key=f"case_{concern}", value=value)
    return Marks(tag=tag, state=state)


@step("shopify", repeats="harmless", needs=_CHANGING)
def mark_record(ctx: Context, order: Order, *, workspace: str) -> Marks:
    """Show on `order` where its record is kept."""
    value = json.dumps({"system": "ecm", "workspace": workspace}, sort_keys=True)
    _set_metafield(ctx, order, read_order(ctx, order), key="record", value=value)
    return Marks(tag="", state="recorded")


def _set_metafield(ctx: Context, order: Order, snapshot: OrderSnapshot, *, key: str, value: str) -> None:
    known = snapshot.metafields.get(key)
    if known is None or json.loads(known) != json.loads(value):
        ctx.shopify.set_metafields(order.id, {key: value})
