"""What one area of the Admin API offers: its root fields, what `node` finds in it, and what carries marks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.context import Context

ByGid = Callable[[Context, str], Document | None]
"""Finds something by its gid; None for an unknown one, an error for a gid of another type."""


Field = Callable[..., Any]
"""Answers a field of a type whose view does not have it: called with the context, the view and the arguments."""


@dataclass(frozen=True, slots=True)
class Root:
    """A root field: what answers it. Its scopes are in `scopes`."""

    answer: Callable[..., Any]
    payload: tuple[str, ...] = ()
    """Of a mutation: the fields that are null when it refuses."""
    errors: tuple[str, ...] = ("userErrors",)
    again: Callable[[Context, Document], Document] | None = None
    """
    Of a mutation with `@idempotent`: builds its answer anew, from the present state and from what the first
    answer kept under `KEPT`.
    """


KEPT = "_kept"
"""Where the answer of an idempotent mutation leaves what finds its outcome again: JSON, such as an id."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A kind of thing that has metafields, and tags perhaps; both are lists inside its document."""

    find: ByGid
    """The document itself, not its view."""
    change: Callable[[Action, Document], None]
    """Keeps the changed document and says so to whom it concerns."""
    view: Callable[[Context, Document], Document]
    has_tags: bool = True


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that a merchant, a buyer, a bank, a carrier or another app does, by the word of the control API."""

    do: Callable[[Action, dict[str, Any]], Document]
    """Does it as `wanted` says and returns what there is afterwards. Raises `ValueError` for what makes no sense."""
    fields: tuple[str, ...] = ()
    """What `wanted` may say; a page makes a form of it."""


@dataclass(frozen=True, slots=True)
class Area:
    """One part of the Admin API."""

    queries: Mapping[str, Root] = field(default_factory=dict)
    mutations: Mapping[str, Root] = field(default_factory=dict)
    nodes: Mapping[str, ByGid] = field(default_factory=dict)
    """By type name: the view of one object."""
    owners: Mapping[str, Owner] = field(default_factory=dict)
    """By type name."""
    fields: Mapping[str, Mapping[str, Field]] = field(default_factory=dict)
    """By type name and field: what this area adds to the types of others."""
    happenings: Mapping[str, Happening] = field(default_factory=dict)
    """By the word of the control API, such as `return-request`."""
