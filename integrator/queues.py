"""The queues: one per remote system, so that a sick system fills its own queue only; holds and releases go first."""

QUEUES = (
    "intake",
    "protect",
    "shopify",
    "file360",
    "ecm",
    "workflow",
    "trading_grid",
    "notifications",
    "poll",
    "upkeep",
)
