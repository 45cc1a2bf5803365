"""The documentation's pictures of the sandbox, taken anew after the demo's story: `pytest -m pictures`."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from integrator.cli.demo.story import Story
from integrator.cli.fleet import Fleet
from tests.fleet.watch import wait_for
from tests.sandbox.pages.visitor import STORE, Visitor
from tests.support.chromium import Tab, opened_tab

pytestmark = pytest.mark.pictures

PICTURES = Path(__file__).parents[2] / "docs" / "sandbox"
WIDTH, HEIGHT = 1280, 1100

Json = dict[str, Any]


@pytest.fixture
def tab(tmp_path: Path) -> Iterator[Tab]:
    with opened_tab(tmp_path / "chromium") as tab:
        tab.resize(WIDTH)
        yield tab


def test_every_page_is_pictured_after_the_story(fleet: Fleet, tab: Tab) -> None:
    story = Story(fleet, say=print)
    story.play()
    visitor = Visitor(fleet.addresses.sandbox)
    for preset in ("high-risk", "two-locations", "failed-payment"):
        visitor.place(preset)
    tasks = wait_for(lambda: _open_tasks(fleet, count=2), seconds=30)
    released = story.orders[1]
    workspace = _workspace(visitor, released.number)
    mail = json.loads(visitor.get("/_sandbox/mails").body)["mails"][0]

    pages = {
        "overview": "/",
        "store": f"/store/{STORE}",
        "order": f"/store/{STORE}/orders/{released.number}",
        "goods": f"/store/{STORE}/goods",
        "desk": "/desk",
        "review": f"/desk/{tasks[0]['instance_id']}",
        "workspace": f"/files/ecm/{workspace['id']}",
        "document": f"/files/ecm/{workspace['paper']}",
        "inbox": "/inbox",
        "message": f"/inbox/{mail['job_id']}/0",
    }
    for name, path in pages.items():
        tab.open(visitor.url + path)
        if name == "document":
            time.sleep(2)  # Chromium draws a PDF after everything is loaded, and says nothing then.
        assert WIDTH == tab.evaluate("document.documentElement.scrollWidth"), path
        tab.shoot(PICTURES / f"{name}.png", height=HEIGHT)

    assert [] == tab.complaints


def _open_tasks(fleet: Fleet, *, count: int) -> list[Json]:
    tasks = fleet.sandbox.open_tasks()
    return tasks if len(tasks) == count else []


def _workspace(visitor: Visitor, number: str) -> Json:
    tree = json.loads(visitor.get("/_sandbox/ecm/tree").body)["workspaces"]
    found = next(one for one in tree if one["business_object"]["bo_id"] == number)
    invoices = next(folder for folder in found["folders"] if folder["name"] == "Invoices")
    return {"id": found["id"], "paper": invoices["documents"][0]["id"]}
