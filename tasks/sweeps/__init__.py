"""Sweeps: a tick per job, and a task per store, so that one store's trouble delays no other (R32)."""
