"""For each of the hundred documents: variables that make it succeed and, of a mutation, some that are refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.sandbox.shopify.callers import Store

Variables = Callable[[Store], dict[str, Any]]
"""Prepares what the document needs in a fresh store and returns its variables."""


@dataclass(frozen=True, slots=True)
class Example:
    """How to send one document. Every query is refused without its scopes, so only mutations need a refusal."""

    success: Variables
    refusal: Variables | None = None
    code: str | None = None
    """Of the refusal: the code of its first userError, or its message where Shopify gives no code."""


Examples = dict[str, Example]
"""By the name of the document's file."""
