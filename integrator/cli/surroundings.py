"""What commands read before they act: settings, the files of `config/`, connections."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pydantic import ValidationError

from integrator.cli.command import CommandError
from integrator.settings import Settings
from integrator.stores import Store

if TYPE_CHECKING:  # Only some commands need clients and ledger; the others shall start without them.
    from integrator.context import Connections


def read_settings() -> Settings:
    """The settings of the environment; raises `CommandError` that names bad ones, without values."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(
            f"INTEGRATOR_{str(detail['loc'][0]).upper().removeprefix('INTEGRATOR_')}: {detail['msg']}"
            for detail in error.errors(include_input=False, include_url=False)
        )
        raise CommandError(f"A setting cannot be used: {wrong}") from None


def choose_store(stores: Mapping[str, Store], domain: str | None) -> Store:
    """The store called `domain`, or the only one when no domain is given; raises `CommandError`."""
    known = ", ".join(stores) or "none"
    if domain is None:
        if len(stores) != 1:
            raise CommandError(f"Say which store is meant; known: {known}.")
        return next(iter(stores.values()))
    if domain not in stores:
        raise CommandError(f"There is no store {domain}; known: {known}.")
    return stores[domain]


def require_redis(settings: Settings) -> None:
    """Refuse to call remote systems without the Redis that shares their limits between all processes."""
    if not settings.broker_url:
        raise CommandError("There is no Redis, which remote calls need: set REDIS_URL, or start the fleet first.")


@contextmanager
def connected(settings: Settings | None = None) -> "Iterator[Connections]":
    """Open the fleet's connections, lazily, and close what was opened."""
    from integrator.context import connect  # noqa: PLC0415 - see the type import above.
    from integrator.telemetry import configure_logging  # noqa: PLC0415

    # Standard output belongs to the answer; what the fleet's code logs goes to standard error.
    configure_logging("WARNING")
    connections = connect(settings or read_settings())
    try:
        yield connections
    finally:
        connections.close()
