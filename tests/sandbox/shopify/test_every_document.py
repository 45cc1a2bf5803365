"""The hundred documents of the flows: each succeeds, and each is refused where Shopify would refuse it."""

import importlib
import pkgutil
from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse

from tests.sandbox.shopify import examples
from tests.sandbox.shopify.callers import SAMPLES, Store, document
from tests.sandbox.shopify.examples import Examples


def collected() -> Examples:
    """Return the examples of every area."""
    found: Examples = {}
    for module in pkgutil.iter_modules(examples.__path__):
        found |= importlib.import_module(f"{examples.__name__}.{module.name}").EXAMPLES
    return found


ALL = collected()
IN_BULK = "bulk_orders_reconciliation"
"""Has no page sizes, so it only goes as the text of another document."""
NAMES = sorted({path.stem for path in (SAMPLES / "operations").glob("*.graphql")} - {IN_BULK})
OPEN_TO_ALL = frozenset(
    [
        "bulk_operation_status",
        "bulk_operations_running",
        "events_poll",
        "job_status",
        "shop_info",
        "webhook_subscriptions",
    ]
)
"""Queries that need no scope."""


def kind_of(name: str) -> str:
    operation = parse(document(name)).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return operation.operation.value


MUTATIONS = [name for name in NAMES if kind_of(name) == "mutation"]
SCOPED = [name for name in NAMES if name not in MUTATIONS and name not in OPEN_TO_ALL]


def errors_of(payload: dict[str, Any]) -> list[Any]:
    return [error for name, value in payload.items() if name.lower().endswith("usererrors") for error in value]


@pytest.mark.parametrize("name", NAMES)
def test_it_succeeds(store: Store, name: str) -> None:
    answer = store.answer(document(name), **ALL[name].success(store))

    assert "errors" not in answer
    for value in answer["data"].values():
        assert value is not None
        assert [] == (errors_of(value) if isinstance(value, dict) else [])


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_is_refused(store: Store, name: str) -> None:
    example = ALL[name]
    assert example.refusal is not None

    answer = store.answer(document(name), **example.refusal(store))

    assert "errors" not in answer
    error = errors_of(next(iter(answer["data"].values())))[0]
    assert example.code in {error.get("code"), error["message"]}


@pytest.mark.parametrize("name", SCOPED)
def test_a_query_is_refused_without_its_scopes(store: Store, name: str) -> None:
    variables = ALL[name].success(store)
    store.set(scopes=[])

    answer = store.answer(document(name), **variables)

    assert "ACCESS_DENIED" in {error["extensions"]["code"] for error in answer["errors"]}


@pytest.mark.parametrize(("scopes", "end"), [(["read_orders"], ("COMPLETED", None)), ([], ("FAILED", "ACCESS_DENIED"))])
def test_the_bulk_document_ends_as_its_scopes_allow(store: Store, scopes: list[str], end: tuple[str, Any]) -> None:
    store.set(bulk_seconds=0, scopes=scopes)
    store.place()

    operation = store.ask("bulk_operation_run_query", query=document(IN_BULK), groupObjects=False)["bulkOperation"]

    seen = store.ask("bulk_operation_status", id=operation["id"])
    assert end == (seen["status"], seen["errorCode"])
