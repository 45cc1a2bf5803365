"""
Shares and links: letting people in, and ending that.

Source: contracts/opentext/file360, 5.3 rows 11 and 12. [profile]
"""

import re
from contextlib import suppress
from datetime import datetime

from integrator.clients.answers import Request
from integrator.clients.file360.connection import Connection
from integrator.clients.file360.folders import base_of
from integrator.clients.file360.mishaps import NotFound, error_of, existing_object
from integrator.clients.file360.models import Link, Ref, Role, Share
from integrator.clients.file360.names import path_id, reference_or_none
from integrator.clients.file360.reading import read_link, read_share
from integrator.clients.file360.uploads import write_date
from integrator.clients.shapes import read_shape

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,189}")
_CONFLICT = frozenset({409})


class Sharing:
    """What people outside may open, and until when."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def share(
        self, ref: Ref, *, email: str, role: Role, reference: str, expires_at: datetime | None, message: str = ""
    ) -> Share:
        """
        Share an item with one person outside, or bring the share of this reference into the wanted state.

        Idempotent by `reference`. A share that was revoked stays revoked and is returned so; sharing anew takes a new
        reference, so that no late repetition lets anybody in again.

        Args:
            ref: the folder with everything in it, or the file.
            email: of the recipient; one share has one.
            role: what the recipient may do.
            reference: our own key, 1 to 128 characters.
            expires_at: end of the share, with a zone; None for no end, or that of the share that is there.
            message: for the invitation, without personal data; empty for none.

        Raises:
            ValueError: the address is none, the time has no zone, or there is no reference.
            Refused: with `codes` `external_sharing_disabled` or `recipient_not_allowed`, by the site's rules.
            NotFound: the item is gone.
            Conflict: the reference belongs to a share of another item or recipient.
        """
        if not _EMAIL.fullmatch(email) or not reference:
            raise ValueError("a share has one address and a reference")
        body: dict[str, object] = {
            "recipient": {"type": "external_user", "email": email},
            "role": role,
            "external_reference": reference_or_none(reference),
            "can_download": True,
            "notify": True,
        }
        body |= {"expires_at": write_date(expires_at)} if expires_at else {}
        body |= {"message": message} if message else {}
        request = Request("POST", f"{base_of(ref)}/shares", json=body)
        answer = self._connection.send("share", request, own=_CONFLICT)
        if answer.status < 400:
            return read_shape(answer, read_share)
        existing = existing_object(answer)
        found = None if existing is None else read_shape(answer, lambda _document: read_share(existing))
        if found is None or found.item_id != ref.id or found.email.lower() != email.lower():
            raise error_of(answer)
        return found if found.state == "revoked" else self._change("share", found, role, expires_at)

    def shares(self, ref: Ref) -> list[Share]:
        """List the shares of an item, ended ones too; repeating is harmless, it only reads."""
        return list(self._connection.rows_of("shares", f"{base_of(ref)}/shares", {}, read_share))

    def end_share(self, share_id: str) -> None:
        """
        Revoke a share at once.

        Idempotent: one that is revoked, or whose item is gone, counts as ended.
        """
        with suppress(NotFound):
            self._connection.send("end_share", Request("DELETE", f"/shares/{path_id(share_id)}"))

    def open_link(
        self, ref: Ref, *, reference: str, expires_at: datetime | None = None, max_downloads: int = 0
    ) -> Link:
        """
        Make an address that opens an item without a login.

        Idempotent by `reference`. A link that has ended is returned with its state; a new one takes a new reference.

        Args:
            ref: the folder or the file, at whatever version is the newest when it is opened.
            reference: our own key, 1 to 128 characters.
            expires_at: end of the link, with a zone; None for no end.
            max_downloads: how often it opens; zero for no limit.

        Raises:
            ValueError: the time has no zone, or there is no reference.
            ReferenceTaken: the reference belongs to a link of another item, end or limit.
            NotFound: the item is gone.
        """
        if not reference:
            raise ValueError("a link has a reference")
        body: dict[str, object] = {"external_reference": reference_or_none(reference)}
        body |= {"expires_at": write_date(expires_at)} if expires_at else {}
        body |= {"max_downloads": max_downloads} if max_downloads else {}
        request = Request("POST", f"{base_of(ref)}/links", json=body)
        return read_shape(self._connection.send("open_link", request), read_link)

    def links(self, ref: Ref) -> list[Link]:
        """List the links of an item, ended ones too; repeating is harmless, it only reads."""
        return list(self._connection.rows_of("links", f"{base_of(ref)}/links", {}, read_link))

    def end_link(self, link_id: str) -> None:
        """
        Close a link at once.

        Idempotent: one that is closed, or whose item is gone, counts as ended.
        """
        with suppress(NotFound):
            self._connection.send("end_link", Request("DELETE", f"/links/{path_id(link_id)}"))

    def _change(self, operation: str, share: Share, role: Role, expires_at: datetime | None) -> Share:
        body: dict[str, object] = {"role": role}
        body |= {"expires_at": write_date(expires_at)} if expires_at else {}
        answer = self._connection.send(operation, Request("PUT", f"/shares/{share.id}", json=body))
        return read_shape(answer, read_share)
