"""`integrator stores`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from integrator.stores import load_stores

Command = Callable[..., Any]
ADD = ("stores", "add", "nord.myshopify.com", "--currency", "SEK", "--time-zone", "Europe/Stockholm")


def test_the_stores_are_listed_in_json(integrator: Command) -> None:
    [store] = integrator("stores", "list", "--json").json

    assert ("acme.myshopify.com", "EUR", "2026-01-01") == (
        store["domain"],
        store["currency"],
        store["go_live"],
    )


def test_an_added_store_stands_after_the_others_and_their_comments_stay(
    integrator: Command, surroundings: Path
) -> None:
    file = surroundings / "config" / "stores.toml"
    before = file.read_text()

    told = integrator(*ADD, "--title", "Nord", "--go-live", "2026-12-01")

    assert 0 == told.code
    assert file.read_text().startswith(before)
    assert ["acme.myshopify.com", "nord.myshopify.com"] == list(load_stores(file))


@pytest.mark.parametrize("title", ['Nord "Süd"', "Nord\\", 'x"\n[[store]]\n#', "\x07", "Café ✓"])
def test_a_title_is_kept_as_it_was_given(integrator: Command, surroundings: Path, title: str) -> None:
    assert 0 == integrator(*ADD, "--title", title).code

    assert title == load_stores(surroundings / "config" / "stores.toml")["nord.myshopify.com"].title


def test_a_store_is_not_added_twice(integrator: Command) -> None:
    integrator(*ADD, "--title", "Nord")

    told = integrator(*ADD, "--title", "Nord")

    assert 1 == told.code
    assert "is in" in told.err


def test_a_store_that_cannot_be_read_back_leaves_the_file_as_it_was(integrator: Command, surroundings: Path) -> None:
    file = surroundings / "config" / "stores.toml"
    before = file.read_bytes()

    told = integrator("stores", "add", "Nord.example", "--title", "x", "--currency", "SEK", "--time-zone", "UTC")

    assert 1 == told.code
    assert "is not a domain such as 'acme.myshopify.com'" in told.err
    assert before == file.read_bytes()
    assert ["stores.toml"] == [path.name for path in file.parent.glob("*stores.toml*")]
