"""Ending words of a step, besides its value and an ordinary error."""

from datetime import datetime


class Ending(Exception):
    """A step ended without a value, on purpose."""


class Snooze(Ending):
    """Come back at `until`; no attempt is counted."""

    def __init__(self, until: datetime, why: str) -> None:
        super().__init__(why)
        self.until = until


class Wait(Ending):
    """Nothing to do until someone acts on the case, or until `until`, whichever is first; `None` waits without end."""

    def __init__(self, why: str, *, until: datetime | None = None) -> None:
        super().__init__(why)
        self.until = until


class Again(Ending):
    """Go back to the line `key` and go on from there; all steps in between converge."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(why)
        self.key = key


class Cancel(Ending):
    """Nothing is left to do; the run ends as cancelled with this reason."""


class Parked(Ending):
    """Only a person can go on; `code` is a short word for lists, the text says what to do."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
