"""A sandbox for all stories, reset before each, and the fleet's code around a ledger of its own."""

import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import fakeredis
import pytest

from integrator.sandbox.config import SandboxConfig
from integrator.sandbox.server import build_server
from integrator.settings import Settings
from tests.flows.story import STORE, ReviewDesk, Sandbox, Shop, StoryConnections, Workshop
from tests.support.databases import scratch_database


@pytest.fixture(scope="session")
def sandbox_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    config = SandboxConfig(data_dir=tmp_path_factory.mktemp("sandbox"), stores=(STORE,))
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = build_server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture
def sandbox(sandbox_url: str) -> Sandbox:
    found = Sandbox(sandbox_url)
    found.call("POST", "/reset", {})
    return found


@pytest.fixture
def store(sandbox: Sandbox) -> Shop:
    return Shop(sandbox)


@pytest.fixture
def review_desk(sandbox: Sandbox) -> ReviewDesk:
    return ReviewDesk(sandbox)


@pytest.fixture
def settings(sandbox_url: str, tmp_path: Path) -> Iterator[Settings]:
    with scratch_database(os.environ.get("DATABASE_URL", "")) as database_url:
        yield Settings(
            data_dir=tmp_path,
            config_dir=Path("config"),
            database_url=database_url,
            installation=f"story-{secrets.token_hex(4)}",
            shopify_url=f"{sandbox_url}/shopify/{{store}}",
            shopify_client_id="sandbox-client",
            shopify_client_secrets="sandbox-secret",
            opentext_token_url=f"{sandbox_url}/tenants/demo/oauth2/token",
            opentext_client_id="sandbox-client",
            opentext_client_secret="sandbox-secret",
            ecm_url=f"{sandbox_url}/ecm/cs/cs/api",
            ecm_username="connector",
            ecm_password="connector",
            workflow_url=f"{sandbox_url}/workflow/v1",
            workflow_history_url=f"{sandbox_url}/workflow-history/v1",
            notifications_url=f"{sandbox_url}/notifications",
            gathering="PT0S",
        )


@pytest.fixture
def fleet(settings: Settings, sandbox: Sandbox) -> Iterator[Workshop]:
    connections = StoryConnections(settings)
    connections.redis = fakeredis.FakeRedis()
    yield Workshop(connections)
    connections.close()
