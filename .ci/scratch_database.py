# ruff: noqa: INP001 - a script beside .ci/run, no module of a package
"""
Create or drop a database of its own beside a given one.

Usage: scratch_database.py create|drop URL NAME. `create` prints the new database's URL.
"""

import sys
from urllib.parse import urlsplit

import psycopg
from psycopg import sql


def main(verb: str, url: str, name: str) -> None:
    """Carry `verb` out over a connection to the database of `url`."""
    statement = {"create": "CREATE DATABASE {}", "drop": "DROP DATABASE IF EXISTS {} WITH (FORCE)"}[verb]
    plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
    try:
        with psycopg.connect(plain, autocommit=True, connect_timeout=5) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
    except psycopg.Error as error:
        sys.exit(str(error).partition("\n")[0])
    if verb == "create":
        print(urlsplit(plain)._replace(path=f"/{name}").geturl())  # noqa: T201 - the answer of a script


if __name__ == "__main__":
    main(*sys.argv[1:])
