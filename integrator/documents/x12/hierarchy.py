"""The tree of `HL` segments: four levels at most, each one named below a level that came before it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

from integrator.documents.x12.body import Body
from integrator.documents.x12.segment import Segment
from integrator.documents.x12.writing import Writer

_MAY_HOLD = {"S": "O", "O": "PI", "P": "I", "I": ""}
_CONTENT = ("LIN", "SN1", "PRF", "TD5", "REF", "MAN", "DTM")


class Levels:
    """Writes the `HL` segments and counts them."""

    def __init__(self, out: Writer) -> None:
        self._out = out
        self.count = 0

    def open(self, code: str, *, parent: str) -> str:
        """Begin a level; return its number, which the levels below name as their parent."""
        self.count += 1
        self._out.add("HL", str(self.count), parent, code)
        return str(self.count)


@dataclass(slots=True)
class Level:
    """One level with its own segments and the levels below it."""

    hl: Segment
    segments: list[Segment] = field(default_factory=list)
    below: list[Self] = field(default_factory=list)

    @classmethod
    def read_tree(cls, body: Body) -> Self:
        """Read all levels; return the shipment, which must be the first and the only one of its kind."""
        known: dict[str, Self] = {}
        for hl in body.each("HL"):
            level = cls(hl)
            while body.at(*_CONTENT):
                level.segments += [body.take(name) for name in _CONTENT if body.at(name)]
            if hl.text(1) in known:
                raise hl.error("a level of this number came before", 1, code="7")
            level._hang_below(known)
            known[hl.text(1)] = level
        if not known:
            body.take("HL")
        return next(iter(known.values()))

    @property
    def code(self) -> str:
        return self.hl.text(3)

    @property
    def count(self) -> int:
        """Number of levels from here down, this one included."""
        return 1 + sum(level.count for level in self.below)

    def must_be(self, code: str) -> None:
        if self.code != code:
            raise self.hl.error(f"a level {code} should stand here", 3, code="7")

    def all(self, name: str) -> Iterator[Segment]:
        return (segment for segment in self.segments if segment.id == name)

    def first(self, name: str) -> Segment | None:
        return next(self.all(name), None)

    def only(self, name: str) -> Segment:
        """Return the one segment of that name; none or several are refused."""
        found = list(self.all(name))
        if len(found) != 1:
            raise self.hl.error(f"this level needs one {name}", code="3" if not found else "5")
        return found[0]

    def _hang_below(self, known: dict[str, Self]) -> None:
        if not known:
            self.must_be("S")
            if self.hl.text(2):
                raise self.hl.error("the first level has no parent", 2, code="7")
            return
        parent = known.get(self.hl.text(2))
        if parent is None:
            raise self.hl.error("a parent that did not come before", 2, code="7")
        if not self.code or self.code not in _MAY_HOLD.get(parent.code, ""):
            raise self.hl.error("a level that its parent cannot hold", 3, code="7")
        parent.below.append(self)
