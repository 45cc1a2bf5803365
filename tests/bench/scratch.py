"""A scratch database on the PostgreSQL of the surroundings, dropped at the end whatever happens."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

_SERVER = "postgresql://127.0.0.1:5432/test"


def database_server() -> str:
    """Return the database from which others are made: `DATABASE_URL`, or the one of this machine."""
    return os.environ.get("DATABASE_URL", _SERVER).replace("postgresql+psycopg://", "postgresql://", 1)


@contextmanager
def scratch_database(server: str) -> Iterator[str]:
    """Yield the URL of an empty database on `server`; an empty `server` yields an empty URL, which means SQLite."""
    if not server:
        yield ""
        return
    name = f"bench_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
