"""What one piece of work costs, as measured: the figures of docs/performance.md, of 2026-11-21 on two shared cores."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Costs:
    """Milliseconds of CPU and kilobytes, for one delivery, one run of an order, one step."""

    ingress_ms: float = 0.17
    """A delivery of 7 kB: signature, journal with sync, shipping. Ingest bench."""
    workers_ms: float = 250.0
    """A risky order with all flows until people are asked: 18 steps, four papers, 2 to 4 judgments. Latency bench."""
    plain_workers_ms: float = 100.0
    """An order that is only recorded: 6 steps, two papers, 2 judgments; a share of the above, by steps and papers."""
    database_ms: float = 54.0
    """PostgreSQL for a risky order. Latency bench."""
    plain_database_ms: float = 20.0
    redis_ms: float = 10.0
    """Redis for a risky order, its messages and events to Flower."""
    plain_redis_ms: float = 4.0
    step_ms: float = 1.7
    """A step that does nothing, all processes together, on a busy machine. Chain bench."""
    run_kb: float = 9.0
    """A run of four steps in the ledger, with its case, audit and indexes. Chain bench."""
    delivery_kb: float = 8.5
    """A delivery of 7 kB in the ledger and in Redis."""


@dataclass(frozen=True)
class Load:
    """The orders of all stores of an installation."""

    orders_a_day: float
    peak: float = 5.0
    """The busiest minutes against the mean of the day."""
    risky: float = 0.03
    """Share of the orders that people look at."""
    deliveries: float = 6.0
    """Webhooks for each order, echoes of our own changes included."""
    runs: float = 1.2

    @property
    def mean_rate(self) -> float:
        return self.orders_a_day / 86_400

    @property
    def peak_rate(self) -> float:
        return self.mean_rate * self.peak
