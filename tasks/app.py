"""`celery -A tasks.app worker|beat|flower`: the fleet's Celery application."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from celery.signals import beat_init, setup_logging, worker_init, worker_shutdown

from integrator.celery_app import make_app
from integrator.ledger.database import LedgerFailure
from integrator.ledger.upgrade import LedgerOutdated, require_current
from integrator.preflight import PreflightError, require_broker, require_urls
from integrator.restoration import LedgerRestored, require_present
from integrator.settings import Settings
from integrator.telemetry import configure_logging, serve_metrics
from tasks import chains, intake, misfits, schedule, upkeep
from tasks.fleet import fleet
from tasks.pollers import decisions, messages
from tasks.sweeps import balance, orders, silence, subscriptions

log = structlog.get_logger(__name__)

app = make_app(Settings())
app.conf.worker_consumer = "tasks.consumer:FleetConsumer"

chains.register(app)
intake.register(app)
upkeep.register(app)
misfits.register(app)
decisions.register(app)
messages.register(app)
for sweep in (orders, subscriptions, balance, silence):
    sweep.register(app)
schedule.register(app)


@setup_logging.connect
def _log(**_: object) -> None:
    configure_logging(fleet().settings.log_level)


@worker_init.connect
def _check(**_: object) -> None:
    """Refuse to start on a broker that may lose messages by design, a ledger of another version, or a restored one."""
    settings = fleet().settings
    with _or_exit():
        require_urls(settings)
        require_broker(settings.broker_url)
        require_current(fleet().connections.ledger)
        require_present(fleet().connections)
    serve_metrics(settings.metrics_port)


@beat_init.connect
def _check_broker(**_: object) -> None:
    with _or_exit():
        require_broker(fleet().settings.broker_url)


@contextmanager
def _or_exit() -> Iterator[None]:
    """End the process on a refusal: Celery logs an ordinary exception of a signal's receiver and goes on."""
    try:
        yield
    except (PreflightError, LedgerOutdated, LedgerFailure, LedgerRestored) as error:
        sys.exit(str(error))


@worker_shutdown.connect
def _close(**_: object) -> None:
    fleet().connections.close()
