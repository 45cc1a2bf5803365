"""The command line of each process of a fleet; `Procfile` and `docker-compose.yml` start the same ones."""

import sys
from pathlib import Path

from integrator import queues

WORKERS = {"urgent": queues.URGENT, "w1": queues.QUEUES, "w2": queues.QUEUES}
"""The queues of each worker."""
NAMES = ("sandbox", "ingress", *WORKERS, "beat", "flower")
"""All processes, in the order of their start."""
_PATIENCE = 10
"""Niceness of the workers for all queues: the processor goes to the urgent one first."""
_COLUMNS = "name,kwargs,state,result,received,runtime,worker,uuid"
"""What Flower shows of each task; the keywords hold the order's name."""


def kind_of(name: str) -> str:
    """Return what a process is: a second one of a kind has a digit behind its name, `ingress2`."""
    return "worker" if name in WORKERS else name.rstrip("0123456789")


def command_of(name: str, *, schedule: Path, flower_port: int) -> list[str]:
    """Return the command of a process; `schedule` is the file in which a beat keeps its last ticks."""
    if kind_of(name) == "worker":
        consumed = WORKERS[name]
        command = _celery(
            *("worker", "-n", f"{name}@%h", "-Q", ",".join(consumed), "--pool", "threads", "--concurrency", "8"),
            *("--without-gossip", "--without-mingle", "-l", "WARNING"),
        )
        return command if consumed == queues.URGENT else ["nice", "-n", str(_PATIENCE), *command]
    return {
        "sandbox": [sys.executable, "-m", "integrator.sandbox"],
        "ingress": [sys.executable, "-m", "integrator.cli", "ingress"],
        "beat": _celery("beat", "-s", str(schedule), "-l", "WARNING"),
        "flower": _celery(
            "flower",
            "--address=127.0.0.1",
            f"--port={flower_port}",
            "--read-only",
            f"--tasks_columns={_COLUMNS}",
            "--logging=warning",
        ),
    }[kind_of(name)]


def _celery(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "tasks.app", *arguments]
