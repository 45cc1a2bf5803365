"""Thin clients of the remote systems."""
