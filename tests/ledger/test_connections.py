"""Connections that were cut while they lay idle are replaced before they are used."""

import time

import pytest
from sqlalchemy import text

from integrator.ledger.database import Ledger


def test_a_connection_that_was_cut_while_it_lay_idle_is_replaced(ledger: Ledger) -> None:
    if ledger.is_sqlite:
        pytest.skip("SQLite has no connections that could be cut; DATABASE_URL must name PostgreSQL")
    with ledger.read() as connection:
        ours = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    other = Ledger(ledger.engine.url.render_as_string(hide_password=False))
    with other.write() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": ours})
    other.close()
    time.sleep(0.6)

    with ledger.read() as connection:
        assert ours != connection.execute(text("SELECT pg_backend_pid()")).scalar_one()


def test_one_transaction_has_one_moment(ledger: Ledger) -> None:
    if ledger.is_sqlite:
        pytest.skip("SQLite has no clock of its own; DATABASE_URL must name PostgreSQL")
    plain = Ledger(ledger.engine.url.render_as_string(hide_password=False))
    moments = []
    for _ in range(2):
        with plain.write() as connection:
            moments.append([plain.now(connection), plain.now(connection)])
    plain.close()

    assert [1, 1, 2] == [len({*moments[0]}), len({*moments[1]}), len({*moments[0], *moments[1]})]
