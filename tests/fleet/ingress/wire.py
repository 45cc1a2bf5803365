"""Talk HTTP to an ingress byte by byte."""

import select
import socket
from collections.abc import Callable

from integrator.ingress.limits import Limits

Serve = Callable[[Limits], int]
Connect = Callable[[int], socket.socket]
RequestOf = Callable[..., bytes]


def read_all(connection: socket.socket) -> bytes:
    """Read until the server hangs up."""
    received = b""
    try:
        while chunk := connection.recv(65536):
            received += chunk
    except ConnectionError:
        pass  # It hung up with bytes of ours unread.
    return received


def read_answer(connection: socket.socket) -> bytes:
    """Read one answer without body."""
    received = b""
    while b"\r\n\r\n" not in received:
        chunk = connection.recv(65536)
        assert chunk, f"hung up after {received!r}"
        received += chunk
    return received


def is_open(connection: socket.socket) -> bool:
    """Whether the server has neither answered nor hung up."""
    readable, _, _ = select.select([connection], [], [], 0)
    return not readable
