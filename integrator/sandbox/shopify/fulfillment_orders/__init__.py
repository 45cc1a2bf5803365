"""Fulfillment orders: what shall leave from where and when, and what may be done to it."""
