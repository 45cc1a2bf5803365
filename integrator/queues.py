"""
The queues: one per remote system, so that a sick system fills its own queue only.

A worker empties them in this order: holds and releases first, then the few ticks that keep everything going.

Beside the workers for all queues there is one for what people wait for, `URGENT`: a worker runs its steps by turns,
and a hold shall not take turns with the papers of other orders.
"""

QUEUES = (
    "protect",
    "upkeep",
    "poll",
    "intake",
    "shopify",
    "workflow",
    "notifications",
    "ecm",
    "file360",
    "trading_grid",
)

URGENT = ("protect", "intake")
