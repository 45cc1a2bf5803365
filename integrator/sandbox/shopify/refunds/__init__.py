"""Refunds: what is suggested, what is given back, what goes back on the shelf."""
