"""Procrastinate as its documentation teaches it: four jobs in PostgreSQL that do nothing, each deferring the next."""

import os

from procrastinate import App, PsycopgConnector

app = App(connector=PsycopgConnector(conninfo=os.environ.get("BENCH_DATABASE", "")))


@app.task(name="first", queue="bench")
async def first() -> None:
    await second.defer_async()


@app.task(name="second", queue="bench")
async def second() -> None:
    await third.defer_async()


@app.task(name="third", queue="bench")
async def third() -> None:
    await fourth.defer_async()


@app.task(name="fourth", queue="bench")
async def fourth() -> None:
    """Do nothing; that it is done stands in the table of jobs."""
