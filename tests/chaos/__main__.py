"""
Process chaos: `python -m tests.chaos --minutes N [--seed S] [--per-second 0.25] [--json FILE]`.

Starts a whole fleet with servers of its own, sells, kills, wipes, cuts and slows it, then lets it heal and judges what
is left. Exit code 0 only if every invariant held; otherwise the evidence stays where the last line says.
"""

import argparse
import json
import secrets
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.chaos.collect import Gauges, collect, is_quiet
from tests.chaos.invariants import judge
from tests.chaos.load import Load
from tests.chaos.machine import Machine
from tests.chaos.nemesis import Nemesis
from tests.chaos.operators import put_back
from tests.chaos.report import figures, table

_LONGEST_REST = 600.0


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


def attack(
    folder: Path, *, minutes: float, seed: str, per_second: float, every: float, only: tuple[str, ...]
) -> tuple[dict[str, Any], int]:
    """Attack once; return the figures and the number of violations."""
    with Machine(folder, say=lambda line: say(f"  {line}")) as machine:
        load = Load(machine, seed=seed, per_second=per_second)
        gauges = Gauges(machine)
        nemesis = Nemesis(machine, seed, every=every, only=only)
        load.start()
        time.sleep(5)
        say(f"  attacking for {minutes:.1f} minutes")
        nemesis.attack(minutes * 60)
        say("  healing")
        load.stop_selling()
        machine.fleet.sandbox.delete("/faults")
        begun = time.monotonic()
        parked = 0

        def is_over() -> bool:
            """Operators put back what was parked, and then all has to come to rest."""
            nonlocal parked
            parked += put_back(machine)
            return is_quiet(machine, load)

        quiet_after = machine.wait(is_over, seconds=_LONGEST_REST)
        gauges.stop()
        evidence = collect(machine, load, nemesis, gauges, quiet_after=quiet_after)
        evidence.save(folder / "evidence")
        violations = judge(evidence)
        found = figures(evidence, violations, minutes=minutes, ledger="PostgreSQL" if machine.postgres else "SQLite")
        found["put back"] = parked
        found["mishaps"] = dict(nemesis.mishaps)
        say(f"  judged {time.monotonic() - begun:.0f} s after the last fault")
    say(table(found))
    for violation in violations[:40]:
        say(f"  {violation}")
    return found, len(violations)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--seed", default="")
    parser.add_argument("--per-second", type=float, default=0.25, help="orders that are placed")
    parser.add_argument("--every", type=float, default=2.2, help="seconds between two faults, on average")
    parser.add_argument("--only", nargs="+", default=(), help="only faults whose names begin so, such as F03")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    wanted = parser.parse_args(arguments)
    seed = wanted.seed or secrets.token_hex(3)
    # PostgreSQL's own user has to get through.
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    folder.chmod(0o711)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    say(f"seed {seed}; again: python -m tests.chaos --minutes {wanted.minutes} --seed {seed}")
    found, violations = attack(
        folder,
        minutes=wanted.minutes,
        seed=seed,
        per_second=wanted.per_second,
        every=wanted.every,
        only=tuple(wanted.only),
    )
    if wanted.json:
        wanted.json.write_text(json.dumps(found, indent=1))
    if violations:
        say(f"{violations} violations; judge the evidence again: python -m tests.chaos.judge {folder}/evidence")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    say("every invariant held")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
