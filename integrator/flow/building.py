"""Reading a flow function: placeholders stand for later values, and each step call adds a line to the open plan."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from integrator.flow.plan import Line, literal


class FlowError(Exception):
    """A flow or step is not written as the flow language wants it."""


class Condition:
    """A comparison of a placeholder with a literal, for `with when(...)`."""

    def __init__(self, reference: dict[str, Any], operator: str, expected: object) -> None:
        self.parts = (reference, operator, literal(expected))

    def __bool__(self) -> bool:
        raise FlowError("a flow is read before any run exists: use `with when(...)` instead of `if`")


class Placeholder:
    """Stands for a value that a later step will give; its attributes are placeholders too."""

    def __init__(self, *path: str) -> None:
        self._path = path

    def __getattr__(self, name: str) -> "Placeholder":
        if name.startswith("_"):
            raise AttributeError(name)
        return Placeholder(*self._path, name)

    def __eq__(self, other: object) -> Condition:  # type: ignore[override]  # a comparison adds a branch
        return Condition(reference(self), "==", other)

    def __ne__(self, other: object) -> Condition:  # type: ignore[override]  # a comparison adds a branch
        return Condition(reference(self), "!=", other)

    def __hash__(self) -> int:
        return hash(self._path)

    def __str__(self) -> str:
        raise FlowError(
            "a flow is read before any run exists: pass the value to a step instead of writing it into a text"
        )

    def __bool__(self) -> bool:
        raise FlowError("a flow is read before any run exists: use `with when(...)` instead of `if`")


def reference(placeholder: Placeholder) -> dict[str, Any]:
    return {"ref": list(placeholder._path)}  # noqa: SLF001 - attributes of a placeholder are placeholders.


@dataclass
class _Draft:
    lines: list[Line] = field(default_factory=list)
    branches: list[tuple[Any, str, Any]] = field(default_factory=list)


_draft: ContextVar[_Draft | None] = ContextVar("draft", default=None)


@contextmanager
def drafting() -> Iterator[_Draft]:
    """Open a plan for the steps that are called inside."""
    draft = _Draft()
    token = _draft.set(draft)
    try:
        yield draft
    finally:
        _draft.reset(token)


@contextmanager
def when(condition: object) -> Iterator[None]:
    """Make the lines inside conditional; branches may be nested, then all must hold."""
    draft = _open_draft()
    if not isinstance(condition, Condition):
        raise FlowError("`when` takes a comparison with a placeholder, such as decision.word == 'release'")
    draft.branches.append(condition.parts)
    try:
        yield
    finally:
        draft.branches.pop()


def add_line(*, step: str, key: str, queue: str, args: Sequence[object], kwargs: Mapping[str, object]) -> Placeholder:
    """Add one step to the open plan and return the placeholder of its value."""
    draft = _open_draft()
    if any(line.key == key for line in draft.lines):
        raise FlowError(f"the flow uses {key} twice; give the second use a name: {step}.named('...')(...)")
    draft.lines.append(
        Line(
            key=key,
            step=step,
            queue=queue,
            args=tuple(_argument(value) for value in args),
            keywords={name: _argument(value) for name, value in kwargs.items()},
            conditions=tuple(draft.branches),
        )
    )
    return Placeholder("step", key)


def _argument(value: object) -> Any:
    return reference(value) if isinstance(value, Placeholder) else literal(value)


def _open_draft() -> _Draft:
    draft = _draft.get()
    if draft is None:
        raise FlowError("steps are called inside a flow only")
    return draft
