"""The worker's consumer: it takes steps of plans that this release does not have any more, or not yet."""

from typing import Any

from celery.app.trace import build_tracer
from celery.worker.consumer import Consumer

from tasks.chains import perform_step
from tasks.fleet import fleet

_PARTS_OF_A_STEP = 3
_TELL_EVERY = 0.2
_MOST_TOLD = 500


class FleetConsumer(Consumer):  # type: ignore[misc]  # Celery has no types
    """
    Runs keep the plan they began with, so a step's name may be unknown while its verb is not.

    Celery would discard such a message. Here its name is registered when it first comes, and the message is put back:
    the runner does the step, or leaves it to a worker that can.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        """Let this process's tasks know what it consumes."""
        super().__init__(*args, **options)
        self._tells = False
        fleet().consumer = self

    def on_send_event_buffered(self) -> None:
        """Send what Flower is told five times a second, and not a message for each, nor for each two dozen."""
        if self.event_dispatcher:
            self.event_dispatcher.buffer_limit = _MOST_TOLD
        if self.hub and not self._tells:
            self._tells = True
            self.hub.call_later(_TELL_EVERY, self._tell)

    def _tell(self) -> None:
        self._tells = False
        if self.event_dispatcher:
            self.event_dispatcher.flush(errors=False)

    def on_unknown_task(self, body: Any, message: Any, exc: KeyError) -> None:
        """Register `<family>.<flow>.<step>` and let the message come again; discard any other name."""
        name = str(message.headers.get("task", ""))
        if len(name.split(".")) != _PARTS_OF_A_STEP or name in self.strategies:
            super().on_unknown_task(body, message, exc)
            return
        task = self.app.task(perform_step, name=name)
        self.strategies[name] = task.start_strategy(self.app, self)
        task.__trace__ = build_tracer(name, task, self.app.loader, self.hostname, app=self.app)
        message.requeue()
