"""Finding entries of the lists inside an order by their numbers."""

from integrator.sandbox.database import Document


def numbered(entries: list[Document], number: int | str) -> Document | None:
    """Return the entry with this number, or None."""
    return next((entry for entry in entries if str(entry["id"]) == str(number)), None)


def entry_at(entries: list[Document], number: int | str) -> Document:
    """Return the entry with this number, which must be there."""
    return next(entry for entry in entries if str(entry["id"]) == str(number))
