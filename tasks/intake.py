"""Intake tasks: drain the stream of deliveries, judge a subject."""

from celery import Celery

from integrator import intake
from integrator.ledger.events import Look
from tasks.fleet import fleet


def register(app: Celery) -> None:
    app.task(drain, name="intake.drain", queue="intake")
    app.task(judge, name="intake.judge", queue="intake")


def drain() -> int:
    """Move all deliveries into the ledger and ask for a look at each subject; return how many deliveries."""
    here = fleet()
    count = 0
    while True:
        taken, looks = intake.drain(here.connections, here.stream, wanted=here.wanted)
        if not taken:
            return count
        here.dispatcher.look(looks)
        count += taken


def judge(*, store: str, subject: str) -> int:
    """Judge a subject; return how many runs were woken."""
    here = fleet()
    wakeups = intake.judge(here.connections, here.rules, Look(store, subject))
    here.dispatcher.wake(wakeups)
    return len(wakeups)
