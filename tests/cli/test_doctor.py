"""`integrator doctor` against a running sandbox: each planted misconfiguration is named, placed, and has its remedy."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis
import requests
import uvicorn

from integrator.cli.looks import systems
from integrator.cli.looks.look import Look, Seen, carefully
from integrator.context import Connections, connect
from integrator.embedded import Broker, start_broker
from integrator.ingress.app import App
from integrator.ingress.journal import Journal
from integrator.ledger import upgrade
from integrator.ledger.database import Ledger
from integrator.ledger.sealing import Seal
from integrator.sandbox.config import SandboxConfig
from integrator.settings import Settings
from tests.support.sandboxes import run_server, serving

STORE = "acme.myshopify.com"
DEAD = "http://127.0.0.1:1"
Command = Callable[..., Any]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from run_server(SandboxConfig(data_dir=tmp_path_factory.mktemp("sandbox")))


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    started = start_broker(tmp_path_factory.mktemp("broker"), redis_url="")
    yield started
    started.stop()


@dataclass(frozen=True)
class Installation:
    """A healthy installation, and the hands to break it."""

    sandbox: str
    broker: Broker
    connections: Connections
    patch: pytest.MonkeyPatch

    def set(self, name: str, value: str) -> None:
        self.patch.setenv(f"INTEGRATOR_{name}", value)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        reply = requests.request(method, f"{self.sandbox}/_sandbox{path}", json=body, timeout=10)
        reply.raise_for_status()
        return reply.json() if reply.content else None

    def break_for_good(self, system: str, kind: str, operation: str = "*", **more: Any) -> None:
        self.control("POST", "/faults", {"system": system, "kind": kind, "operation": operation, "times": 0, **more})

    def redis(self, policy: str) -> None:
        with redis.Redis.from_url(self.broker.url) as client:
            client.config_set("maxmemory-policy", policy)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an empty ledger, to be copied: migrations take their time."""
    file = tmp_path_factory.mktemp("ledger") / "ledger.sqlite3"
    with closing(Ledger(f"sqlite:///{file}")) as ledger:
        upgrade.upgrade(ledger)
    return file


@pytest.fixture
def connections(surroundings: Path, migrated: Path) -> Iterator[Connections]:
    """The fleet's connections, on a ledger with tables."""
    (surroundings / "var").mkdir()
    shutil.copy(migrated, surroundings / "var" / "ledger.sqlite3")
    with closing(connect(Settings())) as opened:
        yield opened


@pytest.fixture
def installation(
    address: str, broker: Broker, connections: Connections, integrator: Command, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Installation]:
    """Everything as it should be: the sandbox as new, all settings, the subscriptions made."""
    here = Installation(address, broker, connections, monkeypatch)
    settings = {
        "SHOPIFY_URL": f"{address}/shopify/{{store}}",
        "SHOPIFY_CLIENT_ID": "sandbox-client",
        "SHOPIFY_CLIENT_SECRETS": "sandbox-secret",
        "OPENTEXT_TOKEN_URL": f"{address}/tenants/demo/oauth2/token",
        "OPENTEXT_CLIENT_ID": "sandbox-client",
        "OPENTEXT_CLIENT_SECRET": "sandbox-secret",
        "ECM_URL": f"{address}/ecm/cs/cs/api",
        "ECM_USERNAME": "connector",
        "ECM_PASSWORD": "connector",
        "WORKFLOW_URL": f"{address}/workflow/v1",
        "WORKFLOW_HISTORY_URL": f"{address}/workflow-history/v1",
        "NOTIFICATIONS_URL": f"{address}/notifications",
        "OPENTEXT_RATE": "1000",
        "INGRESS_PORT": "1",
        "INGRESS_PUBLIC_URL": "https://hooks.acme.example",
    }
    for name, value in settings.items():
        here.set(name, value)
    monkeypatch.setenv("REDIS_URL", broker.url)
    with redis.Redis.from_url(broker.url) as client:
        client.flushall()
    here.control("POST", "/reset")
    assert 0 == integrator("stores", "subscribe").code
    yield here
    here.redis("noeviction")


def drop_scope(here: Installation) -> None:
    scopes = here.control("GET", "/shopify/settings")["scopes"]
    kept = [scope for scope in scopes if scope != "write_orders"]
    here.control("POST", "/shopify/settings", {"scopes": [*kept, "read_orders"]})


def drop_subscription(here: Installation) -> None:
    [paid] = [one for one in here.control("GET", "/subscriptions")["subscriptions"] if one["topic"] == "ORDERS_PAID"]
    here.control("DELETE", f"/subscriptions/{paid['id']}")


def expire_ecm(here: Installation) -> None:
    here.break_for_good("ecm", "expired_token", "GET /v2/externalsystems/{system}/botypes/{bo_type}/boids/{bo_id}")


