"""Text from outside, made fit to be drawn: one line, one normal form, nothing hidden or reordered."""

import unicodedata

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def plain(text: str, *, limit: int = 500) -> str:
    """
    Return `text` in NFC as one line of at most `limit` characters.

    Line breaks, tabs and runs of blanks become one blank. Control, bidirectional and zero-width characters
    vanish, because they make a reader see something else than what is stored. A lone surrogate, a private or
    an unassigned character shows as U+FFFD, so that nothing disappears that was meant to be read. Cut text
    ends in an ellipsis.
    """
    shown = "".join(_shown(character) for character in unicodedata.normalize("NFC", text))
    line = " ".join(unicodedata.normalize("NFC", shown).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category in {"Cc", "Cf"} or _is_variation_selector(character):
        return ""
    return _REPLACEMENT if category in {"Cs", "Co", "Cn"} else character


def _is_variation_selector(character: str) -> bool:
    """They pick a coloured or a plain glyph and have none of their own."""
    return "\ufe00" <= character <= "\ufe0f"
