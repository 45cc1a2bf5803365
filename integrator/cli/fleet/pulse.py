"""
Health check of one worker: `python -m integrator.cli.fleet.pulse worker@host` ends 0 when it shows life.

A worker announces itself every two seconds, so listening is enough and the worker need not be disturbed.
Without Redis nothing is heard; whoever asks should then call the worker unready, not dead.
"""

import sys
import time

from integrator.cli.fleet.readiness import WorkerEvents
from integrator.settings import Settings

_LISTENING_SECONDS = 10.0


def main(worker: str) -> int:
    """Listen for `worker`, a full node name, and return the exit code."""
    settings = Settings()
    give_up = time.monotonic() + _LISTENING_SECONDS
    with WorkerEvents(settings.broker_url, settings.key_prefix) as events:
        while not events.has_heard(worker):
            if time.monotonic() > give_up:
                return 1
            time.sleep(0.1)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
