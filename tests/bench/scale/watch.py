"""Watching one operation: how long each call took, and on request which SQL statements it sent."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from sqlalchemy import event

from integrator.ledger.database import Ledger
from integrator.ledger.direct import Direct


class Wrong(Exception):
    """An operation gave a wrong answer; its figures mean nothing."""


@dataclass
class Watch:
    """Times of the calls of one operation; setting up between them does not count."""

    seconds: list[float] = field(default_factory=list)
    items: int = 0

    @contextmanager
    def once(self, items: int = 1) -> Iterator[None]:
        """Time a call that does `items` pieces of work."""
        begun = time.perf_counter()
        yield
        self.seconds.append(time.perf_counter() - begun)
        self.items += items


@dataclass(frozen=True)
class Sent:
    """A statement as the driver got it, with the parameters of its first use."""

    statement: str
    parameters: Any


@dataclass
class Listening(Watch):
    """A watch that also notes the statements; listening costs time, so its times do not count."""

    ledger: Ledger | None = None
    sent: dict[str, Sent] = field(default_factory=dict)

    @contextmanager
    def once(self, items: int = 1) -> Iterator[None]:
        """Note what a call sends."""
        assert self.ledger is not None
        where = (self.ledger.engine, "before_cursor_execute", self._note)
        event.listen(*where)
        try:
            with patch.object(Direct, "send", self._hearing(Direct.send)), super().once(items):
                yield
        finally:
            event.remove(*where)

    def _hearing(self, send: Callable[..., Any]) -> Callable[..., Any]:
        """Note what goes past SQLAlchemy, too."""

        def heard(statement: Direct, driver: Any, given: Mapping[str, Any]) -> Any:
            cursor = send(statement, driver, given)
            text, parameters = statement.text_for(given)
            self.sent.setdefault(text, Sent(text, parameters))
            return cursor

        return heard

    def _note(self, _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:  # noqa: FBT001
        first = parameters[0] if many else parameters
        self.sent.setdefault(statement, Sent(statement, first))
