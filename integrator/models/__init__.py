"""
The BPMN models that ship with the product: one file for each process in which people decide, named after its key.

Each ends in a user task for the group `shopify_connector`. Their words are those of `integrator.cases`.

Source: contracts/opentext/workflow, section 8.1. [profile]
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, fromstring

from integrator.config_file import ConfigError, Problem

SHIPPED = Path(__file__).parent

KEYS: Mapping[str, str] = {
    "ORDER_REVIEW": "shopify_order_review",
    "RETURN": "shopify_return_review",
    "COMPLAINT": "shopify_complaint",
    "FULFILLMENT_EXCEPTION": "shopify_fulfillment_exception",
    "CONTENT_CHANGE": "shopify_content_review",
    "OFFLINE_ORDER": "shopify_offline_order",
    "DISPUTE": "shopify_dispute",
}
"""Concern to the key of the model in which it is decided."""

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_END_OF_DOCUMENTATION = re.compile(r"(?=</(?:\w+:)?documentation>)")
_MARK = re.compile(r"\[content ([0-9a-f]{64})\]")


@dataclass(frozen=True, slots=True)
class Model:
    """One file: `key` is the id of its process, `text` its XML."""

    key: str
    name: str
    text: str

    @property
    def content_hash(self) -> str:
        """SHA-256 of the file, in hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def marked(self) -> str:
        """The XML with the content hash at the end of the process's documentation, by which it is known again."""
        return _END_OF_DOCUMENTATION.sub(f" [content {self.content_hash}]", self.text, count=1)


def load_models(folder: Path = SHIPPED) -> list[Model]:
    """Read all models of a folder, by name; raises `ConfigError` for a file that cannot be deployed."""
    return [_read(file) for file in sorted(folder.glob("*.bpmn"))]


def mark_of(documentation: str) -> str:
    """The content hash in the documentation of a deployed process; empty when somebody else deployed it."""
    found = _MARK.search(documentation)
    return found[1] if found else ""


def _read(file: Path) -> Model:
    try:
        text = file.read_text(encoding="utf-8")
        process = _process_in(text)
        if process is None or process.get("id") != file.stem:
            raise ConfigError(file, [Problem("", "", "the file needs a process whose id is the name of the file")])
        model = Model(key=file.stem, name=process.get("name", file.stem), text=text)
        marked = _process_in(model.marked)
    except UnicodeDecodeError as error:
        raise ConfigError(file, [Problem("", "", "the file is not UTF-8 text")]) from error
    except ParseError as error:
        raise ConfigError(file, [Problem("", "", f"the file is not XML ({error})")]) from error
    if marked is None or mark_of(marked.findtext(f"{_BPMN}documentation", "")) != model.content_hash:
        raise ConfigError(file, [Problem("", "", "the process must begin with a documentation, the first of the file")])
    return model


def _process_in(text: str) -> Element | None:
    return fromstring(text.encode()).find(f"{_BPMN}process")  # noqa: S314 - a file of ours, or of the operator.
