"""Tests of one condition of a search against one thing, by the kind of value that is searched."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.search import Term

Test = Callable[[Term, Document], bool]
Values = Callable[[Document], Iterable[Any]]


def text(values: Values) -> Test:
    """Any of the texts is the searched one, without case; `*` at the end stands for the rest, alone for any."""

    def test(term: Term, thing: Document) -> bool:
        wanted = term.value.lower()
        there = [str(value).lower() for value in values(thing) if value not in {None, ""}]
        if wanted.endswith("*"):
            return any(value.startswith(wanted[:-1]) for value in there)
        return wanted in there

    return test


def field_text(name: str) -> Test:
    """The text in this field of the thing."""
    return text(lambda thing: [thing.get(name)])


def words(values: Values) -> Test:
    """Any of the texts holds the searched word, without case."""

    def test(term: Term, thing: Document) -> bool:
        wanted = term.value.lower().rstrip("*")
        return any(wanted in str(value).lower() for value in values(thing) if value)

    return test


def number(value_of: Callable[[Document], Any]) -> Test:
    """A number, compared by value."""

    def test(term: Term, thing: Document) -> bool:
        try:
            return compare(term, Decimal(value_of(thing)), Decimal(term.value))
        except InvalidOperation:
            return False

    return test


def gid_number(name: str) -> Test:
    """The number of an id, which may also be given as a gid."""

    def test(term: Term, thing: Document) -> bool:
        wanted, there = term.value.rpartition("/")[2], thing.get(name)
        return there is not None and wanted.isdigit() and compare(term, int(there), int(wanted))

    return test


def moment(name: str) -> Test:
    """A moment; one that is not there never matches. Without offset the searched one is UTC."""

    def test(term: Term, thing: Document) -> bool:
        try:
            wanted = datetime.fromisoformat(term.value)
        except ValueError:
            return False
        wanted = wanted if wanted.tzinfo else wanted.replace(tzinfo=UTC)
        return thing.get(name) is not None and compare(term, datetime.fromisoformat(thing[name]), wanted)

    return test


def flag(value_of: Callable[[Document], bool]) -> Test:
    """`true` or `false`."""
    return lambda term, thing: term.value.lower() == str(value_of(thing)).lower()


def no(test: Test) -> Test:
    return lambda term, thing: not test(term, thing)


def compare(term: Term, left: Any, right: Any) -> bool:
    """Compare by the operator of the condition."""
    match term.operator:
        case ">":
            return bool(left > right)
        case ">=":
            return bool(left >= right)
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case _:
            return bool(left == right)


TAGGED = text(lambda thing: thing["tags"])
"""`tag:`; its opposite is `tag_not:`."""
