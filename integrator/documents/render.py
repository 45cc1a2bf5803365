"""
Facts to PDF/A-2b, through a Typst template that operators may change.

Facts enter as JSON and are drawn as text, never read as markup. Fonts are those inside the typst wheel and
those in `templates/fonts`; the machine's own are ignored, and so is its clock. So the same facts give the
same bytes anywhere. The wheel's fonts cover Latin, Greek and Cyrillic, most currency signs included.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path

import typst

from integrator.documents.kinds import KINDS

_UNDRAWABLE = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_PLACE = re.compile(r"┌─ (?P<file>[^\n]+?):(?P<line>\d+):\d+")
_QUOTED = re.compile(r'"([^"]*)"')


class MissingGlyph(ValueError):
    """
    No font has a shape for some characters, each once in `characters`.

    A font that has them belongs into `templates/fonts`.
    """

    def __init__(self, characters: str) -> None:
        named = ", ".join(f"{character} (U+{ord(character):04X})" for character in characters)
        super().__init__(f"no font can draw {named}")
        self.characters = characters


class TemplateError(ValueError):
    """A template is missing or wrong; `file` and `line` say where, `line` 0 means the file as a whole."""

    def __init__(self, message: str, *, file: str, line: int = 0) -> None:
        super().__init__(f"template {file}, line {line}: {message}" if line else f"template {file}: {message}")
        self.file = file
        self.line = line


def render(kind: str, facts: Mapping[str, object], *, templates: Path) -> bytes:
    """
    Typeset one document of `kind` and return the PDF/A-2b file; the same facts give the same bytes.

    Args:
        kind: a name of `documents.kinds.KINDS`.
        facts: JSON-able; `dated`, an ISO date, becomes the date inside the file.
        templates: folder of `<kind>.typ`, `common.typ` and, if other scripts are needed, `fonts/`.

    Raises:
        MissingGlyph: a character has no glyph in any font.
        TemplateError: the template is missing or does not compile.
        KeyError, ValueError: `kind` is unknown, or `dated` is missing or no date.
    """
    template = KINDS[kind].template
    dated = date.fromisoformat(str(facts["dated"]))
    if not (templates / template).is_file():
        raise TemplateError("the file is missing", file=template)
    try:
        return typst.compile(
            str(templates / template),
            root=str(templates),
            format="pdf",
            pdf_standards="a-2b",
            font_paths=_fonts(templates / "fonts"),
            sys_inputs={"facts": json.dumps(facts, sort_keys=True)},
            timestamp=datetime.combine(dated, time(), UTC),
        )
    except typst.TypstError as error:
        raise _explained(error, templates, template) from None


@lru_cache(maxsize=8)
def _fonts(folder: Path) -> typst.Fonts:
    """Reading the fonts takes longer than typesetting, and they do not change while a process runs."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)] if folder.is_dir() else [])


def _explained(error: typst.TypstError, templates: Path, template: str) -> MissingGlyph | TemplateError:
    undrawable = "".join(_UNDRAWABLE.findall(error.diagnostic))
    if undrawable:
        text = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), undrawable)
        return MissingGlyph("".join(sorted(set(text))))
    place = _PLACE.search(error.diagnostic)
    file = Path(place["file"]).name if place else template
    return TemplateError(
        _without_facts(error.message, templates / file), file=file, line=int(place["line"]) if place else 0
    )


def _without_facts(message: str, file: Path) -> str:
    """Typst quotes values in its messages. Only what stands in the template is ours to repeat."""
    source = file.read_text(encoding="utf-8") if file.is_file() else ""
    return _QUOTED.sub(lambda quoted: quoted[0] if quoted[1] in source else '"…"', message)
