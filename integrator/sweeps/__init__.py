"""
Sweeps: what nobody told us is found by asking, and comes in marked late (R5).

`reconcile` compares what changed in a store with what was judged, `subscriptions` keeps the webhooks alive, `balance`
counts a day, `silence` notices that nothing comes. Each is done in small looks, with its place in the ledger.
"""

from integrator.sweeps.balance import balance, balance_yesterday
from integrator.sweeps.kinds import KINDS, ORDERS, Kind
from integrator.sweeps.reconcile import reconcile
from integrator.sweeps.silence import listen
from integrator.sweeps.subscriptions import watch_subscriptions

__all__ = ["KINDS", "ORDERS", "Kind", "balance", "balance_yesterday", "listen", "reconcile", "watch_subscriptions"]
