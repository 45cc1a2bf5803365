"""`integrator sandbox`, and what other commands find when they call the emulated systems."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import responses

from integrator.embedded import start_broker
from integrator.sandbox.config import SandboxConfig
from tests.clients import filr_answers
from tests.support.sandboxes import run_server

Command = Callable[..., Any]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running sandbox."""
    yield from run_server(SandboxConfig(data_dir=tmp_path_factory.mktemp("sandbox")))


@pytest.fixture(autouse=True)
def sandbox(address: str, monkeypatch: pytest.MonkeyPatch, integrator: Command) -> str:
    """A sandbox as new; it is where the commands talk to."""
    monkeypatch.setenv("SANDBOX_URL", address)
    assert 0 == integrator("sandbox", "reset").code
    return address


@pytest.fixture
def remotes(sandbox: str, surroundings: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Settings that lead every client to the sandbox, and a broker for the shared limits."""
    settings = {
        "SHOPIFY_URL": f"{sandbox}/shopify/{{store}}",
        "SHOPIFY_CLIENT_ID": "sandbox-client",
        "SHOPIFY_CLIENT_SECRETS": "sandbox-secret",
        "OPENTEXT_TOKEN_URL": f"{sandbox}/tenants/demo/oauth2/token",
        "OPENTEXT_CLIENT_ID": "sandbox-client",
        "OPENTEXT_CLIENT_SECRET": "sandbox-secret",
        "ECM_URL": f"{sandbox}/ecm/cs/cs/api",
        "ECM_USERNAME": "connector",
        "ECM_PASSWORD": "connector",
        "WORKFLOW_URL": f"{sandbox}/workflow/v1",
        "WORKFLOW_HISTORY_URL": f"{sandbox}/workflow-history/v1",
        "NOTIFICATIONS_URL": f"{sandbox}/notifications",
        "FILE360_URL": f"{sandbox}/file360",
        "FILE360_TOKEN_URL": f"{sandbox}/otdsws/oauth2/token",
        "TRADING_GRID_COMMUNITY_URL": f"{sandbox}/trading-grid",
        "TRADING_GRID_DOCUMENTS_URL": f"{sandbox}/trading-grid",
        "INGRESS_PUBLIC_URL": "https://hooks.acme.example",
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"INTEGRATOR_{name}", value)
    broker = start_broker(surroundings / "var", redis_url="")
    yield
    broker.stop()


def start_review(address: str, order_number: str) -> None:
    token = requests.post(
        f"{address}/tenants/demo/oauth2/token",
        data={
            "grant_type": "client_credentials",
            "client_id": "sandbox-client",
            "client_secret": "sandbox-secret",
        },
        timeout=5,
    ).json()["access_token"]
    started = requests.post(
        f"{address}/workflow/v1/process-instances",
        json={
            "processDefinitionKey": "shopify_order_review",
            "businessKey": f"ORDER_REVIEW:acme.myshopify.com:order:{order_number}:1",
        },
        headers={"Authorization": f"Bearer {token}"},
        timeout=5,
    )
    assert 201 == started.status_code


def test_an_order_is_placed_as_wished(integrator: Command) -> None:
    placed = integrator(
        "sandbox", "order", "--total", "12400", "--risk", "HIGH", "--wholesale", "--tag", "vip", "--json"
    ).json

    assert ("12400.00", "EUR", ["HIGH"]) == (placed["total"], placed["currency"], placed["risks"])
    assert "vip" in placed["tags"]


def test_a_wish_that_cannot_be_met_is_refused_in_a_sentence(integrator: Command) -> None:
    told = integrator("sandbox", "order", "--total", "ten")

    assert (1, "") == (told.code, told.out)
    assert "'ten' is no amount" in told.err


@pytest.mark.parametrize("by", ["name", "bare name", "number", "key"])
def test_a_review_is_decided_by_whatever_names_the_order(integrator: Command, sandbox: str, by: str) -> None:
    placed = integrator("sandbox", "order", "--total", "12400", "--json").json
    number = str(placed["number"])
    start_review(sandbox, number)
    called = {
        "name": placed["name"],
        "bare name": placed["name"].lstrip("#"),
        "number": number,
        "key": f"ORDER_REVIEW:acme.myshopify.com:order:{number}:1",
    }[by]

    told = integrator("sandbox", "decide", called, "release", "--reason", "known buyer")

    assert (0, "") == (told.code, told.err)
    assert "task_completed" in [one["operation"] for one in integrator("sandbox", "effects", "--json").json]


def test_an_order_without_a_review_cannot_be_decided(integrator: Command) -> None:
    told = integrator("sandbox", "decide", "#9999", "release")

    assert (1, "#9999 has no open reviews.\n") == (told.code, told.err)


def test_faults_are_added_listed_and_cleared(integrator: Command) -> None:
    integrator(
        "sandbox",
        "fault",
        "shopify",
        "status",
        "--operation",
        "orderCancel",
        "--status",
        "429",
        "--times",
        "2",
    )

    [fault] = integrator("sandbox", "fault", "--json").json

    assert ("shopify", "orderCancel", "status", 429, 2) == tuple(
        fault[name] for name in ("system", "operation", "kind", "status", "times")
    )
    assert "no faults\n" == integrator("sandbox", "fault", "--clear").out


def test_a_sandbox_that_is_not_there_is_told_in_a_sentence(integrator: Command) -> None:
    told = integrator("sandbox", "effects", "--url", "http://127.0.0.1:1")

    assert 1 == told.code
    assert told.err.startswith("The sandbox does not answer GET /effects")
    assert 1 == len(told.err.splitlines())


@pytest.mark.usefixtures("remotes")
def test_a_store_is_subscribed_and_then_everything_is_well(integrator: Command) -> None:
    before = integrator("stores", "check", "--json")

    subscribed = integrator("stores", "subscribe", "--json")
    again = integrator("stores", "subscribe", "--json")

    after = integrator("stores", "check")
    assert 1 == before.code
    assert "subscriptions to https://hooks.acme.example/webhooks/shopify missing" in before.json[-1]["found"]
    assert subscribed.json == again.json
    assert "orders/create".replace("/", "_").upper() in [one["topic"] for one in subscribed.json]
    assert (0, "") == (after.code, after.err)


@pytest.mark.usefixtures("remotes")
def test_a_store_that_differs_from_shopify_is_told(integrator: Command, surroundings: Path) -> None:
    file = surroundings / "config" / "stores.toml"
    file.write_text(file.read_text().replace('currency = "EUR"', 'currency = "USD"'))

    told = integrator("stores", "check")

    assert 1 == told.code
    assert "currency is EUR in Shopify and USD in stores.toml" in told.out


@pytest.mark.usefixtures("remotes")
def test_a_wrong_secret_is_a_finding_and_never_shown(integrator: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTEGRATOR_SHOPIFY_CLIENT_SECRETS", "canary-5f2a")

    told = integrator("stores", "check")

    assert 1 == told.code
    assert "WRONG  acme.myshopify.com" in told.out
    assert "canary" not in told.out + told.err


@pytest.mark.usefixtures("remotes")
def test_the_rules_are_simulated_on_the_orders_of_the_store(integrator: Command) -> None:
    integrator("sandbox", "order", "--total", "12400", "--risk", "HIGH", "--wholesale")
    integrator("sandbox", "order", "--total", "49.90")
    effects = integrator("sandbox", "effects", "--json").json

    told = integrator("rules", "simulate", "--json")

    assert (0, 2) == (told.code, told.json["orders"])
    assert {"record": 2, "risk": 1, "value": 1, "wholesale": 1} == told.json["reasons"]
    assert effects == integrator("sandbox", "effects", "--json").json


@pytest.mark.usefixtures("remotes", "connections")
def test_the_doctor_finds_everything_well_after_subscribing(integrator: Command) -> None:
    integrator("stores", "subscribe")

    told = integrator("doctor", "--json")

    assert [] == [look for look in told.json if look["health"] == "wrong"]
    assert (0, "") == (told.code, told.err)
    assert {"extended ecm", "workflow", "notifications", "file 360", "acme.myshopify.com"} <= {
        look["what"] for look in told.json
    }


@pytest.mark.usefixtures("remotes")
def test_the_doctor_names_a_system_that_is_away(integrator: Command) -> None:
    integrator("sandbox", "fault", "workflow", "status", "--status", "503", "--times", "0")

    told = integrator("doctor", "--json")

    wrong = {look["what"] for look in told.json if look["health"] == "wrong"}
    assert 1 == told.code
    assert "workflow" in wrong
    assert "extended ecm" not in wrong


@pytest.mark.usefixtures("remotes")
@pytest.mark.parametrize(
    ("setting", "value", "found"),
    [
        (
            "FILE360_URL",
            "http://127.0.0.1:1",
            "file 360 at 127.0.0.1:1 cannot be reached (file360 find_at: no connection)",
        ),
        ("FILE360_URL", "", "not set up, and no rule that is on needs it"),
        ("FILE360_ECM_NODE", "2000", "files go below node 2000 of Extended ECM"),
    ],
)
def test_the_doctor_says_what_stands_behind_file_360(
    integrator: Command, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, found: str
) -> None:
    monkeypatch.setenv(f"INTEGRATOR_{setting}", value)

    told = integrator("doctor", "--json")

    assert [found] == [look["found"] for look in told.json if look["what"] == "file 360"]


@pytest.mark.usefixtures("remotes")
@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ({}, "logged in; files go below folder 48 of Filr"),
        ({"PASSWORD": "wrong"}, "file 360 at filr.example:8443 refuses our credentials"),
        ({"FOLDER": "49"}, "file 360 at filr.example:8443 refuses what we ask"),
    ],
)
def test_the_doctor_logs_in_to_filr_in_the_place_of_file_360(
    integrator: Command, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], found: str
) -> None:
    filr = {"URL": filr_answers.URL, "USERNAME": "connector", "PASSWORD": "secret", "FOLDER": "48", **settings}
    for name, value in filr.items():
        monkeypatch.setenv(f"INTEGRATOR_FILE360_FILR_{name}", value)

    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.add_passthru("http://127.0.0.1")
        filr_answers.FilrAnswers().add_to(mock)
        told = integrator("doctor", "--json")

    (look,) = [look for look in told.json if look["what"] == "file 360"]
    assert look["found"].startswith(found)


@pytest.mark.usefixtures("remotes")
def test_the_doctor_wants_one_stand_in_for_file_360(integrator: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTEGRATOR_FILE360_ECM_NODE", "2000")
    monkeypatch.setenv("INTEGRATOR_FILE360_FILR_URL", filr_answers.URL)

    told = integrator("doctor", "--json")

    (look,) = [look for look in told.json if look["what"] == "file 360"]
    assert ("wrong", True) == (look["health"], look["found"].endswith("are both set; Filr is used"))


@pytest.mark.usefixtures("remotes")
def test_the_doctor_names_the_setting_of_a_system_that_has_no_address(
    integrator: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTEGRATOR_ECM_URL", "")

    told = integrator("doctor", "--json")

    assert ["not set: INTEGRATOR_ECM_URL"] == [look["found"] for look in told.json if look["what"] == "extended ecm"]
