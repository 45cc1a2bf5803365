"""Emulation of OpenText Workflow Service: runtime, models and history over a small process engine."""
