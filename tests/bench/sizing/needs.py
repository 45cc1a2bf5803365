"""How many processes, cores and gigabytes a load needs; everything at most 60 % busy at its peak."""

import math
from collections.abc import Mapping

from tests.bench.sizing.costs import Costs, Load

BUSY = 0.6
"""Above it queues grow faster than the load; the rest is for deploys, repairs and a lost machine."""
DATABASE_CORES = 32
"""The largest server of PostgreSQL that is counted on; above it the ledger is divided by store."""
_KB_A_GB = 1024.0**2


def needs(load: Load, costs: Costs) -> Mapping[str, float]:
    """Return what the load needs, by name."""
    rate, risky = load.peak_rate, load.risky

    def mixed(of_risky: float, of_plain: float) -> float:
        return risky * of_risky + (1 - risky) * of_plain

    workers = _cores(rate * mixed(costs.workers_ms, costs.plain_workers_ms))
    database = _cores(rate * mixed(costs.database_ms, costs.plain_database_ms))
    redis = _cores(rate * mixed(costs.redis_ms, costs.plain_redis_ms))
    ingress = _cores(rate * load.deliveries * costs.ingress_ms)
    daily_kb = load.orders_a_day * (load.deliveries * costs.delivery_kb + load.runs * costs.run_kb)
    return {
        "orders/s, mean": load.mean_rate,
        "orders/s, peak": rate,
        "webhooks/s, peak": rate * load.deliveries,
        # Two at least, on two machines.
        "ingress processes": max(2, math.ceil(ingress)),
        "workers": max(2, math.ceil(workers)),
        "urgent workers": max(2, math.ceil(workers * 0.2)),
        "Redis servers": max(1, math.ceil(redis)),
        "PostgreSQL cores": max(2, math.ceil(database)),
        "ledgers": max(1, math.ceil(database / DATABASE_CORES)),
        "ledger GB a day": daily_kb / _KB_A_GB,
        "backlog of an hour in Redis, GB": load.mean_rate * 3600 * load.deliveries * costs.delivery_kb / _KB_A_GB,
    }


def _cores(busy_ms_a_second: float) -> float:
    return busy_ms_a_second / 1000 / BUSY
