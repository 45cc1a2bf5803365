"""Pollers: reads since a mark, and of what waits for us."""
