"""Shopify's own clients work against the emulated store unchanged."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.foreign.environments import HERE, node_modules, python_with
from tests.sandbox.shopify.callers import STORE, Store
from tests.sandbox.shopify.conftest import opened

pytestmark = pytest.mark.foreign


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path) as store:
        yield store


def session(store: Store, *command: str | Path) -> dict[str, Any]:
    """Play the same session with one of the clients and return what it met."""
    orders = [store.place() for _ in range(5)]
    base = f"{str(store.http.base_url).rstrip('/')}/shopify/{STORE}"
    token = store.grant().json()["access_token"]
    given = {"BASE": base, "STORE": STORE, "TOKEN": token}
    ids = (orders[0]["id"], orders[0]["fulfillment_orders"][0]["id"])
    words = [given.get(str(word), str(word)) for word in command]
    ended = subprocess.run([*words, *ids], capture_output=True, text=True, check=False, timeout=120)
    assert 0 == ended.returncode, ended.stderr
    outcome: dict[str, Any] = json.loads(ended.stdout)
    assert outcome.pop("names") == [order["name"] for order in orders]
    assert outcome.pop("order") == orders[0]["name"]
    return outcome


MET = {"tagged": [], "refused": "DUPLICATE_FULFILLMENT_HOLD_HANDLE", "throttled": "THROTTLED"}


def test_the_python_library(store: Store) -> None:
    python = python_with("requirements-shopify.txt")

    assert MET == session(store, python, HERE / "shopify_session.py", "BASE", "TOKEN")
    assert ["python"] == store.show({"number": 1001})["tags"]


@pytest.mark.skipif(shutil.which("npm") is None, reason="there is no npm on this machine")
def test_the_javascript_client(store: Store) -> None:
    modules = node_modules("package-shopify.json")
    script = HERE / "shopify_session.mjs"

    assert MET == session(store, "node", script, modules, "BASE", "STORE", "TOKEN")
    assert ["javascript"] == store.show({"number": 1001})["tags"]