def age_ledger(here: Installation) -> None:
    upgrade.downgrade(here.connections.ledger, "0005")


@dataclass(frozen=True)
class Planted:
    """A misconfiguration: how it is planted, where it must be seen, what must be said and advised."""

    name: str
    plant: Callable[[Installation], None]
    what: str
    found: str
    mend: str


PLANTED = [
    Planted("access scope missing", drop_scope, STORE, "access scopes missing: write_orders", "Dev Dashboard"),
    Planted(
        "wrong client secret of Shopify",
        lambda here: here.set("SHOPIFY_CLIENT_SECRETS", "canary-5f2a"),
        STORE,
        "Shopify at 127.0.0.1",
        "INTEGRATOR_SHOPIFY_CLIENT_SECRETS",
    ),
    Planted(
        "ecm category missing",
        lambda here: here.control("POST", "/ecm/forget", {"category": "Document"}),
        "extended ecm",
        'category "Document" is missing',
        'Create the category "Document"',
    ),
    Planted(
        "ecm workspace type unknown",
        lambda here: here.control("POST", "/ecm/forget", {"workspace_type": "Shopify Order"}),
        "extended ecm",
        'workspace type "Shopify Order" is missing',
        'Create the workspace type "Shopify Order"',
    ),
    Planted(
        "process model missing",
        lambda here: here.control("DELETE", "/models/shopify_order_review"),
        "workflow",
        'process model "shopify_order_review" is missing',
        "integrator workflow deploy",
    ),
    Planted(
        "system unreachable",
        lambda here: here.set("NOTIFICATIONS_URL", DEAD),
        "notifications",
        "notifications at 127.0.0.1:1 cannot be reached",
        "INTEGRATOR_NOTIFICATIONS_URL",
    ),
    Planted(
        "token refused",
        lambda here: here.break_for_good("workflow", "expired_token"),
        "workflow",
        "refuses token or ticket, a fresh one too",
        "neither locked nor expired",
    ),
    Planted("ecm ticket refused", expire_ecm, "extended ecm", "refuses token or ticket", "neither locked nor expired"),
    Planted(
        "ecm credentials refused",
        lambda here: here.set("ECM_PASSWORD", "canary-5f2a"),
        "extended ecm",
        "refuses our credentials",
        "INTEGRATOR_ECM_USERNAME and INTEGRATOR_ECM_PASSWORD",
    ),
    Planted(
        "subscription missing",
        drop_subscription,
        STORE,
        "webhook subscriptions to https://hooks.acme.example/webhooks/shopify missing: orders/paid",
        f"integrator stores subscribe {STORE}",
    ),
    Planted(
        "redis evicts",
        lambda here: here.redis("allkeys-lru"),
        "redis",
        "maxmemory-policy allkeys-lru",
        "Set maxmemory-policy noeviction",
    ),
    Planted("ledger too old", age_ledger, "ledger", "the ledger is of version 0005", "integrator ledger upgrade"),
]


def wrong(told: Any) -> list[dict[str, str]]:
    return [row for row in told.json if row["health"] == "wrong"]


def test_a_healthy_installation_has_nothing_wrong(installation: Installation, integrator: Command) -> None:
    told = integrator("doctor", "--json")

    assert [] == wrong(told)
    assert (0, "") == (told.code, told.err)
    assert {STORE, "extended ecm", "workflow", "notifications", "redis", "ledger"} <= {row["what"] for row in told.json}
    assert {
        'category "Document" is there',
        'category "Shopify Order" is there',
        'workspace type "Shopify Order" is there',
        'process model "shopify_order_review" is there',
        "access scopes complete",
    } <= {row["found"] for row in told.json}


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_what_is_planted_is_found_alone_with_its_remedy(
    installation: Installation, integrator: Command, planted: Planted
) -> None:
    planted.plant(installation)

    told = integrator("doctor", "--json")

    found = wrong(told)
    assert 1 == told.code
    assert [planted.what] == [row["what"] for row in found]
    assert planted.found in found[0]["found"]
    assert planted.mend in found[0]["mend"]
    assert "canary" not in told.out + told.err


def test_a_wrong_secret_of_the_gateway_is_told_at_each_system_that_needs_it(
    installation: Installation, integrator: Command
) -> None:
    installation.set("OPENTEXT_CLIENT_SECRET", "canary-5f2a")

    told = integrator("doctor", "--json")

    assert ["workflow", "notifications"] == [row["what"] for row in wrong(told)]
    for row in wrong(told):
        assert row["found"].startswith("the OpenText token issuer at 127.0.0.1")
        assert row["mend"].startswith("Correct INTEGRATOR_OPENTEXT_CLIENT_ID and INTEGRATOR_OPENTEXT_CLIENT_SECRET")


