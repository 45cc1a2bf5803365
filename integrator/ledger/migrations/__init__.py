"""Migrations of the ledger; each runs on PostgreSQL and SQLite."""
