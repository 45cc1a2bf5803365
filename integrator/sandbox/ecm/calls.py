"""One call as a handler sees it, and the table that a module of handlers fills."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from integrator.sandbox.ecm.answers import Query
from integrator.sandbox.ecm.decoding import Fields, as_number
from integrator.sandbox.ecm.errors import login_required
from integrator.sandbox.ecm.nodes import Node
from integrator.sandbox.ecm.sessions import Login
from integrator.sandbox.ecm.state import Ecm


@dataclass(frozen=True, slots=True)
class Call:
    """A decoded request."""

    ecm: Ecm
    href: str
    """Path below the API's base, for links."""
    path: dict[str, str]
    query: Query
    fields: Fields
    maybe_login: Login | None
    """Absent only for the few paths that need none."""

    @property
    def login(self) -> Login:
        if self.maybe_login is None:
            raise login_required()
        return self.maybe_login

    @property
    def user_id(self) -> int:
        return int(self.login.user["id"])

    def number(self, name: str) -> int:
        """Return a number of the path; raises 400."""
        return as_number(self.path[name], name)

    def node(self, right: str = "see") -> Node:
        """Return the node that `{id}` names; raises 400 for one that is hidden, 500 for a missing right."""
        return self.permitted(self.ecm.nodes.get(self.number("id")), right)

    def permitted(self, node: Node, right: str = "see") -> Node:
        """Return `node` when the caller has a right on it; raises as `node` does."""
        self.ecm.permissions.check(self.login.user, node, right)
        return node

    def asked(self, name: str, default: str = "") -> str:
        """Return a query parameter; the last one when it is repeated."""
        return dict(self.query).get(name, default)

    def has(self, name: str) -> bool:
        return any(key == name for key, _ in self.query)

    def all(self, name: str) -> list[str]:
        """Return every value of a repeated query parameter."""
        return [value for key, value in self.query if key == name]


Handler = Callable[[Call], Any]
"""Returns JSON, `None` for an empty 200, or a whole response."""

Table = list[tuple[str, str, Handler]]
"""Method, path below the base, handler."""
