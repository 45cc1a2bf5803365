"""Showing a step in Flower that no message was sent for, with the events that Celery sends for a task."""

import time

import structlog
from celery.exceptions import Retry

from integrator.ledger.runs import wakeup_of
from integrator.runner import Claim
from tasks.fleet import fleet

log = structlog.get_logger(__name__)


class Shown:
    """The life of one step, as Flower sees it."""

    def __init__(self, claim: Claim) -> None:
        """Tell that the step was received and begun."""
        self._step = wakeup_of(claim.run, attempt=claim.run.attempts)
        self._begun = time.monotonic()
        keywords = repr(self._step.keywords)
        self._send("received", name=self._step.task, args="()", kwargs=keywords, retries=0)
        self._send("started")

    def ends(self, ending: str | Exception) -> None:
        """Tell how it ended: a result, a retry, or a failure."""
        runtime = time.monotonic() - self._begun
        if isinstance(ending, str):
            kind, text = "succeeded", ending
            self._send(kind, result=repr(text), runtime=runtime)
        else:
            kind, text = ("retried", ending.message) if isinstance(ending, Retry) else ("failed", str(ending))
            self._send(kind, exception=repr(text), traceback="")
        log.info(
            "step that followed", end=kind, task=self._step.task, task_id=self._step.task_id, text=text, runtime=runtime
        )

    def _send(self, kind: str, **fields: object) -> None:
        consumer = fleet().consumer
        eventer = consumer.event_dispatcher if consumer is not None else None
        if eventer is not None and eventer.enabled:
            eventer.send(f"task-{kind}", uuid=self._step.task_id, **fields)