@pytest.fixture
def ingress(installation: Installation) -> Iterator[str]:
    """An ingress that knows another webhook secret than the one Shopify signs with."""
    settings = installation.connections.settings
    with closing(Journal.open(settings.data_dir / "journal", max_rows=0, max_bytes=0, patience=5.0)) as journal:
        app = App(
            journal,
            seal=Seal.from_settings(settings),
            secrets_of=lambda _: (b"not-the-secret",),
            redis_reachable=lambda: True,
        )
        config = uvicorn.Config(app, loop="asyncio", ws="none", lifespan="off", log_config=None, access_log=False)
        yield from serving(uvicorn.Server(config))


def test_a_wrong_webhook_secret_is_seen_by_what_the_ingress_refuses(
    installation: Installation, integrator: Command, ingress: str
) -> None:
    installation.set("INGRESS_PORT", ingress.rsplit(":", 1)[-1])
    installation.set("INGRESS_PUBLIC_URL", ingress)
    integrator("stores", "subscribe")
    before = wrong(integrator("doctor", "--json"))
    installation.control("POST", "/orders", {"total": "49.90"})
    give_up = time.monotonic() + 10
    while not requests.get(f"{ingress}/healthz", timeout=5).json()["answers"]:
        assert time.monotonic() < give_up
        time.sleep(0.02)

    told = integrator("doctor", "--json")

    [row] = wrong(told)
    assert [] == before
    assert ("ingress", 1) == (row["what"], told.code)
    assert row["found"].startswith("webhook secret: all ")
    assert "INTEGRATOR_SHOPIFY_CLIENT_SECRETS" in row["mend"]


def test_everything_wrong_at_once_is_told_at_once_one_line_each(
    installation: Installation, integrator: Command
) -> None:
    together = {planted.name: planted for planted in PLANTED}
    for name in ("access scope missing", "ecm category missing", "process model missing", "redis evicts"):
        together[name].plant(installation)
    together["system unreachable"].plant(installation)

    told = integrator("doctor")

    lines = [line for line in told.out.splitlines() if line.startswith("wrong")]
    assert 1 == told.code
    assert 5 == len(lines)
    for name in ("access scope missing", "ecm category missing", "process model missing", "redis evicts"):
        planted = together[name]
        assert 1 == sum(planted.found in line and planted.mend in line for line in lines)


def test_only_what_the_rules_need_is_looked_for(
    installation: Installation, integrator: Command, surroundings: Path
) -> None:
    rules = surroundings / "config" / "rules.toml"
    rules.write_text(rules.read_text().replace('mode = "active"', 'mode = "watch"'))
    for planted in PLANTED[2:5]:
        planted.plant(installation)
    drop_scope(installation)
    installation.set("NOTIFICATIONS_URL", "")

    told = integrator("doctor", "--json")

    assert (0, []) == (told.code, wrong(told))
    assert "not set up, and no rule that is on needs it" in {row["found"] for row in told.json}


def test_a_look_that_hangs_ends_with_its_deadline_and_the_others_follow(
    installation: Installation, integrator: Command
) -> None:
    installation.break_for_good("ecm", "delay", delay_seconds=5)

    told = integrator("doctor", "--json", "--deadline", "2")

    [row] = wrong(told)
    assert ("extended ecm", "no end of the look within 2 s") == (row["what"], row["found"])
    assert "workflow" in {one["what"] for one in told.json if one["health"] == "good"}


def test_a_look_that_breaks_is_a_finding_without_the_text_of_others(connections: Connections) -> None:
    def breaks(_: Connections) -> Iterator[Seen]:
        yield Seen("thing", "good", "seen before")
        raise OSError("postgresql://fleet:canary@db")

    seen = carefully(Look("thing", breaks, "Mend it."), connections, seconds=5)

    assert [
        Seen("thing", "good", "seen before"),
        Seen("thing", "wrong", "does not answer (OSError)", "Mend it."),
    ] == seen


def test_every_kind_that_a_step_may_need_is_looked_for() -> None:
    from integrator.flow import load_flows
    from integrator.flow.steps import STEPS

    load_flows("tasks.flows")
    known = {(system.name, kind) for system in systems.SYSTEMS for kind in system.kinds}
    needed = {(need.system, need.kind) for step in STEPS.values() for need in step.needs}

    assert needed <= known | {("shopify", "access scope")} | {(system.name, "account") for system in systems.SYSTEMS}


@pytest.mark.parametrize("words", ["0", "-1", "soon", "nan", "999999"])
def test_a_deadline_is_a_sensible_number(integrator: Command, words: str) -> None:
    assert 2 == integrator("doctor", f"--deadline={words}").code
