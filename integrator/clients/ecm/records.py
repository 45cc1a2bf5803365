"""
Records management: what makes a filed document a record with a retention schedule.

Source: contracts/opentext/extended-ecm, section 10. [documented, seen in code]
"""

from typing import Any

from integrator.clients.answers import Request
from integrator.clients.ecm.connection import Connection, form
from integrator.clients.ecm.models import Record
from integrator.clients.ecm.rm_answers import check_taken
from integrator.clients.errors import RemoteError
from integrator.clients.shapes import read_shape


class Records:
    """Classifies nodes in the file plan."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def classify(self, node_id: int, class_id: int) -> None:
        """
        Make a node an official record of the RM classification `class_id`.

        Idempotent by the pair: a node classified so is left alone, and an error counts as success when a
        second look finds the classification.

        Raises:
            NotFound: the node is missing or hidden.
            Refused: records management said no, which it may do with status 200.

        Source: contracts/opentext/extended-ecm, sections 10 and 13. [documented]
        """
        classes, token = self._read(node_id)
        if class_id in classes:
            return
        try:
            check_taken(self._connection.send("classify", classify_request(node_id, class_id, token)))
        except RemoteError:
            if class_id not in self._read(node_id)[0]:
                raise

    def find_record(self, node_id: int) -> Record | None:
        """
        Find out whether a node is a record, and under which schedule; repeating is harmless, it only reads.

        Raises:
            NotFound: the node is missing or hidden.

        Source: contracts/opentext/extended-ecm, section 10, read. [documented, seen in code]
        """
        answer = self._connection.send("find_record", Request("GET", f"/v1/nodes/{node_id}/rmclassifications"))
        return read_shape(answer, _first_record)

    def _read(self, node_id: int) -> tuple[set[int], str]:
        answer = self._connection.send("classify", Request("GET", f"/v1/nodes/{node_id}/rmclassifications"))
        return read_shape(answer, _classes_and_token)


def classify_request(node_id: int, class_id: int, token: str) -> Request:
    """Add a classification; the token of the last read is required."""
    document = {"class_id": class_id, "rm_metadataToken": token, "official": True}
    return Request("POST", f"/v1/nodes/{node_id}/rmclassifications", data=form(document))


def _first_record(document: Any) -> Record | None:
    for row in document["data"]:
        return Record(
            class_id=row["rmclassification_id"],
            schedule=row.get("rsi") or "",
            status=row.get("file_status") or row.get("status") or "",
            is_official=bool(row.get("official")),
        )
    return None


def _classes_and_token(document: Any) -> tuple[set[int], str]:
    classes = {int(row["rmclassification_id"]) for row in document["data"]}
    return classes, str(document.get("rm_metadataToken") or "")
