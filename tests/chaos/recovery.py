"""How long it took until work went on after each kind of fault, read from the attempts in the ledger."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from tests.chaos.evidence import Evidence

PROMISED = {"worker killed": 30.0, "broker restarted": 15.0, "broker wiped": 30.0, "SQL restarted": 10.0}
"""Seconds, for the 99th of a hundred."""


@dataclass(frozen=True)
class Recovery:
    """The recovery times after one kind of fault, in seconds, ascending."""

    kind: str
    seconds: Sequence[float]

    def at(self, share: float) -> float:
        if not self.seconds:
            return 0.0
        return self.seconds[min(len(self.seconds) - 1, int(share * len(self.seconds)))]


def recoveries(evidence: Evidence) -> list[Recovery]:
    attempts = sorted(evidence.tables["steps"], key=lambda row: (row["run_id"], row["fence"]))
    worked = [row for row in attempts if row["worker"]]
    starts = sorted(_moment(row["started_at"]) for row in worked)
    faults = evidence.faults
    return [
        Recovery("worker killed", sorted(_after_kills(worked, faults))),
        Recovery("broker restarted", sorted(_until_next(starts, faults, "F08"))),
        Recovery("broker wiped", sorted(_after_wipes(worked, faults))),
        Recovery("SQL restarted", sorted(_until_next(starts, faults, "F15"))),
    ]


def _after_kills(attempts: Sequence[Mapping[str, Any]], faults: Iterable[Mapping[str, Any]]) -> Iterable[float]:
    """From the death of a worker to the next attempt of each run that it held."""
    deaths = {str(fault["pid"]): _moment(fault["at"]) for fault in faults if fault["pid"] and "worker" in fault["name"]}
    for row, following in pairwise(attempts):
        # The worker's name ends in -<pid>-<random>.
        death = deaths.get(row["worker"].split("-")[-2])
        if death and row["outcome"] is None and following["run_id"] == row["run_id"]:
            yield max(0.0, (_moment(following["started_at"]) - death).total_seconds())


def _until_next(starts: Sequence[datetime], faults: Iterable[Mapping[str, Any]], name: str) -> Iterable[float]:
    """From the return of a server to the first attempt that anybody began."""
    for fault in faults:
        if fault["name"].startswith(name):
            back = _moment(fault["until"])
            place = bisect_left(starts, back)
            if place < len(starts):
                yield (starts[place] - back).total_seconds()


def _after_wipes(attempts: Sequence[Mapping[str, Any]], faults: Iterable[Mapping[str, Any]]) -> Iterable[float]:
    """From a wipe to the next attempt of each run whose wake-up lay in Redis: its last attempt had ended before."""
    for fault in faults:
        if not fault["name"].startswith("F10"):
            continue
        wiped = _moment(fault["at"])
        for row, following in pairwise(attempts):
            if following["run_id"] != row["run_id"] or row["outcome"] != "done" or not row["ended_at"]:
                continue
            ended, began = _moment(row["ended_at"]), _moment(following["started_at"])
            if ended <= wiped < began:
                yield (began - wiped).total_seconds()


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
