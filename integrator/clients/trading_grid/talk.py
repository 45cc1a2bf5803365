"""
What is said and handed over in a case: messages and attachments.

Source: contracts/opentext/trading-grid, section 6.2. [profile]
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from integrator.clients.answers import Request
from integrator.clients.shapes import read_shape
from integrator.clients.trading_grid.connection import Connection, path_id, reference
from integrator.clients.trading_grid.models import Attachment, Message

_MAX_MESSAGE = 20_000
_MAX_ATTACHMENT_BYTES = 25 * 1024**2


class Talk:
    """Messages and attachments of the cases of one client."""

    def __init__(self, community: Connection) -> None:
        self._community = community

    def add_message(
        self, case_id: str, *, external_reference: str, body: str, attachment_ids: Sequence[str] = ()
    ) -> Message:
        """
        Say something in a case, without personal data; it also answers a partner's question.

        Idempotent by `external_reference`: after an ambiguous error call it again.

        Raises:
            ReferenceTaken: the reference belongs to another message.
            StepForbidden: the case is closed or withdrawn.
            ValueError: the text is empty or longer than 20,000 characters.
        """
        if not 1 <= len(body) <= _MAX_MESSAGE:
            raise ValueError(f"a message has 1 to {_MAX_MESSAGE} characters")
        document: dict[str, Any] = {"external_reference": reference(external_reference), "body": body}
        if attachment_ids:
            document["attachment_ids"] = list(attachment_ids)
        request = Request("POST", f"{_case(case_id)}/messages", json=document)
        return read_shape(self._community.send("add_message", request), Message.model_validate)

    def messages(self, case_id: str) -> list[Message]:
        """List what was said in a case, oldest first. Repeating is harmless, it only reads."""
        rows = self._community.rows_of("messages", f"{_case(case_id)}/messages", "messages", Message.model_validate)
        return list(rows)

    def attach(
        self, case_id: str, *, external_reference: str, name: str, content: bytes, mime: str, document_type: str
    ) -> Attachment:
        """
        Hand over a file of at most 25 MB.

        Idempotent by `external_reference`: after an ambiguous error call it again.

        Raises:
            ReferenceTaken: the reference belongs to another file.
            Refused: `unsupported_media_type`, among others.
            ValueError: the file is too large.
        """
        if len(content) > _MAX_ATTACHMENT_BYTES:
            raise ValueError("an attachment has at most 25 MB")
        request = Request(
            "POST",
            f"{_case(case_id)}/attachments",
            data={"external_reference": reference(external_reference), "document_type": document_type},
            files={"file": (name, content, mime)},
        )
        return read_shape(self._community.send("attach", request), Attachment.model_validate)

    def attachments(self, case_id: str) -> list[Attachment]:
        """List the files of a case, oldest first. Repeating is harmless, it only reads."""
        path = f"{_case(case_id)}/attachments"
        return list(self._community.rows_of("attachments", path, "attachments", Attachment.model_validate))

    def attachment_content(self, case_id: str, attachment: Attachment) -> bytes:
        """
        Read a file. Repeating is harmless, it only reads.

        Raises:
            NotClean: it was not scanned yet, or it is infected.
            Garbled: it is not the file that was announced.
        """
        path = f"{_case(case_id)}/attachments/{path_id(attachment.id)}/content"
        answer = self._community.send("attachment_content", Request("GET", path, headers={"Accept": "*/*"}))
        if hashlib.sha256(answer.body).hexdigest() != attachment.sha256:
            raise answer.garbled("not the file that was announced")
        return answer.body


def _case(case_id: str) -> str:
    return f"/cases/{path_id(case_id)}"
