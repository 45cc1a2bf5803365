"""A database of its own for each test that needs one: SQLite, or PostgreSQL when `DATABASE_URL` names one."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql


@contextmanager
def scratch_database(url: str) -> Iterator[str]:
    """Yield the URL of an empty database on the server of `url`, dropped afterwards; empty stays empty (SQLite)."""
    if not url:
        yield ""
        return
    name = f"integrator_test_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
