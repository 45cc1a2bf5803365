"""Copies of a history: the same rows again with ids, orders, moments and audit chain of their own."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from integrator.ledger import ids
from integrator.ledger.tables import metadata
from tests.bench.scale.forms import MARK, Text, form, iso, plain
from tests.bench.scale.history import COPIED, Rows

FIRST_ORDER = 1_000_000
"""Number of the first copied order; what the bench itself does begins far below."""
_SEQ = 4_242_424_242
_UNIQUE = {
    "deliveries": {"webhook_id", "event_id", "journal"},
    "decisions": {"source_id"},
    "documents": {"remote_id"},
    "legs": {"remote_id"},
    "alerts": {"job_id"},
}
"""Names that other systems gave; each copy adds its number."""
_LEFT_OUT = {"deliveries": {"body"}, "audit": {"id", "seq", "hash"}}
_ID = 22


@dataclass(frozen=True)
class Copy:
    """One copy of the history: lines of PostgreSQL's COPY text format by table."""

    lines: Mapping[str, str]
    runs: int


class Pattern:
    """Makes copies; each goes on with the audit chain where the one before ended."""

    def __init__(self, history: Rows) -> None:
        self.columns = {
            name: [c.name for c in metadata.tables[name].columns if c.name not in _LEFT_OUT.get(name, ())]
            for name in COPIED
        }
        self.columns["audit"] += ["id", "seq", "hash"]
        self.runs = len(history["runs"])
        self.audited = 0
        self._last = "0" * 64
        self._begun = min(row["received_at"] for row in history["deliveries"])
        self._webhook = history["deliveries"][0]["webhook_id"]
        orders = dict.fromkeys((row["subject"].rpartition("/")[2], row["subject_name"][1:]) for row in history["runs"])
        self._orders = len(orders)
        self._places = {digits: place for place, both in enumerate(sorted(orders)) for digits in both}
        self._holds = len(history["holds"])
        self._cases = {row["id"]: (row["store"], row["concern"], row["subject"]) for row in history["cases"]}
        self._texts = {name: self._text(name, history[name]) for name in COPIED if name != "audit" and history[name]}
        self._audit = [(self._text("audit", [row], end="\t"), _canonical(row)) for row in history["audit"]]
        tokens = {token for text in self._texts.values() for token in text.tokens}
        self._makers = {token: self._maker(token) for token in (tokens | set(self._audit_tokens())) - {MARK}}

    def order_name(self, run: int) -> str:
        """Return the name of an order that has a run with this number, from 0."""
        return f"#{FIRST_ORDER + run * self._orders // self.runs}"

    def webhook_id(self, run: int) -> str:
        """Return the webhook id of a delivery that belongs to the copy with this run."""
        return f"{self._webhook}-{run // self.runs}"

    def copies(self, runs: int, *, since: datetime, until: datetime) -> Iterator[Copy]:
        """Yield copies with `runs` runs or a few more, spread evenly from `since` to `until`."""
        count = -(-runs // self.runs)
        for number in range(count):
            yield self.copy(number, since + (until - since) * number / count)

    def copy(self, number: int, begins: datetime) -> Copy:
        """Return one copy, whose first delivery comes at `begins`."""
        shift = begins.replace(microsecond=0) - self._begun
        values = {token: make(number, shift) for token, make in self._makers.items()}
        values[MARK] = str(number)
        # All orders are of one store, which is written once.
        lines = {name: text.of(values) for name, text in self._texts.items() if name != "stores" or number == 0}
        lines["audit"] = "".join(self._audited(values))
        return Copy(lines, self.runs)

    def _audited(self, values: Mapping[str, str]) -> Iterator[str]:
        for line, canonical in self._audit:
            self.audited += 1
            content = canonical.of(values).replace(str(_SEQ), str(self.audited), 1)
            self._last = hashlib.sha256(f"{self._last}{content}".encode()).hexdigest()
            yield f"{line.of(values)}{self.audited}\t{self.audited}\t{self._last}\n"

    def _audit_tokens(self) -> Iterator[str]:
        for line, canonical in self._audit:
            yield from (*line.tokens, *canonical.tokens)

    def _text(self, table: str, rows: Sequence[Mapping[str, Any]], *, end: str = "\n") -> Text:
        names = [name for name in self.columns[table] if table != "audit" or name not in {"id", "seq", "hash"}]
        unique = _UNIQUE.get(table, set())
        lines = (
            "\t".join(plain(row[name]) + (f"-{MARK}" if name in unique and row[name] else "") for name in names)
            for row in rows
        )
        return form("".join(f"{line}{end}" for line in lines))

    def _maker(self, token: str) -> Callable[[int, timedelta], str]:
        """Return what makes the value of a token from a copy's number and its distance in time."""
        if token in self._cases:
            return self._case_maker(*self._cases[token])
        if token in self._places:
            place = self._places[token]
            return lambda number, _: self._number(number, place)
        if "T" in token:
            moment = datetime.fromisoformat(token)
            return lambda _, shift: iso(moment + shift)
        if len(token) == _ID:
            return self._id_maker(token)
        return lambda number, _: str(number * self._holds + int(token))

    def _case_maker(self, store: str, concern: str, subject: str) -> Callable[[int, timedelta], str]:
        head, _, order = subject.rpartition("/")
        place = self._places[order]
        return lambda number, _: ids.case_id(store, concern, f"{head}/{self._number(number, place)}")

    def _id_maker(self, token: str) -> Callable[[int, timedelta], str]:
        """Ids sort by age, as real ones do; what follows the moment is counted instead of drawn."""
        counted, begun = int(token[:12], 16), self._begun.astimezone(UTC)

        def make(number: int, shift: timedelta) -> str:
            moment = int((begun + shift).timestamp() * 1000) + counted
            return f"{moment:012x}{number:06x}{counted:04x}"

        return make

    def _number(self, copy: int, place: int) -> str:
        return str(FIRST_ORDER + copy * self._orders + place)


def _canonical(row: Mapping[str, Any]) -> Text:
    """Return what the audit's hash is made of, as `integrator.ledger.audit` writes it."""
    fields = ("actor", "action", "store", "subject", "case_id", "run_id", "reason", "detail")
    content = {name: row[name] for name in fields} | {"seq": _SEQ, "at": row["at"].isoformat()}
    return form(json.dumps(content, sort_keys=True, ensure_ascii=False))
