"""The three engines: what their workers are started with, how a chain is begun, how many have ended."""

import importlib
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from unittest.mock import patch

import psycopg
from redis import Redis

from integrator.dispatch import Dispatcher
from integrator.flow import find_flow, load_flows
from integrator.ledger import runs, upgrade
from integrator.ledger.database import Ledger
from integrator.settings import Settings
from tests.bench.beginning import begin_run

FLOWS = "tests.bench.chain.flows"


@dataclass(frozen=True)
class Surroundings:
    """Servers and shape, the same for every engine."""

    database_url: str
    redis_url: str
    folder: Path
    threads: int


@dataclass(frozen=True)
class Engine:
    """One way to run chains of four steps."""

    name: str
    needs: tuple[str, ...]
    keeps: str
    """What survives when everything is killed."""
    on_sqlite: bool = True

    @property
    def is_installed(self) -> bool:
        return all(find_spec(module) is not None for module in self.needs)

    def worker(self, number: int, around: Surroundings) -> tuple[list[str], Mapping[str, str]]:
        """Return command and environment of a worker process."""
        celery = [sys.executable, "-m", "celery", "-A"]
        shape = ["--pool", "threads", "--concurrency", str(around.threads), "--without-gossip", "--without-mingle"]
        name = ["-n", f"w{number}@%h", "-l", "ERROR"]
        if self.name == "ours":
            return [*celery, "tasks.app", "worker", "-Q", "shopify", *shape, *name], _environment(around)
        if self.name == "celery":
            app = "tests.bench.chain.celery_app"
            return [*celery, app, "worker", *shape, *name], {"BENCH_BROKER": around.redis_url}
        if self.name == "procrastinate":
            app = "tests.bench.chain.procrastinate_app.app"
            command = [sys.executable, "-m", "procrastinate", f"--app={app}", "worker", "-q", "bench"]
            return [*command, f"--concurrency={around.threads}"], {"BENCH_DATABASE": around.database_url}
        command = [sys.executable, "-m", "tests.bench.chain.dbos_worker", f"w{number}", str(around.threads)]
        return command, {"BENCH_DATABASE": around.database_url}

    def customer(self, around: Surroundings) -> "Customer":
        return {
            "ours": _ours,
            "celery": _celery,
            "dbos": _dbos,
            "procrastinate": _procrastinate,
        }[self.name](around)


@dataclass(frozen=True)
class Customer:
    """Begins chains and counts those that ended."""

    begin: Callable[[int], None]
    ended: Callable[[], int]
    leave: Callable[[], None]


ENGINES = (
    Engine("ours", (), "everything, in SQL"),
    Engine("celery", (), "what Redis kept"),
    Engine("dbos", ("dbos",), "everything, in SQL"),
    Engine("procrastinate", ("procrastinate",), "jobs, in SQL", on_sqlite=False),
)


def _environment(around: Surroundings) -> Mapping[str, str]:
    return {
        "DATABASE_URL": around.database_url,
        "REDIS_URL": around.redis_url,
        "INTEGRATOR_DATA_DIR": str(around.folder),
        "INTEGRATOR_FLOWS_PACKAGE": FLOWS,
        "INTEGRATOR_LOG_LEVEL": "ERROR",
    }


def _ours(around: Surroundings) -> Customer:
    load_flows(FLOWS)
    flow = find_flow("bench.four_steps")
    assert flow is not None
    settings = Settings(
        data_dir=around.folder, database_url=around.database_url, redis_url=around.redis_url, flows_package=FLOWS
    )
    ledger = Ledger(settings.ledger_url)
    upgrade.upgrade(ledger)
    dispatcher = Dispatcher(settings)
    plan = flow.plan

    def begin(number: int) -> None:
        wakeup = begin_run(ledger, plan, number)
        dispatcher.wake([wakeup] if wakeup else [])

    return Customer(begin, lambda: runs.count_by_state(ledger).get("done", 0), ledger.close)


def _celery(around: Surroundings) -> Customer:
    # A new application each time: one that has sent something keeps its connections to the broker of then.
    sys.modules.pop("tests.bench.chain.celery_app", None)
    with patch.dict(os.environ, BENCH_BROKER=around.redis_url):
        celery_app = importlib.import_module("tests.bench.chain.celery_app")
    client = Redis.from_url(around.redis_url)
    return Customer(
        lambda _: celery_app.submit(),
        lambda: int(client.get(celery_app.DONE) or 0),
        client.close,  # type: ignore[arg-type]
    )


def _dbos(around: Surroundings) -> Customer:
    from dbos import DBOSClient

    migrate = [str(Path(sys.executable).with_name("dbos")), "migrate", "--sys-db-url", around.database_url]
    subprocess.run(migrate, check=True, capture_output=True)
    client = DBOSClient(system_database_url=around.database_url)
    options = {"queue_name": "bench", "workflow_name": "four_steps", "app_version": "1"}

    def ended() -> int:
        return len(client.list_workflows(status="SUCCESS", load_input=False, load_output=False))

    return Customer(lambda number: _enqueue(client, options, number), ended, client.destroy)


def _procrastinate(around: Surroundings) -> Customer:
    from procrastinate import App, SyncPsycopgConnector

    client = App(connector=SyncPsycopgConnector(conninfo=around.database_url))
    client.open()
    client.schema_manager.apply_schema()

    def ended() -> int:
        with psycopg.connect(around.database_url) as connection:
            row = connection.execute(_ENDED).fetchone()
        return int(row[0]) if row else 0

    return Customer(lambda _: client.configure_task("first", queue="bench").defer(), ended, client.close)


_ENDED = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'fourth' AND status = 'succeeded'"


def _enqueue(client: object, options: Mapping[str, str], number: int) -> None:
    client.enqueue(dict(options), number)  # type: ignore[attr-defined]
