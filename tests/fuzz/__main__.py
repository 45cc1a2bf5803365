"""
Hostile input: `python -m tests.fuzz [--inputs 100000] [--answers 20000] [--seed S]`.

Exit code 0 only if nothing fell: no 5xx but the designed 503, no death, no other exception, memory back.
"""

import argparse
import secrets
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.fleet.ingress.processes import IngressProcess
from tests.fuzz import answers, draining, inputs


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


def fuzz_inputs(folder: Path, *, count: int, seed: str) -> list[str]:
    """Attack an ingress of our own, drain what it took, and return what fell."""
    # No Redis: the ingress has to do without anyway.
    ingress = IngressProcess(folder, "redis://127.0.0.1:1/0")
    try:
        begun = time.monotonic()
        done = inputs.attack(ingress, count=count, seed=seed)
        rate = count / (time.monotonic() - begun)
        taken = inputs.accepted(ingress)
    finally:
        ingress.kill()
    ends, lost = draining.drain_all(taken, data_dir=folder)
    say(f"inputs      {count}, {rate:.0f}/s, memory {done.rss[0] >> 20} -> {done.rss[1] >> 20} MiB")
    say(f"  kinds     {_told(done.kinds)}")
    say(f"  answers   {_told(done.statuses)}")
    say(f"  accepted  {len(taken)}, drained: {_told(ends)}")
    return [*done.faults, *lost]


def fuzz_answers(*, count: int, seed: str) -> list[str]:
    begun = time.monotonic()
    done = answers.attack(count=count, seed=seed)
    say(f"answers     {count}, {count / (time.monotonic() - begun):.0f}/s, memory rose by {done.grown >> 20} MiB")
    say(f"  endings   {_told(done.endings)}")
    return done.faults


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--answers", type=int, default=20_000)
    parser.add_argument("--seed", default="")
    wanted = parser.parse_args(arguments)
    seed = wanted.seed or secrets.token_hex(3)
    say(f"seed {seed}")
    with tempfile.TemporaryDirectory() as folder:
        faults = fuzz_inputs(Path(folder), count=wanted.inputs, seed=seed)
    faults += fuzz_answers(count=wanted.answers, seed=seed)
    for fault in faults[:20]:
        say(f"  {fault}")
    say(f"{len(faults)} faults")
    return 1 if faults else 0


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
