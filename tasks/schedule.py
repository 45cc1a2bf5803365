"""What beat says when: "look now" ticks only. Run two beats for availability; the ledger takes each tick once."""

from datetime import timedelta

from celery import Celery

from integrator.dispatch import SKEW
from integrator.settings import Settings
from integrator.steps import follow_up
from tasks import misfits, upkeep
from tasks.steady import Steady
from tasks.sweeps import balance, orders, silence


def register(app: Celery) -> None:
    """Write the schedule; a tick that nobody took for a while is dropped, so that no burst follows an outage."""
    settings = Settings()
    jobs = {
        "upkeep.relay": upkeep.RELAY_EVERY,
        "upkeep.seal_audit": upkeep.SEAL_EVERY,
        "upkeep.prune": upkeep.PRUNE_EVERY,
        "upkeep.misfits": misfits.EVERY,
        "poll.decisions": settings.tick,
        "poll.messages": follow_up.EVERY,
        **_sweeps(settings),
    }
    app.conf.beat_schedule = {
        name: {
            "task": name,
            "schedule": Steady(every),
            "options": {
                "queue": "upkeep" if name.startswith("upkeep.") else "poll",
                "expires": (SKEW + every * 2).total_seconds(),
            },
        }
        for name, every in jobs.items()
    }


def _sweeps(settings: Settings) -> dict[str, timedelta]:
    """Return the sweeps that are switched on."""
    jobs = {
        "sweep.orders": (settings.sweep_every, orders.every(settings)),
        "sweep.subscriptions": (settings.watch_subscriptions, settings.watch_subscriptions),
        "sweep.balance": (settings.sweep_every, balance.EVERY),
        "sweep.silence": (settings.silence_after, silence.EVERY),
    }
    return {name: every for name, (is_on, every) in jobs.items() if is_on}
