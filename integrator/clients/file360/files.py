"""
Files: uploads, versions, content, review status.

Source: contracts/opentext/file360, 5.3 rows 6 and 8 to 10. [profile]
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from integrator.clients.answers import Request
from integrator.clients.file360.connection import Connection
from integrator.clients.file360.models import Item, OnConflict, Version
from integrator.clients.file360.names import path_id
from integrator.clients.file360.reading import read_item, read_version
from integrator.clients.file360.uploads import status_body, upload_request, version_request
from integrator.clients.shapes import read_shape


class Files:
    """Stores content once, and reads it back with its hash checked."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def upload(
        self,
        folder_id: str,
        name: str,
        content: bytes,
        *,
        mime: str,
        sha256: str,
        reference: str = "",
        on_conflict: OnConflict = "version",
        description: str = "",
        properties: Mapping[str, str] | None = None,
    ) -> Item:
        """
        Store `content` as the file `name`.

        Idempotent by `reference` and hash, or by (folder, name) and hash without one: the newest content again adds
        nothing. The caller lets one worker at a time store a file, or an old content may become the newest again.

        Args:
            folder_id: of the folder.
            name: with extension, such as `1001_invoice_20260105_1.pdf`.
            content: the whole file.
            mime: such as `application/pdf`.
            sha256: of `content`, 64 lower-case hex digits; the service checks it, too.
            reference: our own key, at most 128 characters; the same name under another one is refused.
            on_conflict: what becomes of a file that is there: `version` adds one, `skip_identical` and `fail` refuse
                other content.
            description: free words of a new file.
            properties: of a new file.

        Returns:
            The file at its newest version; `created` says whether this call added it.

        Raises:
            ValueError: `sha256` is not the hash of `content`, or `mime` no MIME type.
            NameFormatError: the service would not take the name or the reference.
            NameTaken: the name belongs to a folder, or to the file of another reference, or of other content.
            ReferenceTaken: the reference belongs to a file of another name or place, or of other content.
            Locked: a person is editing the file.
            Refused: among others, with `codes` `too_large` or `quota_exceeded`.
        """
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ValueError("the hash does not belong to this content")
        request = upload_request(
            folder_id,
            name,
            content,
            mime=mime,
            sha256=sha256,
            reference=reference,
            on_conflict=on_conflict,
            description=description,
            properties=properties or {},
        )
        answer = self._connection.send_content("upload", request)
        return read_shape(answer, lambda document: read_item(document, created=answer.status == 201))

    def add_version(self, file_id: str, content: bytes, *, mime: str, sha256: str, comment: str = "") -> Version:
        """
        Add a version to a file; `comment` says why, without personal data.

        Idempotent by the hash: the newest content again adds nothing.

        Raises:
            ValueError: `sha256` is not the hash of `content`, or `mime` no MIME type.
            NotFound: the file is gone.
            Locked: a person is editing it.
        """
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ValueError("the hash does not belong to this content")
        request = version_request(file_id, content, mime=mime, sha256=sha256, comment=comment)
        return read_shape(self._connection.send_content("add_version", request), read_version)

    def versions(self, file_id: str) -> list[Version]:
        """
        List the versions of a file, oldest first; repeating is harmless, it only reads.

        Raises:
            NotFound: the file is gone.
        """
        found = self._connection.rows_of("versions", f"/files/{path_id(file_id)}/versions", {}, read_version)
        return sorted(found, key=lambda version: version.version_number)

    def download(self, file_id: str, *, version: int = 0, sha256: str = "") -> bytes:
        """
        Read the content of a file; repeating is harmless, it only adds to the access log.

        Args:
            file_id: of the file.
            version: its number; zero for the newest at that moment.
            sha256: what the content must be; empty accepts any.

        Raises:
            NotFound: the file or the version is gone.
            Garbled: the content has another hash, or is larger than an answer may be.
        """
        number = f"/versions/{version}" if version else ""
        answer = self._connection.send_content(
            "download", Request("GET", f"/files/{path_id(file_id)}{number}/content", headers={"Accept": "*/*"})
        )
        if sha256 and hashlib.sha256(answer.body).hexdigest() != sha256:
            raise answer.garbled("the content has another hash than the file said")
        return answer.body

    def set_status(
        self,
        file_id: str,
        status: str,
        *,
        comment: str = "",
        effective_date: datetime | None = None,
        expiration_date: datetime | None = None,
        etag: str = "",
    ) -> Item:
        """
        Give the newest version of a file its review status.

        Idempotent: the same status again changes nothing and tells nobody.

        Args:
            file_id: of the file.
            status: `draft`, `in_review`, `approved`, `rejected` or `obsolete`.
            comment: for the people who review, without personal data.
            effective_date: from when it counts, with a zone; None leaves it as it is.
            expiration_date: until when it counts, with a zone; None leaves it as it is.
            etag: of the item as it was read, so that no later version gets the status; empty for any.

        Raises:
            Refused: with `codes` `invalid_state`, when this status cannot follow the present one.
            NotFound: the file is gone.
            Conflict: the file was changed since `etag`; as `Locked` while a person is editing it.
        """
        request = Request(
            "PUT",
            f"/files/{path_id(file_id)}/status",
            headers={"If-Match": etag} if etag else {},
            json=status_body(status, comment, effective_date, expiration_date),
        )
        return read_shape(self._connection.send("set_status", request), read_item)
