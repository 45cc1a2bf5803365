"""
The queues: one per remote system, so that a sick system fills its own queue only.

A worker empties them in this order: holds and releases first, then the few ticks that keep everything going.
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
