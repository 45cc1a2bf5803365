"""X12 004010 as the sandbox's partners read and write it: a second opinion, and a small one (trading-grid.md 8.1)."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from integrator.sandbox.trading_grid.errors import GridError

_GROUPS = {"850": "PO", "860": "PC", "855": "PR", "856": "SH", "810": "IN", "846": "IB", "997": "FA"}
_ISA = re.compile(
    r"ISA(?P<by>.)00(?P=by) {10}(?P=by)00(?P=by) {10}(?P=by)..(?P=by)(?P<sender>.{15})(?P=by)..(?P=by)"
    r"(?P<receiver>.{15})(?P=by)\d{6}(?P=by)\d{4}(?P=by)U(?P=by)00401(?P=by)(?P<number>\d{9})(?P=by)[01](?P=by)"
    r"(?P<usage>[PT])(?P=by).(?P<end>.)",
    re.DOTALL | re.ASCII,
)

Segment = list[str]


@dataclass(frozen=True, slots=True)
class Received:
    """One interchange with one document: `body` are the segments between `ST` and `SE`."""

    sender: str
    receiver: str
    control_number: str
    is_test: bool
    type: str
    body: list[Segment]

    def first(self, name: str) -> Segment:
        """Return the first segment of that name, padded, so that absent elements are empty."""
        found = self.all(name)
        return found[0] if found else refuse(f"/{name}", "3", f"{name} is missing")

    def all(self, name: str) -> list[Segment]:
        return [[*segment, *[""] * 32] for segment in self.body if segment[0] == name]


def refuse(path: str, code: str, message: str) -> NoReturn:
    """Refuse a document with one problem."""
    problem = {"path": path, "code": code, "message": message}
    raise GridError(422, "document_invalid", "the document cannot be read", problems=[problem])


def read(text: str) -> Received:
    """Read an interchange that holds one document; raises `GridError` 422 with the problem found."""
    head = _ISA.match(text)
    if head is None:
        refuse("/ISA", "1", "no ISA of version 00401")
    separator, end = head["by"], head["end"]
    if not text.endswith(end) and not text.rstrip("\r\n").endswith(end):
        refuse("/IEA", "1", "the last segment has no end")
    segments = [line.lstrip("\r\n").split(separator) for line in text.rstrip("\r\n").split(end)[:-1]]
    names = [segment[0] for segment in segments]
    if names[:3] != ["ISA", "GS", "ST"] or names[-3:] != ["SE", "GE", "IEA"] or len(segments) < 7:
        refuse("/ST", "2", "an interchange here holds one group with one document")
    _, gs, st, *body, se, ge, iea = segments
    kind = "".join(st[1:2])
    agreed = [
        ("/SE/1", se[1:2], [str(len(body) + 2)]),
        ("/SE/2", se[2:], st[2:]),
        ("/GE", ge[1:], ["1", *gs[6:7]]),
        ("/IEA", iea[1:], ["1", head["number"]]),
        ("/GS/1", gs[1:2], [_GROUPS.get(kind, "?")]),
        ("/GS/8", gs[8:], ["004010"]),
    ]
    for path, found, right in agreed:
        if found != right:
            refuse(path, "4", "counts, control numbers or types do not agree")
    if any(name in {"ISA", "GS", "ST", "SE", "GE", "IEA"} for name in names[3:-3]):
        refuse("/ST", "2", "more than one document")
    return Received(
        sender=head["sender"].strip(),
        receiver=head["receiver"].strip(),
        control_number=head["number"],
        is_test=head["usage"] == "T",
        type=kind,
        body=body,
    )


def write(kind: str, body: list[Segment], *, sender: str, receiver: str, number: int, when: datetime) -> str:
    """Write a document of `kind`, such as `855`, around the segments between `ST` and `SE`."""
    trimmed = [_trim(segment) for segment in body]
    parties = ["ZZ", f"{sender:15}", "ZZ", f"{receiver:15}"]
    isa = ["ISA", "00", " " * 10, "00", " " * 10, *parties, f"{when:%y%m%d}", f"{when:%H%M}"]
    segments = [
        [*isa, "U", "00401", f"{number:09}", "0", "P", ":"],
        ["GS", _GROUPS[kind], sender, receiver, f"{when:%Y%m%d}", f"{when:%H%M}", str(number), "X", "004010"],
        ["ST", kind, f"{number:04}"],
        *trimmed,
        ["SE", str(len(trimmed) + 2), f"{number:04}"],
        ["GE", "1", str(number)],
        ["IEA", "1", f"{number:09}"],
    ]
    return "".join("*".join(segment) + "~\n" for segment in segments)


def day(text: str) -> str:
    """Write `2026-01-05` as X12 does; empty stays empty."""
    return text.replace("-", "")


def _trim(segment: Segment) -> Segment:
    kept = list(segment)
    while not kept[-1]:
        kept.pop()
    return kept
