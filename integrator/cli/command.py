"""What all commands share: declaring a verb, answering in text or JSON, refusing in one plain sentence."""

import getpass
import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    Verbs = _SubParsersAction[ArgumentParser]

Action = Callable[[Namespace], int]

DONE, REFUSED = 0, 1
"""Exit codes; argparse itself ends a wrong usage with 2."""


class CommandError(Exception):
    """A command cannot do what was asked; the text is one plain sentence for the person who asked."""


def verbs_of(parser: ArgumentParser) -> "Verbs":
    """Prepare `parser` for the verbs of a noun; one of them must be given."""
    return parser.add_subparsers(title="commands", dest="verb", metavar="COMMAND", required=True)


def add_verb(verbs: "Verbs", name: str, action: Action, text: str) -> ArgumentParser:
    """Declare one verb of a noun; `text` is its help, a sentence without a period."""
    return add_action(verbs.add_parser(name, help=text, description=f"{text}."), action)


def add_action(parser: ArgumentParser, action: Action) -> ArgumentParser:
    """Make `parser` run `action`, with the argument that every command takes."""
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    parser.set_defaults(perform=action)
    return parser


def add_actor(parser: ArgumentParser, *, required: bool = True) -> None:
    """Declare who does it and why, for verbs that change something, or only sometimes do."""
    parser.add_argument("--reason", required=required, default="", help="why, for the audit")
    parser.add_argument("--as", dest="actor", default=None, help="who does it; your user name when left out")


def actor_of(args: Namespace) -> str:
    """The name that the audit shows; raises `CommandError` without a reason or a name."""
    if not args.reason.strip():
        raise CommandError("The reason is empty; say in a few words why.")
    actor = getpass.getuser() if args.actor is None else args.actor.strip()
    if not actor:
        raise CommandError("The name after --as is empty.")
    return str(actor)


def answer(args: Namespace, document: Any, lines: Iterable[str]) -> None:
    """Write `document` when JSON was asked for, else `lines`."""
    if args.json:
        sys.stdout.write(json.dumps(document, indent=2, default=_as_text) + "\n")
    else:
        sys.stdout.writelines(f"{printable(line)}\n" for line in lines)


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], *, empty: str) -> list[str]:
    """Lay rows out in aligned columns under their names; `empty` is said when there are none."""
    if not rows:
        return [empty]
    cells = [list(columns), *([_cell(row[column]) for column in columns] for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(columns))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]


def pick(row: Mapping[str, Any], columns: Sequence[str]) -> dict[str, Any]:
    """The named columns of a row, in that order."""
    return {column: row[column] for column in columns}


def printable(text: str) -> str:
    """`text` with every control character spelled out, so that no stored text can steer a terminal."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


def complain(text: str) -> None:
    """Write `text` to standard error, line by line."""
    sys.stderr.writelines(f"{printable(line)}\n" for line in text.splitlines() or ["Nothing more is known."])


def _cell(value: Any) -> str:
    text = "-" if value is None or value in ("", [], ()) else _as_text(value)
    return printable(text if len(text) <= 60 else f"{text[:59]}…")


def _as_text(value: Any) -> str:
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, list | tuple):
        return ", ".join(_as_text(part) for part in value)
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return str(value)
