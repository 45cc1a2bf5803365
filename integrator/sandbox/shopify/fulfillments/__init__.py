"""Fulfillments: what has left, under which numbers, and what the carrier says."""
