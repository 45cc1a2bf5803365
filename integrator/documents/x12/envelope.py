"""
The three envelopes: interchange, functional group, transaction set. Counts and control numbers must agree.

Source: contracts/opentext/trading-grid, sections 4 and 8.1. [general]
"""

from collections.abc import Sequence
from dataclasses import dataclass

from integrator.documents.x12.checking import check
from integrator.documents.x12.errors import X12Error
from integrator.documents.x12.segment import Segment
from integrator.documents.x12.tokens import tokenize

VERSION = "004010"


@dataclass(frozen=True, slots=True)
class Party:
    """Who sends or receives; `qualifier` is X12's I05, `ZZ` for mutually defined. At most 15 characters."""

    id: str
    qualifier: str = "ZZ"


@dataclass(frozen=True, slots=True)
class TransactionSet:
    """One document, not yet read. `fault` is what is wrong with its trailer; reading it raises that."""

    type: str
    control_number: str
    segments: tuple[Segment, ...]
    """With `ST` and `SE`."""
    fault: X12Error | None = None

    @property
    def position(self) -> int:
        """Where the `ST` stands in the interchange."""
        return self.segments[0].position


@dataclass(frozen=True, slots=True)
class Group:
    """Documents of one kind; `functional_id` is that kind, such as `PR` for 855."""

    functional_id: str
    control_number: int
    sets: tuple[TransactionSet, ...]


@dataclass(frozen=True, slots=True)
class Interchange:
    """What one sender put into one file."""

    sender: Party
    receiver: Party
    control_number: int
    is_test: bool
    groups: tuple[Group, ...]


def read_interchange(text: str) -> Interchange:
    """
    Read the envelopes around the documents, which `decode` reads one by one.

    Raises:
        X12Error: it is no interchange of version 004010, or counts or control numbers do not agree.
    """
    _, segments = tokenize(text)
    isa, *between, iea = segments if len(segments) > 1 else [*segments, segments[0]]
    _check_header(isa)
    if iea.id != "IEA":
        raise iea.error("the interchange does not end with IEA")
    groups = _read_groups(between)
    if iea.text(1) != str(len(groups)):
        raise iea.error("another number of groups than the interchange has", 1)
    if iea.text(2) != isa.text(13):
        raise iea.error("another control number than in the ISA", 2)
    return Interchange(
        sender=Party(isa.text(6).rstrip(), isa.text(5).rstrip()),
        receiver=Party(isa.text(8).rstrip(), isa.text(7).rstrip()),
        control_number=int(isa.text(13)),
        is_test=isa.text(15) == "T",
        groups=groups,
    )


def _check_header(isa: Segment) -> None:
    if isa.text(11) != "U" or isa.text(12) != "00401":
        raise isa.error("another version of the envelope than 00401", 12)
    if not isa.text(13).isascii() or not isa.text(13).isdecimal():
        raise isa.error("the control number has nine digits", 13)
    if isa.text(15) not in {"P", "T"}:
        raise isa.error("neither production nor test", 15)


def _read_groups(segments: Sequence[Segment]) -> tuple[Group, ...]:
    groups: list[Group] = []
    place = 0
    while place < len(segments):
        ends = (number for number in range(place, len(segments)) if segments[number].id == "GE")
        end = next(ends, None)
        if segments[place].id != "GS" or end is None:
            raise segments[place].error("a group begins with GS and ends with GE")
        groups.append(_read_group(segments[place : end + 1]))
        place = end + 1
    numbers = [group.control_number for group in groups]
    if len(set(numbers)) < len(numbers):
        raise X12Error("two groups of one control number")
    return tuple(groups)


def _read_group(segments: Sequence[Segment]) -> Group:
    gs, *between, ge = segments
    check(gs)
    check(ge)
    if gs.text(8)[:6] != VERSION or gs.text(7) != "X":
        raise gs.error(f"another version of the documents than {VERSION}", 8)
    sets = _read_sets(between)
    if ge.needed_number(1) != len(sets):
        raise ge.error("another number of transaction sets than the group has", 1)
    if ge.needed_number(2) != gs.needed_number(6):
        raise ge.error("another control number than in the GS", 2)
    return Group(gs.text(1), int(gs.needed_number(6)), sets)


def _read_sets(segments: Sequence[Segment]) -> tuple[TransactionSet, ...]:
    sets: list[TransactionSet] = []
    place = 0
    while place < len(segments):
        ends = (number for number in range(place, len(segments)) if segments[number].id == "SE")
        end = next(ends, None)
        if segments[place].id != "ST" or end is None:
            raise segments[place].error("a transaction set begins with ST and ends with SE")
        sets.append(_read_set(segments[place : end + 1]))
        place = end + 1
    return tuple(sets)


def _read_set(segments: Sequence[Segment]) -> TransactionSet:
    header, trailer = segments[0], segments[-1]
    check(header)
    check(trailer)
    return TransactionSet(header.text(1), header.text(2), tuple(segments), _fault(header, trailer, len(segments)))


def _fault(header: Segment, trailer: Segment, count: int) -> X12Error | None:
    if trailer.needed_number(1) != count:
        return _set_error(trailer, "another number of segments than the set has", 1, "4")
    if trailer.text(2) != header.text(2):
        return _set_error(trailer, "another control number than in the ST", 2, "3")
    return None


def _set_error(segment: Segment, reason: str, element: int, code: str) -> X12Error:
    return X12Error(reason, segment=segment.id, position=segment.position, element=element, code=code, level="set")
