"""
Documents: send them, follow them, take what waits for us and acknowledge it once it is safely kept.

Source: contracts/opentext/trading-grid, section 7. [profile]
"""

import hashlib
from collections.abc import Sequence
from itertools import islice

from integrator.clients.answers import Request
from integrator.clients.shapes import read_shape
from integrator.clients.trading_grid.connection import Connection, path_id, reference
from integrator.clients.trading_grid.models import InboxDocument, NewDocument, Outcome, Problem, SentDocument
from integrator.clients.trading_grid.reading import read_inbox_row

_MOST_PROBLEMS = 100


class Documents:
    """The documents between one client and its partners."""

    def __init__(self, exchange: Connection) -> None:
        self._exchange = exchange

    def send_document(self, document: NewDocument) -> SentDocument:
        """
        Send a document, or get the one that an equal call sent before.

        Idempotent by `external_reference`, which goes with the document's own number and, for X12, with its
        control number: a repeat must be the very same bytes. After an ambiguous error call it again.

        Raises:
            ReferenceTaken: the reference belongs to other bytes.
            Refused: `document_invalid` with the codes of its problems, `unknown_partner`, `partner_suspended`.
        """
        reference(document.external_reference)
        request = Request("POST", "/documents", json=document.model_dump(mode="json"))
        return read_shape(self._exchange.send("send_document", request), SentDocument.model_validate)

    def find_document(self, external_reference: str) -> SentDocument | None:
        """Find a document that we sent, by our reference. Repeating is harmless, it only reads."""
        params = {"external_reference": reference(external_reference)}
        rows = self._exchange.rows_of("find_document", "/documents", "documents", SentDocument.model_validate, params)
        return next((document for document in rows if document.external_reference == external_reference), None)

    def sent_document(self, document_id: str) -> SentDocument:
        """
        Ask how far a document has come. Repeating is harmless, it only reads.

        Raises:
            NotThere: there is none.
        """
        answer = self._exchange.send("sent_document", Request("GET", f"/documents/{path_id(document_id)}"))
        return read_shape(answer, SentDocument.model_validate)

    def inbox(self, document_type: str = "", *, most: int = 200) -> list[InboxDocument]:
        """
        List what waits for us in the order of arrival, at most `most`; empty `document_type` means all.

        Repeating is harmless: what is not acknowledged is listed again, for ever.
        """
        params = {"direction": "inbound", "state": "available"}
        if document_type:
            params["document_type"] = document_type
        return list(islice(self._exchange.rows_of("inbox", "/documents", "documents", read_inbox_row, params), most))

    def document_content(self, document: InboxDocument) -> bytes:
        """
        Read what a partner wrote, byte by byte as it was received. Repeating is harmless, it only reads.

        The bytes may be anything: keep them first, then read them with `integrator.documents.x12` or as JSON.

        Raises:
            Garbled: these are not the bytes that were announced.
        """
        path = f"/documents/{path_id(document.id)}/content"
        answer = self._exchange.send("document_content", Request("GET", path, headers={"Accept": "*/*"}))
        if hashlib.sha256(answer.body).hexdigest() != document.content_sha256:
            raise answer.garbled("not the document that was announced")
        return answer.body

    def acknowledge_document(self, document_id: str, outcome: Outcome, problems: Sequence[Problem] = ()) -> None:
        """
        Take a document out of the inbox, only after its bytes are kept for good.

        Idempotent: the same outcome again changes nothing.

        Args:
            document_id: of the document.
            outcome: `accepted` when it could be read, also if its business is disputed; else `rejected`.
            problems: what is wrong, for the partner's eyes; needed to reject, the first hundred are sent.

        Raises:
            SettledOtherwise: it was acknowledged with the other outcome before.
            NotThere: there is none.
            ValueError: a rejection without problems.
        """
        if outcome == "rejected" and not problems:
            raise ValueError("a rejection names its problems")
        told = [problem.model_dump() for problem in problems[:_MOST_PROBLEMS]]
        body = {"outcome": outcome, **({"problems": told} if told else {})}
        self._exchange.send(
            "acknowledge_document", Request("POST", f"/documents/{path_id(document_id)}/acknowledgement", json=body)
        )
