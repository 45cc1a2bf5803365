"""Commands in this process, on a ledger of their own, with something in it."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from integrator.cases import ORDER_REVIEW, Reason
from integrator.cli import main
from integrator.context import Connections, connect
from integrator.flow import Line, Plan
from integrator.ledger import deliveries, findings, runs
from integrator.ledger.deliveries import Delivery
from integrator.ledger.sealing import delivery_context
from integrator.ledger.upgrade import upgrade
from integrator.settings import Settings

SHIPPED = Path(__file__).parents[2] / "config"
STORE = "acme.myshopify.com"
ORDER = "gid://shopify/Order/5678"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PLAN = Plan(
    flow="workflow.order_review",
    lines=(
        Line(key="hold_order", step="hold_order", queue="protect"),
        Line(key="ask_reviewers", step="ask_reviewers", queue="workflow"),
    ),
)


@dataclass(frozen=True)
class Told:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Told]


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own: data, a copy of the shipped files, no broker."""
    for name in ("DATABASE_URL", "REDIS_URL", "SANDBOX_URL"):
        monkeypatch.delenv(name, raising=False)
    shutil.copytree(SHIPPED, tmp_path / "config")
    monkeypatch.setenv("INTEGRATOR_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("INTEGRATOR_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("INTEGRATOR_SHOPIFY_CLIENT_SECRETS", "hush")
    return tmp_path


@pytest.fixture
def integrator(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs `integrator <words>`."""

    def run(*words: object) -> Told:
        capsys.readouterr()
        code = main([str(word) for word in words])
        told = capsys.readouterr()
        return Told(code, told.out, told.err)

    return run


@pytest.fixture
def connections(surroundings: Path) -> Iterator[Connections]:
    """The fleet's connections, on a ledger with tables."""
    opened = connect(Settings())
    upgrade(opened.ledger)
    yield opened
    opened.close()


@pytest.fixture
def case_id(connections: Connections) -> str:
    """An open review of order #1042 for the fraud team."""
    finding = findings.Finding(
        store=STORE,
        concern=ORDER_REVIEW,
        subject=ORDER,
        subject_name="#1042",
        subject_updated_at=NOON,
        inputs={"total": "12400.00 EUR"},
        reasons=[Reason(word="risk", rule="high_risk", seen="risk HIGH by Shopify", severity="high")],
        owner="workflow.order_review",
        team="fraud",
    )
    with connections.ledger.write() as connection:
        case, _ = findings.ensure(connections.ledger, connection, finding)
    return case.id


@pytest.fixture
def run_id(connections: Connections, case_id: str) -> str:
    """The run of that review, at its first step."""
    new = runs.NewRun(
        flow=PLAN.flow,
        flow_version=PLAN.version,
        store=STORE,
        subject=ORDER,
        subject_name="#1042",
        case_id=case_id,
        generation=1,
        plan=PLAN.model_dump(mode="json"),
        params={},
        first_step="hold_order",
        first_queue="protect",
        quiet=False,
    )
    with connections.ledger.write() as connection:
        wakeup = runs.create(connections.ledger, connection, new)
    assert wakeup
    return wakeup.run


@pytest.fixture
def delivery_id(connections: Connections) -> str:
    """A stored delivery of `orders/create`, with a buyer's address in its sealed body."""
    order = {"id": 5678, "admin_graphql_api_id": ORDER, "name": "#1042", "financial_status": "paid"}
    body = json.dumps(order | {"line_items": [], "email": "ada@acme.example"}).encode()
    delivery = Delivery(
        store=STORE,
        topic="orders/create",
        webhook_id="wh-1",
        event_id="ev-1",
        triggered_at="2026-11-20T12:00:00.000000000Z",
        api_version="2026-07",
        received_at=NOON,
        journal="j:1",
        body=connections.seal.seal(body, context=delivery_context(STORE, "wh-1")),
        body_hash="0" * 64,
    )
    with connections.ledger.write() as connection:
        found = deliveries.insert(connection, delivery)
    assert found
    return found
