"""
A file on its way to Content Server: the requests that carry it, its provenance, its hash.

Source: contracts/opentext/extended-ecm, sections 4, 5 and 13. [documented]
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from integrator.clients.answers import Request
from integrator.clients.ecm.connection import form
from integrator.clients.ecm.dates import utc_without_zone
from integrator.clients.ecm.folders import DOCUMENT

_STAMP = re.compile(r"\bsha256:([0-9a-f]{64})\Z")
_MIME = re.compile(r"[a-z]+/[A-Za-z0-9.+-]+")
_MAX_DESCRIPTION = 255


@dataclass(frozen=True, slots=True)
class Upload:
    """One file on its way, with where it came from."""

    name: str
    content: bytes
    mime: str
    description: str
    provenance: Mapping[str, str]

    def __post_init__(self) -> None:
        if not _MIME.fullmatch(self.mime):
            raise ValueError("a MIME type reads like application/pdf")

    @property
    def files(self) -> dict[str, tuple[str, bytes, str]]:
        return {"file": (self.name, self.content, self.mime)}


def create_request(parent_id: int, upload: Upload) -> Request:
    """Create a document; the multipart boundary comes from the library."""
    document = {
        "type": DOCUMENT,
        "parent_id": parent_id,
        "name": upload.name,
        "description": upload.description,
        **upload.provenance,
    }
    return Request("POST", "/v2/nodes", data=form(document), files=upload.files)


def version_request(node_id: int, upload: Upload) -> Request:
    """Add a version; these values go as plain form fields. [documented]"""
    fields = {"description": upload.description, **upload.provenance}
    return Request("POST", f"/v2/nodes/{node_id}/versions", data=fields, files=upload.files)


def provenance(identity: str, moment: datetime | None) -> dict[str, str]:
    """Say where a document came from; the server neither searches nor checks these fields. [documented]"""
    fields = {"external_source": "cloud_storage"}
    if identity:
        fields |= {"external_identity": identity, "external_identity_type": "generic_userid"}
    if moment:
        fields["external_create_date"] = utc_without_zone(moment)
    return fields


def stamped(description: str, sha256: str) -> str:
    """Append the hash to a description, which is cut so that both fit."""
    stamp = f"sha256:{sha256}"
    return f"{description[: _MAX_DESCRIPTION - len(stamp) - 1]} {stamp}".strip()


def stamp_in(description: str) -> str:
    """The hash that `stamped` left at the end of a description, or empty."""
    found = _STAMP.search(description.rstrip())
    return found.group(1) if found else ""
