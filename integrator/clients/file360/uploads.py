"""
Requests that carry a file, and how values are written for File 360.

Source: contracts/opentext/file360, 5.1 and 5.3 rows 6, 9 and 10. [profile]
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from integrator.clients.answers import Request
from integrator.clients.file360.models import OnConflict
from integrator.clients.file360.names import item_name, path_id, reference_or_none

_MIME = re.compile(r"[a-z]+/[A-Za-z0-9.+-]+")


def upload_request(
    folder_id: str,
    name: str,
    content: bytes,
    *,
    mime: str,
    sha256: str,
    reference: str,
    on_conflict: OnConflict,
    description: str,
    properties: Mapping[str, str],
) -> Request:
    """Store a file; what describes it goes as JSON in the field `metadata`."""
    metadata = {
        "name": item_name(name),
        "external_reference": reference_or_none(reference),
        "description": description,
        "properties": dict(properties),
    }
    told = {key: value for key, value in metadata.items() if value}
    fields = {"metadata": json.dumps({**told, "sha256": sha256, "on_conflict": on_conflict})}
    return Request("POST", f"/folders/{path_id(folder_id)}/files", data=fields, files=_file(content, mime))


def version_request(file_id: str, content: bytes, *, mime: str, sha256: str, comment: str) -> Request:
    """Add a version; these values go as plain form fields."""
    fields = {"sha256": sha256, **({"comment": comment} if comment else {})}
    return Request("POST", f"/files/{path_id(file_id)}/versions", data=fields, files=_file(content, mime))


def status_body(
    status: str, comment: str, effective_date: datetime | None, expiration_date: datetime | None
) -> dict[str, str]:
    """Build the body of a status change; it leaves out what shall stay as it is."""
    body = {
        "status": status,
        "comment": comment,
        "effective_date": write_date(effective_date) if effective_date else "",
        "expiration_date": write_date(expiration_date) if expiration_date else "",
    }
    return {key: value for key, value in body.items() if value}


def write_date(moment: datetime) -> str:
    """Write a time as RFC 3339 in UTC; raises `ValueError` without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a time for File 360 needs a zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def _file(content: bytes, mime: str) -> dict[str, tuple[str, bytes, str]]:
    if not _MIME.fullmatch(mime):
        raise ValueError("a MIME type reads like application/pdf")
    # The name stands in the metadata, so nothing depends on how a header writes umlauts.
    return {"file": ("content", content, mime)}
