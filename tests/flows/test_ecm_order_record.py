"""E1. Each order is kept as a governed record: one workspace, its papers filed once each."""

import io
import urllib.request
from typing import Any

from pypdf import PdfReader

from tests.flows.story import Sandbox, Shop, Workshop


def documents(sandbox: Sandbox) -> list[Any]:
    """Return every document in the archive with its folder."""
    found = []
    for workspace in sandbox.call("GET", "/ecm/tree")["workspaces"]:
        for folder in workspace["folders"]:
            found += [{**document, "folder": folder["name"]} for document in folder["documents"]]
    return found


def text_of(sandbox: Sandbox, document: Any) -> str:
    url = f"{sandbox.url}/_sandbox/ecm/documents/{document['id']}/content"
    with urllib.request.urlopen(url, timeout=10) as answer:
        pages = PdfReader(io.BytesIO(answer.read())).pages
        return "\n".join(page.extract_text() for page in pages)


def test_a_small_order_is_recorded_and_nobody_is_bothered(store: Shop, fleet: Workshop, sandbox: Sandbox) -> None:
    order = store.place_order(total="49.90", risk="LOW")

    fleet.hear(order, "orders/create")
    fleet.work()

    assert {"ecm.order_record": ("done", "", "")} == fleet.states()
    assert ["#1001_confirmation", "#1001_invoice"] == sorted(d["name"].rsplit("_", 2)[0] for d in documents(sandbox))
    assert [] == store.our_holds(order)
    assert [] == sandbox.effects("mail_sent")
    assert "#1001" in text_of(sandbox, documents(sandbox)[0])


def test_the_second_event_finds_the_workspace_and_files_nothing_twice(
    store: Shop, fleet: Workshop, sandbox: Sandbox
) -> None:
    order = store.place_order(total="49.90", risk="LOW")

    for topic in ("orders/create", "orders/updated", "orders/create"):
        fleet.hear(order, topic)
        fleet.work()

    assert 1 == len(sandbox.effects("workspace_created"))
    assert 2 == len(sandbox.effects("document_created"))
    assert [] == sandbox.effects("version_added")


def test_a_changed_order_gives_new_versions_and_overwrites_nothing(
    store: Shop, fleet: Workshop, sandbox: Sandbox
) -> None:
    order = store.place_order(total="49.90", risk="LOW")
    fleet.hear(order, "orders/create")
    fleet.work()

    store.change(order, "address", address1="Neue Straße 7")
    fleet.hear(order, "orders/updated")
    fleet.work()

    assert 1 == len(sandbox.effects("workspace_created"))
    assert 2 == len(sandbox.effects("document_created"))
    assert 2 == len(sandbox.effects("version_added"))
    assert all("Neue Straße 7" in text_of(sandbox, document) for document in documents(sandbox))


def test_an_archive_that_is_away_for_a_while_files_everything_later(
    store: Shop, fleet: Workshop, sandbox: Sandbox
) -> None:
    sandbox.fault("ecm", "*", "status", status=503, times=3)
    order = store.place_order(total="49.90", risk="LOW")

    fleet.hear(order, "orders/create")
    fleet.work(patience=30)

    assert {"ecm.order_record": ("done", "", "")} == fleet.states()
    assert 2 == len(sandbox.effects("document_created"))


def test_an_order_that_is_changed_and_changed_back_while_it_is_recorded_ends_as_it_is(
    store: Shop, fleet: Workshop, sandbox: Sandbox
) -> None:
    order = store.place_order(total="49.90", risk="LOW")
    street = fleet.read(order).shipping_address
    assert street is not None
    fleet.hear(order, "orders/create")
    store.change(order, "address", address1="Neue Straße 7")
    fleet.work()
    store.change(order, "address", address1=street.address1)
    fleet.hear(order, "orders/updated")
    fleet.work()

    assert not any("Neue Straße 7" in text_of(sandbox, document) for document in documents(sandbox))
    assert {"done"} == {run["state"] for run in fleet.runs_of("ecm.order_record")}


def test_a_quiet_replay_leaves_no_trace(store: Shop, fleet: Workshop, sandbox: Sandbox) -> None:
    order = store.place_order(total="12400.00", risk="HIGH")

    fleet.hear(order, "orders/create", quiet=True)
    fleet.work()

    assert [] == sandbox.effects("mail_sent")
    assert 1 == len(sandbox.effects("hold_placed"))


def test_equal_order_names_of_two_stores_do_not_mix(store: Shop, fleet: Workshop, sandbox: Sandbox) -> None:
    first = store.place_order(total="49.90", risk="LOW", name="#1001")
    second = store.place_order(total="59.90", risk="LOW", name="#1001")

    for order in (first, second):
        fleet.hear(order, "orders/create")
    fleet.work()

    assert 2 == len(sandbox.effects("workspace_created"))
    assert 4 == len(sandbox.effects("document_created"))
