"""What one ingress process accepts from the network, in figures."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes are bytes, times are seconds."""

    body_bytes: int = 5 * 1024 * 1024
    """Largest body. Shopify publishes no maximum; orders with hundreds of lines exceed 1 MB. [inferred]"""

    bodies_bytes: int = 256 * 1024 * 1024
    """All bodies that are being received together, so that strangers cannot fill the memory."""

    header_bytes: int = 16 * 1024
    header_count: int = 100

    header_seconds: float = 5.0
    """From the connection, or the first byte of a later request, to the end of the headers."""

    body_seconds: float = 4.0
    """From the end of the headers to the end of the body. Shopify gives a whole request 5 s. [documented]"""

    keep_alive_seconds: int = 60
    """How long a connection may wait for its next request."""

    connections: int = 200
    """Open connections. Beyond it those that have kept us waiting longest give way, after `grace_seconds`."""

    connections_at_most: int = 800
    """The same without grace; below the usual limit of 1,024 open files of a process."""

    grace_seconds: float = 0.5
    """How long a crowd may last, so that a delivery which arrives in it is not taken for a slow stranger."""

    journal_seconds: float = 0.8
    """How long an answer waits for the journal before it becomes 503."""
