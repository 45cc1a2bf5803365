"""Run one ingress process: journal, shipper, HTTP."""

import signal
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from types import FrameType

import structlog
import uvicorn
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisUnreachable
from redis.retry import Retry

from integrator.ingress.adoption import Adoption
from integrator.ingress.app import App
from integrator.ingress.journal import Journal
from integrator.ingress.limits import Limits
from integrator.ingress.protocol import guarded
from integrator.ingress.reception import SecretsOf
from integrator.ingress.shipper import Shipper, Shipping
from integrator.ledger.sealing import Seal
from integrator.settings import Settings

log = structlog.get_logger(__name__)


def serve(settings: Settings, *, secrets_of: SecretsOf, ring: Callable[[], None]) -> None:
    """
    Serve until SIGTERM or SIGINT, then answer what is under way and return. Call it from the main thread.

    Args:
        settings: read once, at the start.
        secrets_of: webhook secrets of a store, newest first; none for a store we do not serve.
        ring: tells intake that deliveries lie in the stream. Called from a thread of the shipper, may fail.
    """
    limits = Limits()
    seal = Seal.from_settings(settings)
    folder = settings.data_dir / "journal"
    shipping = Shipping(
        connect=lambda: _connect(settings),
        key_prefix=settings.key_prefix,
        ring=ring,
        repeat=settings.reship_window,
        keep=settings.journal_keep,
    )
    journal = Journal.open(
        folder,
        max_rows=settings.journal_max_rows,
        max_bytes=settings.journal_max_bytes,
        patience=limits.journal_seconds,
    )
    with (
        closing(journal),
        closing(Shipper(journal, shipping)) as shipper,
        closing(Adoption(folder, shipping)),
    ):
        app = App(
            journal,
            seal=seal,
            secrets_of=secrets_of,
            redis_reachable=lambda: shipper.is_connected,
            limits=limits,
        )
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                host=settings.ingress_host,
                port=settings.ingress_port,
                loop="uvloop",
                http=guarded(limits),
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=limits.keep_alive_seconds,
                timeout_graceful_shutdown=5,
            )
        )
        log.info("ingress_starts", journal=journal.name, unshipped=journal.backlog.rows)
        with _ending_well(server):
            server.run()
    log.info("ingress_ended")


def _connect(settings: Settings) -> Redis:
    """Open a client that gives up within a second and repeats nothing by itself: the shipper does that."""
    if not settings.broker_url:
        raise RedisUnreachable("No REDIS_URL is set and no embedded broker has been started.")
    return Redis.from_url(
        settings.broker_url, socket_timeout=1.0, socket_connect_timeout=1.0, retry=Retry(NoBackoff(), 0)
    )


@contextmanager
def _ending_well(server: uvicorn.Server) -> Iterator[None]:
    """
    Make a signal an orderly end with exit code 0.

    uvicorn raises the signal again after its own shutdown, which would end the process before the journal is
    closed.
    """

    def end(_number: int, _frame: FrameType | None) -> None:
        if not server.started:
            raise SystemExit(0)

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
