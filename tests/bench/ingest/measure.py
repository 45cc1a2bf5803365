"""One measurement: one side with a fresh Redis, loaded once, and counted only when nothing went wrong."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from redis import Redis

from integrator.embedded import free_port, start_broker
from tests.bench.ingest.kept import Kept
from tests.bench.ingest.sides import Shape, Side, environment
from tests.bench.rounds import Round
from tests.bench.servers import Server, serving

RATE = "per second"
_WARMING = 0.5


@dataclass(frozen=True)
class Cell:
    """One body size, in bytes, and number of connections."""

    body_bytes: int
    connections: int

    def __str__(self) -> str:
        return f"{self.body_bytes // 1000} kB, {self.connections} connections"


def measure(side: Side, shape: Shape, cell: Cell, *, seconds: float, folder: Path) -> Round:
    """Start Redis and the server anew, warm both up, load, and wait until everything accepted is kept."""
    port = free_port()
    with TemporaryDirectory(dir=folder) as name:
        home = Path(name)
        broker = start_broker(home, redis_url="")
        assert broker.process is not None
        told = environment(port, folder=home, redis_url=broker.url)
        try:
            with (
                Redis.from_url(broker.url) as client,
                serving(shape.command(port), port=port, environment=told, log=home / "server.log") as server,
                closing(Kept(side, client, home)) as kept,
            ):
                idle = server.weigh()
                one = _loaded(cell, seconds, server=server, redis=Server(broker.process, 0), kept=kept)
                return Round({**one.figures, "idle MB": idle.rss_bytes / 1e6}, one.wrong)
        finally:
            broker.stop()


def _loaded(cell: Cell, seconds: float, *, server: Server, redis: Server, kept: Kept) -> Round:
    arguments = [server.port, cell.connections, _WARMING, seconds, cell.body_bytes]
    command = [sys.executable, "-m", "tests.bench.ingest.load_process", *map(str, arguments)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as load:
        assert load.stdin is not None
        assert load.stdout is not None
        if load.stdout.readline() != b"ready\n":
            raise RuntimeError("the load ended before it began")
        os.sync()  # What the side before has left to the disk is not this one's business.
        before, redis_before = server.weigh(), redis.weigh()
        load.stdin.write(b"go\n")
        load.stdin.close()
        told = json.loads(load.stdout.read())
    loaded, redis_after = server.weigh(), redis.weigh()
    answered = told["statuses"].get("200", 0)
    in_redis, lag = kept.await_all(told["warm"] + answered)
    after = server.weigh()
    share = 100 / told["seconds"]
    figures = {
        RATE: answered / told["seconds"],
        "p50 ms": told["p50"] * 1000,
        "p99 ms": told["p99"] * 1000,
        "CPU ms": (after.cpu_seconds - before.cpu_seconds) * 1000 / max(1, answered),
        "RSS MB": loaded.rss_bytes / 1e6,
        "peak MB": after.peak_bytes / 1e6,
        "server %": (loaded.cpu_seconds - before.cpu_seconds) * share,
        "load %": told["cpu_seconds"] * share,
        "Redis %": (redis_after.cpu_seconds - redis_before.cpu_seconds) * share,
        "lag s": lag,
    }
    found = {"Redis": in_redis} if (rows := kept.in_journal()) is None else {"Redis": in_redis, "journal": rows}
    return Round(figures, wrong(told["statuses"], told["warm"] + answered, found))


def wrong(statuses: Mapping[str, int], accepted: int, found: Mapping[str, int]) -> str:
    """Say why a measurement does not count: an answer other than 200, or an accepted webhook that lies nowhere."""
    others = {status: count for status, count in statuses.items() if status != "200"}
    told = [f"{count} x {status}" for status, count in sorted(others.items())]
    told += [f"LOST: {accepted - count} not in {place}" for place, count in found.items() if count < accepted]
    if not statuses.get("200"):
        told.append("nothing was accepted")
    return "; ".join(told)
