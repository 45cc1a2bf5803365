"""A form with a file, as a browser sends it."""

from dataclasses import dataclass

from starlette.requests import Request

from integrator.sandbox.multipart import MultipartError, Part, read_parts
from integrator.sandbox.payload import MediaTypeError, media_type

_FILE = "file"
_MAX_BYTES = 26 * 1024**2
"""The largest file that any system takes, and room for the fields around it."""


@dataclass(frozen=True, slots=True)
class Upload:
    """The one file of a form."""

    name: str
    mime: str
    content: bytes


async def form_with_file(request: Request) -> tuple[dict[str, str], Upload]:
    """Return the fields of a multipart form, and its field `file`; raises `ValueError`."""
    if media_type(request) != "multipart/form-data":
        raise MediaTypeError("a form with a file must be multipart")
    parts = read_parts(request.headers["content-type"], await _body(request))
    named = {part.name: part for part in parts}
    if len(named) < len(parts):
        raise MultipartError("a form field is repeated")
    upload = _upload(named.pop(_FILE, None))
    return {name: part.text() for name, part in named.items()}, upload


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BYTES:
            raise ValueError("the file is too large")
    return bytes(body)


def _upload(part: Part | None) -> Upload:
    # A browser sends a part without a file name when nobody chose a file.
    if part is None or not part.filename:
        raise ValueError("choose a file")
    return Upload(part.filename, part.mime, part.data)
