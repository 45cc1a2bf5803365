"""The documentation's pictures of the sandbox, taken anew after the demo's story: `pytest -m pictures`."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from integrator.cli.demo.story import Story
from integrator.cli.fleet import Fleet
from integrator.cli.fleet.addresses import TENANT
from tests.fleet.watch import wait_for
from tests.sandbox.callers import SandboxClient
from tests.sandbox.pages.visitor import STORE, Visitor
from tests.sandbox.trading_grid_callers import SUPPLIER, Grid, order_in_x12
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
    _trade(fleet)

    pages = {
        "overview": "/",
        "store": f"/store/{STORE}",
        "order": f"/store/{STORE}/orders/{released.number}",
        "goods": f"/store/{STORE}/goods",
        "desk": "/desk",
        "review": f"/desk/{tasks[0]['instance_id']}",
        "partner": f"/partner/{SUPPLIER}",
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


def _trade(fleet: Fleet) -> None:
    """Send a partner an order and a case, as no flow of the demo does."""
    client = SandboxClient(fleet.addresses.sandbox)
    grant = {
        "grant_type": "client_credentials",
        "client_id": "sandbox-client",
        "client_secret": fleet.secrets.opentext_client_secret,
    }
    client.token = client.call("POST", f"/tenants/{TENANT}/oauth2/token", grant, form=True).json["access_token"]
    grid = Grid(client)
    grid.open_case()
    grid.send(order_in_x12())
    grid.desk("/orders/PO1001/receipt", {})
    grid.desk("/orders/PO1001/shipment", {"delay_seconds": 60})


def _workspace(visitor: Visitor, number: str) -> Json:
    tree = json.loads(visitor.get("/_sandbox/ecm/tree").body)["workspaces"]
    found = next(one for one in tree if one["business_object"]["bo_id"] == number)
    invoices = next(folder for folder in found["folders"] if folder["name"] == "Invoices")
    return {"id": found["id"], "paper": invoices["documents"][0]["id"]}
