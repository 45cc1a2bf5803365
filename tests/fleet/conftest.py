"""A real fleet for tests: own broker, own database, own folder; nothing is left behind."""

import os
import secrets
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest

from integrator.cli.fleet import Fleet

# Waits that are minutes in production; the mechanics stay the same.
SHORT_WAITS = {
    "INTEGRATOR_GATHERING": "PT1S",
    "INTEGRATOR_TICK": "PT1S",
    "INTEGRATOR_RELAY_AFTER": "PT3S",
    "INTEGRATOR_LEASE": "PT6S",
}


@pytest.fixture(scope="module")
def fleet_settings() -> dict[str, str]:
    """Return the environment on top of the computed one; a test module may override this fixture."""
    return SHORT_WAITS


@pytest.fixture(scope="module")
def scratch_database() -> Iterator[dict[str, str]]:
    """Yield `DATABASE_URL` of an empty database on the PostgreSQL of the surroundings, if there is one."""
    server = os.environ.get("DATABASE_URL", "").replace("postgresql+psycopg://", "postgresql://", 1)
    if not server.startswith("postgres"):
        yield {}
        return
    name = f"integrator_test_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield {"DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture(scope="module")
def fleet(
    tmp_path_factory: pytest.TempPathFactory, fleet_settings: dict[str, str], scratch_database: dict[str, str]
) -> Iterator[Fleet]:
    """
    Yield a running fleet, one for a test module.

    The broker is always our own, as tests kill, freeze and flush it. Without PostgreSQL the ledger is SQLite.
    """
    with Fleet({**fleet_settings, **scratch_database}, tmp_path_factory.mktemp("fleet")) as fleet:
        yield fleet
