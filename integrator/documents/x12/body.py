"""Walk through the segments of one transaction set, in the order that a map expects."""

from collections.abc import Iterator, Sequence

from integrator.documents.x12.segment import Segment

MAX_LINES = 20_000
"""Most rounds of one loop: lines of an order, levels of a ship notice, items of an inventory report."""

DESCRIPTIVE = frozenset(
    {
        "CSH", "CTB", "DIS", "FOB", "INC", "ITD", "MEA", "MSG", "N2", "N9", "NTE", "PAM", "PER", "PID", "PKG", "PO4",
        "PWK", "SI", "TAX", "TD1", "TD3", "TD4",
    }
)  # fmt: skip
"""
Segments that no map needs: descriptions, terms, contacts, packing. They are passed over wherever they stand.

Whatever could change a quantity or a date is never among them: a map that does not know such a segment refuses it.
"""


class Body:
    """The segments between `ST` and `SE`; `end` is the `SE`, named when something is missing."""

    def __init__(
        self, segments: Sequence[Segment], end: Segment, *, also_passing: frozenset[str] = frozenset()
    ) -> None:
        passed = DESCRIPTIVE | also_passing
        self._segments = [segment for segment in segments if segment.id not in passed]
        self._end = end
        self._next = 0

    def at(self, *names: str) -> bool:
        """Whether the next segment is one of `names`."""
        return self._next < len(self._segments) and self._segments[self._next].id in names

    def maybe(self, name: str) -> Segment | None:
        """Take the next segment if it is `name`."""
        return self.take(name) if self.at(name) else None

    def take(self, name: str) -> Segment:
        """Take the next segment, which must be `name`."""
        if not self.at(name):
            found = self._segments[self._next] if self._next < len(self._segments) else self._end
            raise found.error(f"{name} should stand here", code="3")
        self._next += 1
        return self._segments[self._next - 1]

    def each(self, name: str) -> Iterator[Segment]:
        """Take segments as long as they are `name`, which may begin a loop."""
        rounds = 0
        while self.at(name):
            rounds += 1
            segment = self.take(name)
            if rounds > MAX_LINES:
                raise segment.error(f"more than {MAX_LINES} times", code="4")
            yield segment

    def finish(self) -> None:
        """Make sure that nothing is left."""
        if self._next < len(self._segments):
            raise self._segments[self._next].error("a segment that this map does not expect here", code="2")
