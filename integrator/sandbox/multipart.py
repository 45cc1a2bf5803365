"""Forms with files: the parts of a `multipart/form-data` body. Source: RFC 7578."""

from dataclasses import dataclass
from email.message import Message


class MultipartError(ValueError):
    """The body is no such form."""


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a form; a file if it has a `filename`."""

    name: str
    filename: str | None
    mime: str
    content: bytes


def parts_of(content_type: str, body: bytes) -> list[Part]:
    """Split a body at the boundary that its content type names; raises `MultipartError`."""
    header = Message()
    header["content-type"] = content_type
    boundary = str(header.get_param("boundary", "")).encode()
    # The first boundary has no line break before it; adding one makes all of them alike.
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary)
    if not boundary or len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise MultipartError("no form with this boundary")
    return [_part(piece) for piece in pieces[1:-1]]


def _part(piece: bytes) -> Part:
    head, _, content = piece.partition(b"\r\n\r\n")
    headers = Message()
    try:
        lines = head.decode().split("\r\n")
    except UnicodeDecodeError as error:
        raise MultipartError("the head of a part is no text") from error
    for line in lines:
        key, colon, value = line.partition(":")
        if colon:
            headers[key] = value.strip()
    name = str(headers.get_param("name", "", "content-disposition"))
    return Part(name, headers.get_filename(), headers.get_content_type(), content)
