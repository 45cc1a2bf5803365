"""One segment with typed access to its elements, which are counted from 1 as X12 does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import TypeVar

from integrator.documents.x12.errors import X12Error
from integrator.documents.x12.values import read_date, read_number, read_time

_Meaning = TypeVar("_Meaning")

BAD_CODE = "7"
MISSING = "1"
CONDITIONALLY_MISSING = "2"


@dataclass(frozen=True, slots=True)
class Segment:
    """`elements[0]` is element 1; an absent element is empty."""

    id: str
    elements: tuple[str, ...]
    position: int = 0
    component: str = ">"
    """Separator of the components of a composite element."""

    def text(self, number: int) -> str:
        """Return an element as it is, empty when it is absent."""
        return self.elements[number - 1] if number <= len(self.elements) else ""

    def first_component(self, number: int) -> str:
        """Return the first component of a composite element, empty when it is absent."""
        return self.text(number).partition(self.component)[0]

    def needed(self, number: int) -> str:
        """Return an element that this map cannot do without."""
        return self.text(number) or self._missing(number)

    def number(self, number: int) -> Decimal | None:
        """Return an element of type R or N0; None when it is absent."""
        text = self.text(number)
        return read_number(text) if text else None

    def needed_number(self, number: int) -> Decimal:
        return read_number(self.needed(number))

    def hundredths(self, number: int) -> Decimal:
        """Return an element of type N2, whose last two digits follow an implied point."""
        return read_number(self.needed(number)).scaleb(-2)

    def day(self, number: int) -> date | None:
        text = self.text(number)
        return read_date(text) if text else None

    def needed_day(self, number: int) -> date:
        return read_date(self.needed(number))

    def time(self, number: int) -> time | None:
        text = self.text(number)
        return read_time(text) if text else None

    def meaning(self, number: int, meanings: Mapping[str, _Meaning]) -> _Meaning:
        """Translate a code; one that `meanings` does not know is refused."""
        code = self.needed(number)
        if code not in meanings:
            raise self.error("a code that this map does not know", number, code=BAD_CODE)
        return meanings[code]

    def error(self, reason: str, element: int = 0, *, code: str = "") -> X12Error:
        """Build the error that names this segment."""
        return X12Error(reason, segment=self.id, position=self.position, element=element, code=code)

    def _missing(self, number: int) -> str:
        raise self.error("a needed element is missing", number, code=CONDITIONALLY_MISSING)
