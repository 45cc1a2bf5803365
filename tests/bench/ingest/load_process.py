"""
The load as a process of its own, so that it has a core, a loop and an interpreter to itself.

    python -m tests.bench.ingest.load_process PORT CONNECTIONS WARM_SECONDS SECONDS BODY_BYTES

warms the server up, says "ready", waits for a line, loads, and tells what it saw as one line of JSON.
"""

import json
import sys
import time
from typing import Any

import uvloop

from tests.bench.ingest.bodies import bodies
from tests.bench.ingest.load import Load
from tests.bench.ingest.webhooks import webhooks
from tests.bench.report import quantile

_DIFFERENT = 32
"""Orders that the webhooks tell of in turn."""


async def told(port: int, connections: int, warm_seconds: float, seconds: float, body_bytes: int) -> dict[str, Any]:
    """Warm up, wait for a line, load; return counts, the seconds it took, latencies and CPU seconds of this process."""
    requests = webhooks(bodies(body_bytes, _DIFFERENT))
    warm = Load(requests, port)
    await warm.run(1, 0.0)
    await warm.run(connections, warm_seconds)
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    load = Load(requests, port)
    cpu = time.process_time()
    took = await load.run(connections, seconds)
    cpu = time.process_time() - cpu
    ordered = sorted(load.times)
    return {
        "warm": len(warm.times),
        "statuses": load.statuses,
        "seconds": took,
        "cpu_seconds": cpu,
        "p50": quantile(ordered, 0.5),
        "p99": quantile(ordered, 0.99),
    }


if __name__ == "__main__":
    port, connections, warm_seconds, seconds, body_bytes = sys.argv[1:]
    answer = told(int(port), int(connections), float(warm_seconds), float(seconds), int(body_bytes))
    print(json.dumps(uvloop.run(answer)))  # noqa: T201
