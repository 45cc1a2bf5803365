"""Cut a multipart body into its parts; each emulation makes of them what its system would."""

from dataclasses import dataclass
from email.message import Message


class MultipartError(ValueError):
    """The body is not made of the parts that its Content-Type announces."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part. `filename` is None for a plain field."""

    name: str
    filename: str | None
    mime: str
    data: bytes

    def text(self) -> str:
        """Return the content as text; raises `MultipartError` when it is no UTF-8."""
        return _utf8(self.data)


def read_parts(content_type: str, body: bytes) -> list[Part]:
    """Return the parts of a body in their order; raises `MultipartError`."""
    header = Message()
    header["content-type"] = content_type
    boundary = str(header.get_param("boundary", "")).encode()
    if not boundary:
        raise MultipartError("a multipart body needs a boundary")
    # The first boundary has no line break before it; adding one makes all of them alike.
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise MultipartError("the multipart body does not end")
    return [_part(piece) for piece in pieces[1:-1]]


def _part(piece: bytes) -> Part:
    head, _, content = piece.partition(b"\r\n\r\n")
    headers = Message()
    for line in _utf8(head).split("\r\n"):
        key, colon, value = line.partition(":")
        if colon:
            headers[key] = value.strip()
    name = str(headers.get_param("name", "", "content-disposition"))
    return Part(name, headers.get_filename(), headers.get_content_type(), content)


def _utf8(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise MultipartError("a part is no UTF-8") from error
