"""
How long holds wait for an urgent worker when orders come in bursts: played, because arithmetic knows steady loads only.

Orders come at random, for a while at many times the usual rate; each needs a worker for its judgment and its hold.
"""

import heapq
import random
from collections.abc import Sequence


def waits(
    *, rate: float, burst: float, seconds: float, service: float, workers: int, seed: str = "sizing"
) -> Sequence[float]:
    """
    Return the seconds each order waited before a worker took it, ascending.

    Args:
        rate: orders per second.
        burst: how many times as many in the middle third of the time.
        seconds: how long orders come.
        service: mean seconds of a worker for each order; single ones vary by half.
        workers: how many serve.
        seed: the same one plays the same.
    """
    dice = random.Random(seed)
    free = [0.0] * workers
    heapq.heapify(free)
    now, found = 0.0, []
    while True:
        is_burst = seconds / 3 <= now < seconds * 2 / 3
        now += dice.expovariate(rate * (burst if is_burst else 1.0))
        if now >= seconds:
            return sorted(found)
        begun = max(now, heapq.heappop(free))
        found.append(begun - now)
        heapq.heappush(free, begun + service * dice.uniform(0.5, 1.5))
