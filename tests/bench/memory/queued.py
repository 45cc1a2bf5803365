"""What a delivery costs in Redis while nobody takes it: the growth of its memory, compared with the body."""

import time
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvloop
from redis import Redis

from integrator.embedded import free_port, start_broker
from tests.bench.ingest.bodies import bodies
from tests.bench.ingest.sides import SIDES, environment
from tests.bench.ingest.webhooks import webhooks
from tests.bench.rounds import Round
from tests.bench.sending import send_all
from tests.bench.servers import serving

RATIO = "of the body"
_STREAM = "fleet:deliveries"
_WARMING = 10
_BYTES_PER_SECOND = 3_000_000
_PATIENCE = 30.0


def queued(body_bytes: int, deliveries: int, *, folder: Path) -> Round:
    """Fill the stream of a fresh Redis through a fresh ingress, with no worker, and weigh it before and after."""
    port = free_port()
    told = bodies(body_bytes, 32)
    requests = [b"".join(parts) for parts in islice(webhooks(told), _WARMING + deliveries)]
    with TemporaryDirectory(dir=folder) as name:
        home = Path(name)
        broker = start_broker(home, redis_url="")
        command = SIDES[0].shapes[0].command(port)
        around = environment(port, folder=home, redis_url=broker.url)
        try:
            with (
                Redis.from_url(broker.url) as client,
                serving(command, port=port, environment=around, log=home / "server.log"),
            ):
                rate = _BYTES_PER_SECOND / body_bytes
                uvloop.run(send_all(requests[:_WARMING], port, per_second=rate))
                _await(client, _WARMING)
                before = _used(client)
                sent = uvloop.run(send_all(requests[_WARMING:], port, per_second=rate))
                lying = _await(client, len(requests))
                bytes_each = (_used(client) - before) / deliveries
        finally:
            broker.stop()
    body = sum(map(len, told)) / len(told)
    accepted = _WARMING + sum(one.status == "200" for one in sent)
    wrong = f"LOST: {accepted} accepted, {lying} in the stream" if lying < accepted else ""
    wrong = wrong or ("" if accepted == len(requests) else f"{len(requests) - accepted} not accepted")
    return Round({"body": body, "bytes each": bytes_each, RATIO: bytes_each / body}, wrong)


def _await(client: Any, entries: int) -> int:
    give_up = time.monotonic() + _PATIENCE
    while (lying := int(client.xlen(_STREAM))) < entries and time.monotonic() < give_up:
        time.sleep(0.1)
    return lying


def _used(client: Any) -> int:
    """Return the bytes in use; a moment later, when buffers of the append-only file are written and given back."""
    time.sleep(1.5)
    return int(client.info("memory")["used_memory"])
