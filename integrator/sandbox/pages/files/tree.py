"""What the file browser asks of a system that keeps files; each such system is one source."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Entry:
    """A folder or a document as one line of a list."""

    id: str
    name: str
    kind: str
    """In the system's own words, such as Business Workspace."""
    changed: str = ""
    """ISO 8601; empty when the system does not say."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Anything else that is known of a node: categories, roles, permissions."""

    title: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Version:
    word: str
    """What the system calls it; `content` takes it."""
    file_name: str
    mime: str
    size_bytes: int
    created: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """One folder or document with all that is known of it."""

    id: str
    name: str
    kind: str
    path: Sequence[Entry] = ()
    """The folders above it, outermost first."""
    entries: Sequence[Entry] = ()
    related: Sequence[Entry] = ()
    versions: Sequence[Version] = ()
    """Newest first; empty for a folder."""
    tables: Sequence[Table] = ()


@dataclass(frozen=True, slots=True)
class Content:
    file_name: str
    mime: str
    data: bytes


class TreeSource(Protocol):
    """One system's files; ids come from addresses, so any text must be borne."""

    word: str
    """Its place in addresses, `/files/<word>`."""
    title: str

    @property
    def root(self) -> str:
        """Return the id of the folder to begin at."""

    def find(self, node_id: str) -> Node | None:
        """Return a folder or document; None when there is none."""

    def content(self, node_id: str, version: str) -> Content | None:
        """Return the bytes of one version, or of the newest for an empty `version`; None when there are none."""

    def about(self, number: str) -> list[Entry]:
        """Return what is kept about the order of that number: folders, each followed by its documents."""
