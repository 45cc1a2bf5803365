"""What is wrong with an interchange, and where."""

from typing import Literal

Level = Literal["interchange", "set", "segment", "element"]


class X12Error(ValueError):
    """
    An interchange cannot be read, or a document cannot be written. The text holds nothing of the data.

    Attributes:
        reason: what is wrong, in words.
        segment: id of the segment, such as `PO1`; empty when the interchange as a whole is meant.
        position: number of the segment in the interchange, `ISA` is 1; 0 when there is no such segment.
        element: number of the element in the segment from 1; 0 when the segment as a whole is meant.
        code: X12's own error code at this level (data elements 718, 720, 723); empty where X12 has none.
        level: of what `code` speaks. Only errors at `set`, `segment` and `element` can be told by a 997.
    """

    def __init__(
        self,
        reason: str,
        *,
        segment: str = "",
        position: int = 0,
        element: int = 0,
        code: str = "",
        level: Level | None = None,
    ) -> None:
        self.reason = reason
        self.segment = segment
        self.position = position
        self.element = element
        self.code = code
        self.level: Level = level or ("element" if element else "segment" if segment else "interchange")
        super().__init__(f"{self.place}: {reason}")

    @property
    def place(self) -> str:
        """Where it is, such as `segment 7, PO102`."""
        if not self.segment:
            return "interchange"
        return f"segment {self.position}, {self.segment}{f'{self.element:02}' if self.element else ''}"
