"""Mutated requests at a real ingress: no 5xx but the designed 503, no death, memory back to where it was."""

import random
import socket
import sqlite3
import struct
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.fleet.ingress.processes import BODY, IngressProcess, delivery_headers
from tests.fuzz.mutate import bytes_damaged, json_damaged, text_of

_ORDER = {
    "id": 1001,
    "admin_graphql_api_id": "gid",
    "name": "#1",
    "financial_status": "paid",
    "line_items": [{"id": 1}],
}
_TOPICS = ("orders/create", "orders/edited", "refunds/create", "customers/redact", "products/update", "no/topic", "")
_AT_ONCE = 8
_PATIENCE = 0.1
_FEW_BYTES = 24 * 1024 * 1024
"""Most that memory may have grown by in the end."""


@dataclass
class Fuzzed:
    """What came of it."""

    statuses: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    rss: tuple[int, int] = (0, 0)
    """Bytes before and after."""


def attack(ingress: IngressProcess, *, count: int, seed: str) -> Fuzzed:
    """Send `count` mutated requests, and a proper one after every thousand."""
    done = Fuzzed()
    for number in range(200):
        ingress.post(f"warm-{number}")
    before = _rss(ingress)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for first in range(0, count, 1000):
            numbers = range(first, min(first + 1000, count))
            requests = [_request(random.Random(f"inputs {seed}/{number}"), number) for number in numbers]
            statuses = pool.map(lambda request: _send(ingress.port, request[1]), requests)
            for number, (kind, _), status in zip(numbers, requests, statuses, strict=True):
                done.kinds[kind] += 1
                done.statuses[status] += 1
                if (status.startswith("5") and status != "503") or status == "hangs":
                    done.faults.append(f"input {number} ({kind}) ended with {status}")
            if ingress.process.poll() is not None:
                done.faults.append(f"the process died between the inputs {first} and {first + 1000}")
                return done
            if (answer := ingress.post(f"proper-{seed}-{first}")) != 200:
                done.faults.append(f"a proper delivery after input {first + 999} was answered {answer}")
    done.rss = before, _rss(ingress)
    if done.rss[1] - done.rss[0] > _FEW_BYTES:
        done.faults.append(f"memory grew from {done.rss[0]} to {done.rss[1]} bytes")
    return done


def accepted(ingress: IngressProcess) -> list[sqlite3.Row]:
    """Return what the journal took."""
    path = Path(ingress.data_dir) / "journal" / "ingress-1.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute("SELECT * FROM deliveries").fetchall()


def _request(dice: random.Random, number: int) -> tuple[str, bytes]:  # noqa: PLR0911 - one for each kind.
    """Return kind and bytes of one request."""
    chance = dice.random()
    body = text_of(dice, json_damaged(dice, _ORDER)) if dice.random() < 0.6 else bytes_damaged(dice, BODY)
    headers = delivery_headers(f"f{number}", body)
    headers["X-Shopify-Topic"] = dice.choice(_TOPICS)
    if chance < 0.35:
        return "signed body", _written(headers, body)
    if chance < 0.45:
        headers["X-Shopify-Hmac-Sha256"] = dice.choice(("", "x", "=" * 44, "A" * 44, "\xe9", "A" * 5000))
        return "signature", _written(headers, body)
    if chance < 0.6:
        name = dice.choice(list(headers))
        headers[name] = dice.choice(("", "\x01", "x" * 9000, "\xff" * 300, "a\tb", "  ", "-1", "\u00e9\u00e8"))
        return "header", _written(headers, body)
    if chance < 0.7:
        length = dice.choice(("-1", "0", "99999999999", "1e3", "0x10", "", "5, 5", str(len(body) + 7), "٣"))
        return "length", _written(headers, body, framing=f"Content-Length: {length}")
    if chance < 0.8:
        chunks = dice.choice(
            (b"zz\r\n", b"5\r\nabc", b"fffffffff\r\n", b"0\r\nX: y\r\n\r\n", b"1;a=b\r\nx\r\n0\r\n\r\n")
        )
        return "chunks", _written(headers, chunks, framing="Transfer-Encoding: chunked")
    if chance < 0.9:
        line = dice.choice(
            ("GET / HTTP/1.1", "POST /webhooks/../x HTTP/1.1", "PUT /webhooks/shopify HTTP/9", "POST  HTTP/1.1",
             "POST /webhooks/shopify?a=%00 HTTP/1.1", "OPTIONS * HTTP/1.1", "PRI * HTTP/2.0", "POST /" + "a" * 9000)
        )  # fmt: skip
        return "request line", _written(headers, body, line=line)
    return "bytes", bytes_damaged(dice, _written(headers, body))


def _written(
    headers: dict[str, str], body: bytes, *, framing: str = "", line: str = "POST /webhooks/shopify HTTP/1.1"
) -> bytes:
    lines = [line, "Host: ingress", framing or f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode("utf-8", "replace") + b"\r\n\r\n" + body


def _send(port: int, request: bytes) -> str:
    """Send and return the status, `closed` without an answer, or `hangs`."""
    with socket.create_connection(("127.0.0.1", port), timeout=8) as connection:
        # Reset at the end, so that a hundred thousand connections leave none behind.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        try:
            connection.sendall(request)
            answer = _received(connection)
        except TimeoutError:
            return "hangs"
        except OSError:
            return "closed"
    words = answer.split(b" ", 2)
    return words[1].decode("latin-1") if len(words) > 1 else "closed"


def _received(connection: socket.socket) -> bytes:
    """Wait for an answer; whoever left something out hangs up after a moment, and is then let go."""
    connection.settimeout(_PATIENCE)
    try:
        return connection.recv(4096)
    except TimeoutError:
        connection.settimeout(8)
        connection.shutdown(socket.SHUT_WR)
        return connection.recv(4096)


def _rss(ingress: IngressProcess) -> int:
    for line in Path(f"/proc/{ingress.process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024
    return 0
