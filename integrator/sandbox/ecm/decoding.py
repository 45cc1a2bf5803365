"""
Request bodies in the three encodings that Content Server takes (contract extended-ecm, section 1).

A form field `body` with a JSON document, plain form fields, or a JSON body; the first two also as multipart
with files. All end as the same fields. Plain form fields are texts, so numbers are read from either.
"""

import json
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

from integrator.sandbox.ecm.errors import invalid_body, missing, wrong_type
from integrator.sandbox.multipart import MultipartError, read_parts


@dataclass(frozen=True, slots=True)
class Upload:
    """A file part."""

    name: str
    mime: str
    data: bytes


@dataclass(slots=True)
class Fields:
    """What a request brought along, whatever its encoding."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)
    plain: set[str] = field(default_factory=set)
    """Names that came as plain form fields, where a list of one cannot be told from a single value."""

    def get(self, name: str) -> Any:
        return self.values.get(name)

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; raises 400 when it is absent without default, or of another type."""
        value = self.values.get(name, default)
        if value is None:
            raise missing(name)
        if not isinstance(value, str):
            raise wrong_type(name)
        return value

    def number(self, name: str) -> int:
        """Return a whole number, also one written as a text; raises 400 for anything else."""
        if self.values.get(name) is None:
            raise missing(name)
        return as_number(self.values[name], name)

    def items(self, name: str) -> list[Any]:
        """Return a list, also one of a single plain form field; raises 400 for anything else."""
        value = self.values.get(name)
        if value is None:
            raise missing(name)
        if isinstance(value, list):
            return value
        if name not in self.plain:
            raise wrong_type(name)
        return [value]

    def file(self, name: str) -> Upload:
        if name not in self.files:
            raise missing(name)
        return self.files[name]


def as_number(value: Any, name: str) -> int:
    """Return `value` as a whole number; raises 400 naming the argument `name`."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.removeprefix("-").isdecimal() and len(value) < 20:
        return int(value)
    raise wrong_type(name)


def decode(content_type: str, body: bytes) -> Fields:
    """Return the fields of a request body; an empty body has none. Raises 400 for what cannot be read."""
    header = Message()
    header["content-type"] = content_type
    kind = header.get_content_type() if content_type else ""
    if kind == "multipart/form-data":
        return _with_json_document(_read_multipart(content_type, body))
    if kind == "application/json":
        return Fields(_json_object(body) if body else {})
    if body.lstrip()[:1] == b"{":
        return Fields(_json_object(body))
    return _with_json_document(_read_form(body))


def _read_form(body: bytes) -> Fields:
    fields = Fields()
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True)
    except UnicodeDecodeError as error:
        raise invalid_body() from error
    for name, value in pairs:
        _add(fields, name, value)
    return fields


def _read_multipart(content_type: str, body: bytes) -> Fields:
    fields = Fields()
    try:
        for part in read_parts(content_type, body):
            if part.filename is None:
                _add(fields, part.name, part.text())
            else:
                fields.files[part.name] = Upload(part.filename, part.mime, part.data)
    except MultipartError as error:
        raise invalid_body() from error
    return fields


def _with_json_document(fields: Fields) -> Fields:
    document = fields.values.pop("body", None)
    if document is not None:
        values = _json_object(str(document).encode())
        fields.values |= values
        fields.plain -= values.keys()
    return fields


def _add(fields: Fields, name: str, value: str) -> None:
    """A repeated field is a list."""
    values = fields.values
    fields.plain.add(name)
    if name not in values:
        values[name] = value
    elif isinstance(values[name], list):
        values[name].append(value)
    else:
        values[name] = [values[name], value]


def _json_object(text: bytes) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise invalid_body() from error
    if not isinstance(value, dict):
        raise invalid_body()
    return value
