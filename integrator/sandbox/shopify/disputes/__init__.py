"""Disputes: what a bank wants to take back, the evidence against it, and how it ends."""
