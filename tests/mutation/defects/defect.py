"""A planted defect: a patch of one function, with the promise it breaks."""

import importlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch


@dataclass(frozen=True)
class Defect:
    """`patches` maps a dotted name to what makes the wrong function of the right one."""

    name: str
    breaks: str
    """What goes wrong, as a sentence."""
    patches: dict[str, Callable[[Any], Any]]

    @contextmanager
    def planted(self) -> Iterator[None]:
        with ExitStack() as stack:
            for target, make in self.patches.items():
                module, _, attribute = target.rpartition(".")
                where, right = _find(module, attribute)
                stack.enter_context(patch.object(where, attribute, make(right)))
            yield


def _find(path: str, attribute: str) -> tuple[Any, Any]:
    """Return module or class at `path`, and its attribute; packages hide modules behind functions of the same name."""
    try:
        where: Any = importlib.import_module(path)
    except ModuleNotFoundError:
        parent, _, name = path.rpartition(".")
        where = getattr(importlib.import_module(parent), name)
    return where, where.__dict__[attribute]


def always(value: Any) -> Callable[[Any], Any]:
    """Make a function that does nothing and returns `value`."""
    return lambda _right: lambda *_args, **_kwargs: value
