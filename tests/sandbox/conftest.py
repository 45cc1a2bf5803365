"""One real sandbox server for all tests, reset before each of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from integrator.sandbox.config import SandboxConfig
from tests.sandbox.callers import OrderReview, SandboxClient, StartReview, ValuesOf
from tests.support.sandboxes import run_server


@pytest.fixture(scope="session")
def sandbox_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running sandbox."""
    config = SandboxConfig(data_dir=tmp_path_factory.mktemp("sandbox"))
    yield from run_server(config)


@pytest.fixture
def sandbox(sandbox_server: str) -> SandboxClient:
    """A sandbox in its first moment."""
    client = SandboxClient(sandbox_server)
    client.control("POST", "/reset")
    return client


@pytest.fixture
def database_path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "sandbox.sqlite3"


@pytest.fixture
def start_review(sandbox: SandboxClient) -> StartReview:
    """Start an order review; keyword parameters are further fields of the start request."""

    def start(key: str = "W1:acme.myshopify.com:order:1:1", **fields: Any) -> OrderReview:
        body = {"processDefinitionKey": "shopify_order_review", "businessKey": key, **fields}
        reply = sandbox.api("POST", "/workflow/v1/process-instances", body)
        assert reply.status == 201, reply.body
        return OrderReview(sandbox, reply.json["id"], key)

    return start


@pytest.fixture
def values_of() -> ValuesOf:
    """Turn a list of process variables into a dict of their values."""

    def by_name(variables: list[dict[str, Any]]) -> dict[str, Any]:
        return {variable["name"]: variable["value"] for variable in variables}

    return by_name
