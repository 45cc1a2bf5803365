"""
Legal holds: what is on one cannot be destroyed, whatever its retention schedule says.

Source: contracts/opentext/extended-ecm, section 10. [documented, seen in code]
"""

from datetime import datetime
from typing import Any

from integrator.clients.answers import Answer, Request
from integrator.clients.ecm.connection import Connection, form
from integrator.clients.ecm.dates import utc_without_zone
from integrator.clients.ecm.rm_answers import check_taken, says_ok
from integrator.clients.errors import Refused, RemoteError
from integrator.clients.shapes import read_shape


class Holds:
    """Puts nodes on holds and takes them off; a hold is known by its name."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put_on_hold(self, node_id: int, hold: str, *, kind: str = "Legal", since: datetime) -> None:
        """
        Put a node on the hold of that name, which is created where it is missing.

        Idempotent by (node, hold) and by the hold's name: a node on the hold is left alone, and an error counts
        as success when a second look finds what was wanted.

        Args:
            node_id: folder, document or workspace; a folder's hold protects what is in it.
            hold: its name, one per dispute or audit.
            kind: type of a new hold, one of the words the site's administrator set up.
            since: when a new hold begins, with a zone.

        Raises:
            ValueError: `since` has no zone.
            NotFound: the node is missing or hidden.
            Refused: records management said no, which it may do with status 200.

        Source: contracts/opentext/extended-ecm, sections 10 and 13. [documented]
        """
        operation, begin = "put_on_hold", utc_without_zone(since)
        if hold in self._on(operation, node_id):
            return
        hold_id = self._find(operation, hold) or self._create(operation, hold, kind, begin)
        try:
            check_taken(self._connection.send(operation, put_request(node_id, hold_id)))
        except RemoteError:
            if hold not in self._on(operation, node_id):
                raise

    def lift_hold(self, node_id: int, hold: str) -> None:
        """
        Take a node off the hold of that name; the hold itself stays.

        Idempotent by (node, hold): a node that is not on the hold is left alone, and an error counts as success
        when a second look no longer finds it there.

        Raises:
            NotFound: the node is missing or hidden.
            Refused: records management said no, which it may do with status 200.

        Source: contracts/opentext/extended-ecm, section 10. [documented]
        """
        operation = "lift_hold"
        hold_id = self._on(operation, node_id).get(hold)
        if hold_id is None:
            return
        try:
            check_taken(self._connection.send(operation, lift_request(node_id, hold_id)))
        except RemoteError:
            if hold in self._on(operation, node_id):
                raise

    def holds_on(self, node_id: int) -> list[str]:
        """
        List the names of the holds on a node; repeating is harmless, it only reads.

        Raises:
            NotFound: the node is missing or hidden.

        Source: contracts/opentext/extended-ecm, section 10. [documented]
        """
        return sorted(self._on("holds_on", node_id))

    def _on(self, operation: str, node_id: int) -> dict[str, int]:
        answer = self._connection.send(operation, Request("GET", f"/v1/nodes/{node_id}/holds"))
        return read_shape(answer, lambda document: {row["hold_name"]: int(row["hold_id"]) for row in document["data"]})

    def _find(self, operation: str, name: str) -> int | None:
        answer = self._connection.send(operation, Request("GET", "/v2/hold", params={"holdname": name}))
        return read_shape(answer, _read_hold)

    def _create(self, operation: str, name: str, kind: str, begin: str) -> int:
        try:
            answer = self._connection.send(operation, create_request(name, kind, begin))
            return _created(answer)
        except RemoteError:
            found = self._find(operation, name)
            if found is None:
                raise
            return found


def create_request(name: str, kind: str, begin: str) -> Request:
    """Create a hold; the values go as plain form fields. [seen in code]"""
    fields = {"type": kind, "name": name, "comment": "", "date_applied": begin}
    return Request("POST", "/v1/holds", data=fields)


def put_request(node_id: int, hold_id: int) -> Request:
    """Put a node on a hold."""
    return Request("POST", f"/v1/nodes/{node_id}/holds", data=form({"hold_id": hold_id}))


def lift_request(node_id: int, hold_id: int) -> Request:
    """Take a node off a hold."""
    return Request("DELETE", f"/v1/nodes/{node_id}/holds/{hold_id}")


def _read_hold(document: Any) -> int | None:
    """The id of a hold; an unknown one is told as `ok: false`. [documented]"""
    if not says_ok(document):
        return None
    results = document["results"]
    return int((results.get("data") or results)["hold"]["HoldID"])


def _created(answer: Answer) -> int:
    if not read_shape(answer, says_ok):
        raise Refused("records management did not create the hold", **answer.context)
    return read_shape(answer, lambda document: int(document["holdID"]))
