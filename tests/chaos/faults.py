"""What the nemesis can do; each fault has its number in the catalogue, what is promised, and how it is healed."""

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import psycopg

from integrator.cli.fleet import FleetError
from integrator.context import Connections
from integrator.ledger import runs
from integrator.ledger.database import LedgerFailure
from integrator.runner import operate
from integrator.settings import Settings
from tests.chaos.machine import Machine


@dataclass(frozen=True)
class Fault:
    """One way to attack; `strike` returns when it is over, with the pid that was ended or 0."""

    name: str
    promise: str
    weight: int
    strike: Callable[[Machine, str], int]
    targets: tuple[str, ...] = ("",)
    seconds: float = 0.0
    """How long it lasts; others may happen meanwhile."""
    needs_sql: bool = False


def _kill(machine: Machine, target: str) -> int:
    return machine.restart(target)


def _term(machine: Machine, target: str) -> int:
    machine.restart(target, gently=True)
    return 0


def _kill_both(machine: Machine, target: str) -> int:
    """The whole group at once; what is started again are both."""
    machine.restart("w1" if target == "w2" else "w2")
    return machine.restart(target)


def _zombie(machine: Machine, target: str) -> int:
    """Stand still beyond the lease, then go on as if nothing had been."""
    child = machine.fleet.child(target)
    child.pause()
    time.sleep(27)
    child.resume()
    return 0


def _broken_schedule(machine: Machine, target: str) -> int:
    """The file in which beat keeps its last ticks is cut in the middle."""
    machine.fleet.child(target).kill()
    for path in machine.folder.glob(f"{target}.db*"):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    machine.fleet.child(target).start()
    return 0


def _broker_restart(machine: Machine, _target: str) -> int:
    machine.restart_broker()
    return 0


def _broker_wipe(machine: Machine, _target: str) -> int:
    with machine.redis() as client:
        client.flushall()
    return 0


def _broker_full(machine: Machine, _target: str) -> int:
    with machine.redis() as client:
        client.config_set("maxmemory", "1mb")
        time.sleep(6)
        client.config_set("maxmemory", "0")
    return 0


def _broker_frozen(machine: Machine, _target: str) -> int:
    process = machine.broker.process
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)
    time.sleep(8)
    os.kill(process.pid, signal.SIGCONT)
    return 0


def _stale_messages(machine: Machine, _target: str) -> int:
    """Put back what lay in the queues some seconds ago, as an old backup would."""
    with machine.redis() as client:
        prefix = machine.fleet.secrets.key_prefix
        names = [f"{prefix}{queue}" for queue in ("protect", "shopify", "ecm", "workflow", "notifications", "intake")]
        old = {name: client.lrange(name, 0, -1) for name in names}
        time.sleep(5)
        for name, messages in old.items():
            if messages:
                client.rpush(name, *messages)
    return 0


def _link(name: str, seconds: float, **state: Any) -> Callable[[Machine, str], int]:
    def strike(machine: Machine, _target: str) -> int:
        link = machine.proxy.links[name]
        for key, value in state.items():
            setattr(link, key, value)
        if link.is_down or link.cut_after:
            machine.proxy.reset(name)
        time.sleep(seconds)
        machine.proxy.heal()
        return 0

    return strike


def _reset(name: str) -> Callable[[Machine, str], int]:
    def strike(machine: Machine, _target: str) -> int:
        machine.proxy.reset(name)
        return 0

    return strike


def _sql_restart(machine: Machine, how: str) -> int:
    assert machine.postgres is not None
    machine.postgres.restart(how)
    return 0


def _sql_locked(machine: Machine, _target: str) -> int:
    """A second session holds the table of runs for longer than a lock is waited for."""
    with psycopg.connect(machine.ledger_url) as connection:
        connection.execute("SET lock_timeout = 5000")
        connection.execute("LOCK TABLE runs IN ACCESS EXCLUSIVE MODE")
        time.sleep(7)
        connection.rollback()
    return 0


def _sql_read_only(machine: Machine, _target: str) -> int:
    _set_read_only(machine, is_on=True)
    try:
        time.sleep(6)
    finally:
        _set_read_only(machine, is_on=False)
    return 0


def _set_read_only(machine: Machine, *, is_on: bool) -> None:
    """Switch for all sessions; the server may be restarted by another fault just then."""
    for _ in range(10):
        with suppress(psycopg.Error), psycopg.connect(machine.ledger_url, autocommit=True) as connection:
            connection.execute("SET default_transaction_read_only = off")
            wanted = "SET default_transaction_read_only = on" if is_on else "RESET default_transaction_read_only"
            connection.execute(f"ALTER SYSTEM {wanted}".encode())
            connection.execute("SELECT pg_reload_conf()")
            return
        time.sleep(1)


