"""Whether a segment keeps to the dictionary: number, length and type of its elements."""

from collections.abc import Callable, Mapping

from integrator.documents.x12.dictionary import SEGMENTS, Element
from integrator.documents.x12.segment import MISSING, Segment
from integrator.documents.x12.values import digits, is_date, is_decimal, is_time, is_whole

_TOO_MANY, _TOO_SHORT, _TOO_LONG = "3", "4", "5"

_FORMS: Mapping[str, tuple[Callable[[str], bool], str, str]] = {
    "N0": (is_whole, "6", "not a whole number"),
    "N2": (is_whole, "6", "not a number with an implied point"),
    "R": (is_decimal, "6", "not a decimal number"),
    "DT": (is_date, "8", "not a day as CCYYMMDD"),
    "TM": (is_time, "9", "not a time as HHMM or HHMMSS"),
}


def check(segment: Segment) -> None:
    """Raise `X12Error` at the first element that breaks the dictionary; segments it does not hold pass."""
    places = SEGMENTS.get(segment.id)
    if places is None:
        return
    if len(segment.elements) > len(places):
        raise segment.error("more elements than the segment has", len(places) + 1, code=_TOO_MANY)
    if segment.elements and not segment.elements[-1]:
        raise segment.error("empty elements at the end are left out", len(segment.elements), code=_TOO_MANY)
    for number, place in enumerate(places, 1):
        text = segment.text(number)
        if text:
            _check_element(segment, number, place, text)
        elif place.is_mandatory:
            raise segment.error("a mandatory element is missing", number, code=MISSING)


def _check_element(segment: Segment, number: int, place: Element, text: str) -> None:
    if segment.component in text and place.kind != "C":
        raise segment.error("components where the element has none", number, code="6")
    is_valid, code, reason = _FORMS.get(place.kind, (None, "", ""))
    if is_valid is not None and not is_valid(text):
        raise segment.error(reason, number, code=code)
    length = digits(text) if place.kind in {"N0", "N2", "R"} else len(text)
    if length < place.shortest:
        raise segment.error(f"shorter than {place.shortest}", number, code=_TOO_SHORT)
    if length > place.longest:
        raise segment.error(f"longer than {place.longest}", number, code=_TOO_LONG)
