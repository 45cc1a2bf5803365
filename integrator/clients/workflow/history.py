"""
The history service: how instances ended whose models are not ours.

It may hear of an end later than the end's own time, and whether it pages and sorts as the other lists do is not known.
So readers look back over an overlap, and nothing here leans on paging or order.

Source: contracts/opentext/workflow, sections 2.4 and 11.
"""

from datetime import datetime, timedelta
from functools import partial

from integrator.clients.answers import Request
from integrator.clients.shapes import read_shape
from integrator.clients.workflow.connection import Connection, NotThere, path_id
from integrator.clients.workflow.dates import write_date
from integrator.clients.workflow.models import HistoricInstance
from integrator.clients.workflow.reading import read_historic, read_whole_page

OVERLAP = timedelta(minutes=10)
"""How long after an end history may still be without it. [profile]"""

SETTLED = timedelta(seconds=5)
"""The youngest past is left for the next look: it is still being written. [profile]"""

_HISTORIC = "/historic-process-instances"
_COUNT = 200
_SMALLEST = timedelta(milliseconds=2)
_MOST_PAGES = 500
"""A window that needs more than this does not end: its server ignores the dates."""


def window_of(cursor: datetime, now: datetime, *, overlap: timedelta = OVERLAP) -> tuple[datetime, datetime]:
    """
    Return from when to when to look, `cursor` being the latest end seen before; both UTC.

    What history told late is found again by the overlap, so every instance is seen several times: whoever takes
    them in keeps their ids apart.
    """
    until = now - SETTLED
    return min(cursor, until) - overlap, until


class History:
    """The history of one client."""

    def __init__(self, history: Connection) -> None:
        self._history = history

    def find_historic(self, instance_id: str) -> HistoricInstance | None:
        """
        Return an instance as history knows it, running or ended; None when it has not heard of it, or no longer.

        Repeating is harmless, it only reads.

        Source: contracts/opentext/workflow, sections 2.4 and 11. [documented]
        """
        params = {"includeProcessVariables": "true"}
        request = Request("GET", f"{_HISTORIC}/{path_id(instance_id)}", params=params)
        try:
            return read_shape(self._history.send("find_historic", request), read_historic)
        except NotThere:
            return None

    def ended_between(self, definition_key: str, after: datetime, before: datetime) -> list[HistoricInstance]:
        """
        Return the instances of a model that ended from `after` to `before`, both inclusive, in the order of their end.

        Repeating is harmless, it only reads. A window that history does not show whole is halved until it does.

        Raises:
            Garbled: the list does not end, or an instance in it has not ended.

        Source: contracts/opentext/workflow, section 11. [documented; Flowable for the inclusive bounds]
        """
        found: dict[str, HistoricInstance] = {}
        windows = [(after, before)]
        for _ in range(_MOST_PAGES):
            if not windows:
                return sorted(found.values(), key=_end)
            start, end = windows.pop()
            request = Request("GET", _HISTORIC, params=_params(definition_key, start, end))
            answer = self._history.send("ended_between", request)
            rows, is_whole = read_shape(answer, partial(read_whole_page, read=_read_ended, count=_COUNT))
            if not is_whole and end - start > _SMALLEST:
                middle = start + (end - start) / 2
                windows += [(start, middle), (middle, end)]
                continue
            if not is_whole:
                raise answer.garbled("more ends in a moment than history shows")
            found |= {row.id: row for row in rows}
        raise answer.garbled("a window without end")


def _params(definition_key: str, after: datetime, before: datetime) -> dict[str, str]:
    return {
        "processDefinitionKey": definition_key,
        "finished": "true",
        "finishedAfter": write_date(after),
        "finishedBefore": write_date(before),
        "excludeSubprocesses": "true",
        "includeProcessVariables": "true",
        "filterByCurrentSubscription": "true",
        "offset": "0",
        "count": str(_COUNT),
    }


def _read_ended(row: dict[str, object]) -> HistoricInstance:
    instance = read_historic(row)
    if instance.ended is None:
        raise ValueError("asked for ended instances only")
    return instance


def _end(instance: HistoricInstance) -> tuple[float, str]:
    return instance.ended.timestamp() if instance.ended else 0.0, instance.id
