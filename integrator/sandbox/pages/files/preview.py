"""How a kept file is shown: a few harmless kinds within the page, everything else only as a download."""

from typing import Literal
from urllib.parse import quote

from starlette.responses import Response

from integrator.sandbox.pages.files.tree import Content

Kind = Literal["pdf", "picture", "text", "none"]

_PICTURES = frozenset({"image/gif", "image/jpeg", "image/png", "image/webp"})
_TEXTS = frozenset({"application/json", "application/xml"})
_LONGEST_TEXT = 64_000

# A file may be a page with a script. What is not of the kinds above is never interpreted, and what is has no rights.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; img-src 'self'; frame-ancestors 'self'"


def kind_of(content: Content) -> Kind:
    """Return how a file can be shown; the declared type is the sender's word, so a PDF has to begin like one."""
    mime = content.mime.partition(";")[0].strip().lower()
    if mime == "application/pdf" and content.data.startswith(b"%PDF-"):
        return "pdf"
    if mime in _PICTURES:
        return "picture"
    return "text" if mime.startswith("text/") or mime in _TEXTS else "none"


def text_of(content: Content) -> str:
    """Return the beginning of a text file, whatever its bytes are."""
    shown = content.data[:_LONGEST_TEXT].decode(errors="replace")
    return shown if len(content.data) <= _LONGEST_TEXT else f"{shown}\n…"


def inline(content: Content) -> Response:
    """Answer a PDF or a picture for the page around it; anything else as a download."""
    if kind_of(content) not in {"pdf", "picture"}:
        return download(content)
    return Response(content.data, media_type=content.mime, headers=_headers("inline", content.file_name))


def download(content: Content) -> Response:
    """Answer a file for the disk: its type is never said, so that no browser tries to show it."""
    return Response(
        content.data, media_type="application/octet-stream", headers=_headers("attachment", content.file_name)
    )


def _headers(disposition: str, file_name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(file_name, safe='')}",
        "Content-Security-Policy": _POLICY,
    }
