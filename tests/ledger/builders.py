"""What tests of the ledger are made of: a database for a session, findings, cases, runs and deliveries."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from psycopg import sql

from integrator.cases import ORDER_REVIEW, Case, Decision, Reason
from integrator.ledger import cases, findings, runs, upgrade
from integrator.ledger.database import Ledger
from integrator.ledger.deliveries import Delivery
from integrator.ledger.findings import Change, Finding
from integrator.ledger.runs import NewRun, Wakeup
from integrator.ledger.tables import metadata
from integrator.settings import Settings
from tests.support.databases import scratch_database

STORE = "acme.myshopify.com"
ORDER = "gid://shopify/Order/5678"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LEASE = timedelta(seconds=20)

T = TypeVar("T")


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """Yield the SQLAlchemy URL of a database without tables: PostgreSQL when `DATABASE_URL` names one, else SQLite."""
    with scratch_database(os.environ.get("DATABASE_URL", "")) as url:
        if url:
            _spare_the_disk(url)
        yield Settings(data_dir=folder, database_url=url).ledger_url


def _spare_the_disk(url: str) -> None:
    """Let commits return before they are on disk: no test pulls the plug, and each would pay for it."""
    with psycopg.connect(url, autocommit=True) as connection:
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit TO off").format(name))


@contextmanager
def migrated_database(folder: Path) -> Iterator[str]:
    """Yield the URL of a database with all tables, empty."""
    with empty_database(folder) as url:
        ledger = Ledger(url)
        upgrade.upgrade(ledger)
        ledger.close()
        yield url


def forget(ledger: Ledger) -> None:
    """Delete every row."""
    with ledger.write() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())


def reason(word: str = "risk", *, severity: Any = "warning", seen: str = "risk HIGH") -> Reason:
    return Reason(word=word, rule=f"{word}_rule", seen=seen, severity=severity)


def finding(**changes: Any) -> Finding:
    """Make a finding about a risky order, changed as asked."""
    facts: dict[str, Any] = {
        "store": STORE,
        "concern": ORDER_REVIEW,
        "subject": ORDER,
        "subject_name": "#1042",
        "subject_updated_at": NOON,
        "inputs": {"total": "t1", "risk_level": "r1"},
        "reasons": [reason()],
        "owner": "workflow.order_review",
        "team": "fraud",
    }
    return Finding(**(facts | changes))


def ensure(ledger: Ledger, found: Finding | None = None, **changes: Any) -> tuple[Case, Change]:
    """Bring a finding into the ledger in a transaction of its own."""
    with ledger.write() as connection:
        return findings.ensure(ledger, connection, found or finding(**changes))


def close(ledger: Ledger, case: Case, outcome: str = "release") -> bool:
    with ledger.write() as connection:
        return cases.close(ledger, connection, case, outcome=outcome)


def new_run(case: Case, **changes: Any) -> NewRun:
    """Make a run of a flow with one step, changed as asked."""
    facts: dict[str, Any] = {
        "flow": "workflow.order_review",
        "flow_version": "0badcafe",
        "store": case.store,
        "subject": case.subject,
        "subject_name": case.subject_name,
        "case_id": case.id,
        "generation": case.generation,
        "plan": {"flow": "workflow.order_review", "lines": []},
        "params": {},
        "first_step": "hold_order",
        "first_queue": "protect",
        "quiet": False,
    }
    return NewRun(**(facts | changes))


def create(ledger: Ledger, case: Case, **changes: Any) -> Wakeup | None:
    with ledger.write() as connection:
        return runs.create(ledger, connection, new_run(case, **changes))


def begin(ledger: Ledger, case: Case, **changes: Any) -> str:
    """Create a run that begins at once and return its id."""
    wakeup = create(ledger, case, **changes)
    assert wakeup is not None
    return wakeup.run


def claim(ledger: Ledger, run_id: str, *, step: str = "hold_order", worker: str = "w1") -> tuple[Any, bool] | None:
    with ledger.write() as connection:
        return runs.claim(ledger, connection, run_id, step=step, worker=worker, lease=LEASE)


def claimed(ledger: Ledger, run_id: str, **more: Any) -> Any:
    """Claim a run and return its row."""
    found = claim(ledger, run_id, **more)
    assert found is not None
    return found[0]


def move(ledger: Ledger, row: Any, **values: Any) -> Any | None:
    """Write `values` with the fence of `row`."""
    with ledger.write() as connection:
        return runs.move(connection, row.id, row.fence, **values)


def run_of(ledger: Ledger, run_id: str) -> Any:
    with ledger.read() as connection:
        row = runs.get(connection, run_id)
    assert row is not None
    return row


def decision(word: str = "release", **changes: Any) -> Decision:
    """Make a reviewer's answer, changed as asked."""
    facts: dict[str, Any] = {
        "word": word,
        "by": "reviewer@acme.example",
        "at": NOON,
        "source": "workflow",
        "source_id": "task-1",
    }
    return Decision(**(facts | changes))


def delivery(**changes: Any) -> Delivery:
    """Make a sealed delivery, changed as asked."""
    facts: dict[str, Any] = {
        "store": STORE,
        "topic": "orders/create",
        "webhook_id": "webhook-1",
        "event_id": "event-1",
        "triggered_at": "2026-11-20T12:00:00Z",
        "api_version": "2026-07",
        "received_at": NOON,
        "journal": "journal-a:1",
        "body": b"\x01sealed",
        "body_hash": "a" * 64,
    }
    return Delivery(**(facts | changes))


def at_once(number: int, what: Callable[[int], T]) -> list[T]:
    """Call `what` in as many threads as `number`, at the same moment, and return what each got."""
    start = threading.Barrier(number)

    def call(index: int) -> T:
        start.wait(10)
        return what(index)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(call, range(number)))


def wait_until_blocked(ledger: Ledger) -> None:
    """Wait until a transaction of PostgreSQL waits for another one."""
    deadline = time.monotonic() + 5
    while True:
        with ledger.read() as connection:
            waiting = connection.exec_driver_sql(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if waiting.scalar_one():
                return
        assert time.monotonic() < deadline, "nobody waits"
        time.sleep(0.01)
