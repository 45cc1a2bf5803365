"""Answers of another shape than the contract's become `Garbled`, whatever a pure reader stumbled over."""

from collections.abc import Callable
from typing import Any, TypeVar

from integrator.clients.answers import Answer

_Read = TypeVar("_Read")


def read_shape(answer: Answer, reader: Callable[[Any], _Read]) -> _Read:
    """
    Decode a JSON object and hand it to `reader`.

    Raises:
        Garbled: the body is no JSON object, or `reader` found no such key, type or value in it.
    """
    document = answer.json_object()
    try:
        return reader(document)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        pass  # Raised below, outside this block, so that the error does not carry the body as its context.
    raise answer.garbled("not the shape of the contract")
