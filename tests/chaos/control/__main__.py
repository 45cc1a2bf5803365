"""
The control: the same kind of load and the same kills against plain Celery, judged by the same checker.

    python -m tests.chaos.control [--seconds 40] [--seed S]

It must be seen to fail, otherwise the harness proves nothing: exit code 0 when the checker found something lost or
doubled, 1 when it did not.
"""

import argparse
import os
import random
import secrets
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import redis

from integrator.cli.fleet import Fleet
from integrator.cli.fleet.child import Child
from tests.chaos.control.order import STORE
from tests.chaos.evidence import Evidence
from tests.chaos.invariants import Violation, doubling
from tests.chaos.invariants.loss import meant_effects

_WORKERS = ("c1", "c2")


def attack(folder: Path, *, seconds: float, seed: str) -> tuple[Evidence, Counter[str]]:
    """Sell and kill for `seconds`, let the rest be worked off, and return what happened."""
    dice = random.Random(seed)
    faults: Counter[str] = Counter()
    intents: list[dict[str, Any]] = []
    with Fleet({}, folder, names=("sandbox",)) as fleet:
        fleet.sandbox.post(
            "/shopify/settings", {"bucket_maximum": 500_000, "bucket_restore_rate": 50_000, "paused": True}
        )
        environment = {**fleet.environment, "CONTROL_BROKER": fleet.redis_url, "PYTHONPATH": str(Path.cwd())}
        os.environ.update({name: environment[name] for name in environment if name.startswith("INTEGRATOR_")})
        os.environ["CONTROL_BROKER"] = fleet.redis_url
        from tests.chaos.control import app  # It reads the environment when it is imported.

        workers = {name: _worker(name, environment, folder) for name in _WORKERS}
        for child in workers.values():
            child.start()

        def sell() -> None:
            order = fleet.sandbox.post("/orders", {"store": STORE, "currency": "EUR", "total": "12400.00"})
            intents.append({"order": f"gid://shopify/Order/{order['number']}", "kind": "control"})
            app.take(str(order["number"]))

        try:
            end = time.monotonic() + seconds
            next_fault = time.monotonic() + 6
            while time.monotonic() < end:
                sell()
                time.sleep(0.25)
                if time.monotonic() < next_fault:
                    continue
                next_fault = time.monotonic() + dice.uniform(1.5, 4)
                if sum(faults.values()) % 4 == 2:
                    faults["broker wiped while workers were away"] += 1
                    # On a quick machine nothing waits between two orders, and a wipe alone would hit nothing.
                    for child in workers.values():
                        child.kill()
                    for _ in range(3):
                        sell()
                    with redis.Redis.from_url(fleet.redis_url) as client:
                        client.flushall()
                    for child in workers.values():
                        child.start()
                else:
                    faults["worker killed"] += 1
                    child = workers[dice.choice(_WORKERS)]
                    child.kill()
                    child.start()
            _wait_until_done(fleet.redis_url)
        finally:
            for child in workers.values():
                child.kill()
        tables: defaultdict[str, list[Any]] = defaultdict(list)
        return Evidence(
            effects=fleet.sandbox.effects(), deliveries=[], tables=tables, intents=intents, seed=seed
        ), faults


def _worker(name: str, environment: dict[str, str], folder: Path) -> Child:
    command = [sys.executable, "-m", "celery", "-A", "tests.chaos.control.app", "worker", "-n", f"{name}@%h"]
    options = ["--pool", "threads", "--concurrency", "4", "--without-gossip", "--without-mingle", "-l", "WARNING"]
    return Child(name, [*command, *options], environment=environment, log=folder / "logs" / f"{name}.log")


def _wait_until_done(url: str) -> None:
    """Wait until nothing waits and nothing is under way; what was lost does not come back by waiting."""
    with redis.Redis.from_url(url) as client:
        quiet = 0
        give_up = time.monotonic() + 60
        while quiet < 6 and time.monotonic() < give_up:
            time.sleep(0.5)
            quiet = 0 if client.llen("celery") or client.hlen("unacked") else quiet + 1


def judge(evidence: Evidence) -> list[Violation]:
    """Judge what can be judged without a ledger: what was lost, and what happened twice."""
    return [*meant_effects(evidence), *doubling.check(evidence)]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.control", description=__doc__)
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--seed", default="")
    wanted = parser.parse_args(arguments)
    seed = wanted.seed or secrets.token_hex(3)
    with tempfile.TemporaryDirectory() as folder:
        evidence, faults = attack(Path(folder), seconds=wanted.seconds, seed=seed)
    found = judge(evidence)
    lost = {violation.text.split()[1] for violation in found if violation.invariant == "I1"}
    doubled = sum(1 for violation in found if violation.invariant == "I2")
    for violation in found[:5]:
        print(f"  {violation}")  # noqa: T201
    told = ", ".join(f"{count} x {name}" for name, count in sorted(faults.items()))
    print(f"plain Celery, seed {seed}: {len(evidence.intents)} orders, {told}")  # noqa: T201
    print(f"  {len(lost)} orders lost part of their work, {doubled} effects doubled")  # noqa: T201
    print("the control failed, as it should" if found else "the control did NOT fail: this harness proves nothing")  # noqa: T201
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
