"""What beat says when: "look now" ticks only. Run two beats for availability; the ledger takes each tick once."""

from celery import Celery

from integrator.settings import Settings
from tasks import upkeep


def register(app: Celery) -> None:
    """Write the schedule; a tick that was not taken before the next one comes is dropped."""
    jobs = {
        "upkeep.relay": upkeep.RELAY_EVERY,
        "upkeep.seal_audit": upkeep.SEAL_EVERY,
        "upkeep.prune": upkeep.PRUNE_EVERY,
        "poll.decisions": Settings().tick,
    }
    app.conf.beat_schedule = {
        name: {
            "task": name,
            "schedule": every,
            "options": {
                "queue": "poll" if name.startswith("poll.") else "upkeep",
                "expires": max(10.0, every.total_seconds() * 2),
            },
        }
        for name, every in jobs.items()
    }
