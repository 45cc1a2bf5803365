"""Checkouts that buyers begin, and mostly abandon."""
