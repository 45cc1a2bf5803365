"""
DBOS Transact as its documentation teaches it: a durable workflow of four steps that do nothing, from a queue.

    python -m tests.bench.chain.dbos_worker NAME THREADS
"""

import os
import sys
import threading

from dbos import DBOS

QUEUE = "bench"


@DBOS.step()
def first() -> str:
    return "first"


@DBOS.step()
def second(after: str) -> str:
    return after + " second"


@DBOS.step()
def third(after: str) -> str:
    return after + " third"


@DBOS.step()
def fourth(after: str) -> str:
    return after + " fourth"


@DBOS.workflow()
def four_steps(number: int) -> str:
    del number
    return fourth(third(second(first())))


def main(name: str, threads: str) -> None:
    DBOS(
        config={
            "name": "bench",
            "system_database_url": os.environ["BENCH_DATABASE"],
            "executor_id": name,
            "application_version": "1",
            "run_admin_server": False,
            "log_level": "ERROR",
        }
    )
    DBOS.launch()
    # A second is the default; for a bench it would be the bottleneck.
    DBOS.register_queue(QUEUE, worker_concurrency=int(threads), polling_interval_sec=0.05)
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
