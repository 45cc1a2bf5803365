"""The pages under `docs/` and the README say what is there: links, files, settings, commands, codes."""

import ast
import importlib
import re
import shlex
from argparse import ArgumentError, ArgumentParser
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from integrator.cli import NOUNS
from integrator.cli.command import add_action
from integrator.settings import Settings

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
OURS = [page for page in PAGES if "contracts" not in page.parts]

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"(?:integrator|tasks|config|tests|docs)/[\w./-]*\.(?:py|toml|typ|graphql|md)")


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """The anchors of the headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text()), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {heading.replace(" ", "-") for heading in plain}


def shown_commands(page: Path) -> Iterator[str]:
    """Every `integrator ...` that the page shows, in a line or in a block."""
    text = page.read_text()
    lines = [line for block in SHELL.findall(text) for line in re.split(r"\n|&&|\|", block)]
    for shown in [*lines, *CODE.findall(FENCE.sub("", text))]:
        command = re.sub(r"^\s*(?:honcho run |\S*/)?(?=integrator )", "", shown).strip()
        if command.startswith("integrator ") and "<" not in command:
            yield command


def parser_of(noun: str) -> ArgumentParser:
    module = importlib.import_module(f"integrator.cli.{noun}")
    parser = ArgumentParser(prog=f"integrator {noun}", exit_on_error=False)
    if hasattr(module, "run"):
        add_action(parser, module.run)
    if hasattr(module, "add_arguments"):
        module.add_arguments(parser)
    return parser


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    links = LINK.findall(FENCE.sub("", page.read_text()))
    broken = []

    for link in links:
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)

    assert [] == broken


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_pages_stand_alone(page: Path) -> None:
    text = page.read_text()

    assert [] == [word for word in ("/work/", "/work`", "shared/", "TODO", "FIXME") if word in text]


@pytest.mark.parametrize("page", OURS, ids=name_of)
def test_every_file_that_is_named_exists(page: Path) -> None:
    shown_as_new = set(re.findall(r"^```\w+ (\S+)", page.read_text(), re.MULTILINE))
    named = set(FILE.findall(re.sub(r"^```\w+ .*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)))

    assert [] == sorted(file for file in named - shown_as_new if not (ROOT / file).exists())


@pytest.mark.parametrize("page", OURS, ids=name_of)
def test_every_command_that_is_shown_exists(page: Path) -> None:
    for command in shown_commands(page):
        _, noun, *rest = shlex.split(command, comments=True)
        if noun in {"COMMAND", "..."}:
            continue
        assert noun in NOUNS, command
        verb_only = len(rest) == 1 and not rest[0].startswith("-")
        if verb_only and needs_more(noun, rest[0]):
            continue
        try:
            parser_of(noun).parse_args(rest)
        except (SystemExit, ArgumentError) as error:
            pytest.fail(f"{command}: {error}")


def needs_more(noun: str, verb: str) -> bool:
    """Whether the text names a verb without its arguments, as in "`integrator runs show` prints ..."."""
    (verbs,) = [action for action in parser_of(noun)._actions if hasattr(action, "choices") and action.dest == "verb"]
    assert verb in (verbs.choices or ()), f"integrator {noun} {verb}"
    return True


def test_the_settings_table_is_complete_and_right() -> None:
    page = (ROOT / "docs" / "operating.md").read_text()
    rows = dict(re.findall(r"^\| `INTEGRATOR_(\w+)`(?: or `\w+`)? \| `?(.*?)`? \|", page, re.MULTILINE))

    assert {name.upper() for name in Settings.model_fields} == set(rows)
    for name, field in Settings.model_fields.items():
        shown = rows[name.upper()].replace("empty", "")
        assert field.annotation is not None
        assert field.default == TypeAdapter(field.annotation).validate_python(shown), name


def test_the_celery_profile_page_names_every_setting() -> None:
    page = (ROOT / "docs" / "decisions" / "0002-celery-profile.md").read_text()
    source = ast.parse((ROOT / "integrator" / "celery_app.py").read_text())
    (update,) = [
        call
        for call in ast.walk(source)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "update"
    ]
    options = next(keyword.value for keyword in update.keywords if keyword.arg == "broker_transport_options")
    assert isinstance(options, ast.Dict)
    names = [keyword.arg for keyword in update.keywords] + [ast.literal_eval(key) for key in options.keys if key]

    assert [] == [name for name in names if f"`{name}`" not in page]


def test_the_page_of_parked_codes_knows_every_code() -> None:
    page = (ROOT / "docs" / "operating.md").read_text()
    parked = re.compile(r'Parked\(\s*"(\w+)"')
    budget = re.compile(r'return "(\w+)"')
    folder = ROOT / "integrator"
    codes = {code for file in folder.rglob("*.py") for code in parked.findall(file.read_text())}
    codes |= set(budget.findall((folder / "runner" / "budget.py").read_text()))

    assert codes >= {"order_gone", "attempts_spent"}
    assert [] == sorted(code for code in codes if f"| `{code}` |" not in page)