def _remote(seconds: float, **fault: Any) -> Callable[[Machine, str], int]:
    def strike(machine: Machine, target: str) -> int:
        with suppress(FleetError):
            made = machine.fleet.sandbox.post("/faults", {"system": target, "operation": "*", "times": 0, **fault})
            time.sleep(seconds)
            machine.fleet.sandbox.delete(f"/faults/{made['id']}")
        return 0

    return strike


def _requeue_twice(machine: Machine, _target: str) -> int:
    """An operator who clicks twice, on whatever runs there are."""
    connections = Connections(Settings(data_dir=machine.folder, database_url=machine.ledger_url))
    operation = operate.Operation("operator", "chaos")
    for run in runs.search(machine.ledger, state="running", limit=3):

        def click(run_id: str = run["id"]) -> None:
            with suppress(operate.Refusal, LedgerFailure):  # The ledger may be under attack, too.
                operate.requeue(connections, run_id, operation)

        clicks = [threading.Thread(target=click) for _ in range(2)]
        for one in clicks:
            one.start()
        for one in clicks:
            one.join(10)
    connections.close()
    return 0


_SYSTEMS = ("shopify", "ecm", "workflow", "notifications")
FAULTS = (
    Fault("F03 kill worker", "another worker goes on within 30 s", 60, _kill, ("w1", "w2")),
    Fault("F05 kill both workers", "their successors go on", 4, _kill_both, ("w1", "w2")),
    Fault("F44 TERM worker", "running steps finish or are resumed", 4, _term, ("w1", "w2")),
    Fault("F06 zombie worker", "its late write is fenced off", 3, _zombie, ("w1", "w2"), seconds=27),
    Fault("F01 kill ingress", "no 2xx without a journal entry", 26, _kill, ("ingress", "ingress2")),
    Fault("F07 kill beat", "ticks come late, nothing else", 16, _kill, ("beat", "beat2")),
    Fault("F07 broken schedule", "beat starts with an empty one", 2, _broken_schedule, ("beat", "beat2")),
    Fault("F08 broker restart", "work goes on within 15 s", 6, _broker_restart),
    Fault("F10 broker wiped", "all due work is sent again within 30 s", 10, _broker_wipe),
    Fault("F11 broker full", "ingest goes on, the rest waits", 2, _broker_full, seconds=6),
    Fault("F12 broker frozen", "ingest goes on, workers come back", 2, _broker_frozen, seconds=8),
    Fault("F12 broker half-open", "workers come back", 2, _link("redis", 8, is_frozen=True), seconds=8),
    Fault("F12 broker slow", "work is slower", 2, _link("redis", 8, latency=0.15), seconds=8),
    Fault("F12 broker connections reset", "workers connect again", 3, _reset("redis")),
    Fault("F14 stale messages", "all are recognised as done", 3, _stale_messages, seconds=5),
    Fault("F15 SQL restart", "transactions are repeated", 14, _sql_restart, ("fast", "immediate"), needs_sql=True),
    Fault("F16 SQL down", "ingest goes on, workers wait", 2, _link("sql", 8, is_down=True), seconds=8, needs_sql=True),
    Fault(
        "F17 commit cut",
        "read back, neither lost nor doubled",
        4,
        _link("sql", 4, cut_after=30_000),
        seconds=4,
        needs_sql=True,
    ),
    Fault("F18 table locked", "time-outs and repeats", 2, _sql_locked, seconds=7, needs_sql=True),
    Fault("F19 SQL read-only", "workers wait, no half-written step", 2, _sql_read_only, seconds=6, needs_sql=True),
    Fault("F22 throttled", "waits as told", 3, _remote(5, kind="status", status=429, retry_after=2), _SYSTEMS, 5),
    Fault("F23 503", "the breaker opens, all finish later", 3, _remote(6, kind="status", status=503), _SYSTEMS, 6),
    Fault("F24 slow", "deadlines are kept", 3, _remote(6, kind="delay", delay_seconds=1.5), _SYSTEMS, 6),
    Fault("F25 answer lost", "looked up, exactly one effect", 4, _remote(4, kind="reset_after"), _SYSTEMS, 4),
    Fault("F26 error but applied", "looked up, exactly one effect", 3, _remote(4, kind="status_after"), _SYSTEMS, 4),
    Fault("F28 garbage", "a typed error, then again", 3, _remote(4, kind="garbage"), _SYSTEMS, 4),
    Fault("F31 token expired", "refreshed once, the run goes on", 3, _remote(2, kind="expired_token"), _SYSTEMS, 2),
    Fault("F45 requeue twice", "one winner, the second changes nothing", 4, _requeue_twice),
)
