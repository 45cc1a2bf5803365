"""The task that both peers hand a webhook to, as Celery's first steps teach it. No worker runs here."""

import os
from typing import Any

from celery import Celery

app = Celery("bench", broker=os.environ.get("BENCH_BROKER", ""))


@app.task(ignore_result=True)  # type: ignore[untyped-decorator]  # Celery's decorators carry no types.
def handle(topic: str, webhook_id: str, payload: dict[str, Any]) -> None:
    """Would work on the webhook."""
