"""One GraphQL request from its JSON body to its JSON answer."""

from typing import Any

from graphql import ExecutionResult, FragmentDefinitionNode, GraphQLError, execute_sync

from integrator.sandbox.shopify import bucket, documents, jobs, switches
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.cost import CostOf
from integrator.sandbox.shopify.errors import RequestError, throttled, too_expensive
from integrator.sandbox.shopify.resolving import resolve
from integrator.sandbox.shopify.schema import admin_schema
from integrator.sandbox.world import World

_LARGEST_COST = 1000


def answer(world: World, store: str, body: dict[str, Any], *, base_url: str = "") -> dict[str, Any]:
    """Execute `{"query", "variables", "operationName"}` for the app; every outcome is answered with 200."""
    jobs.settle(world)
    try:
        return _answer(world, store, body, base_url)
    except RequestError as error:
        refusal: dict[str, Any] = {"errors": error.errors}
        if error.cost is not None:
            refusal["extensions"] = {"cost": error.cost}
        return refusal


def _answer(world: World, store: str, body: dict[str, Any], base_url: str) -> dict[str, Any]:
    text, name = body["query"], body.get("operationName")
    document = documents.valid(text)
    operation = documents.operation_in(document, name)
    variables = body.get("variables") or {}
    coerced = documents.coerced(operation, variables)
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    cost = CostOf(operation, fragments, coerced)
    requested = cost.requested()
    _admit(world, store, requested)

    scopes = switches.read(world.db)["scopes"]
    context = Context(Action.begin(world, store, by_app=True), scopes, base_url=base_url)
    with world.db.transaction():
        result = execute_sync(
            admin_schema(),
            document,
            context_value=context,
            variable_values=variables,
            operation_name=name or None,
            field_resolver=resolve,
        )
        actual = min(requested, cost.actual(result.data))
        left = bucket.spend(world, store, actual - requested)
    extensions: dict[str, Any] = {"cost": left.status(requested, actual)}
    if context.search_notes:
        extensions["search"] = context.search_notes
    return {**_formatted(result), "extensions": extensions}


def _admit(world: World, store: str, requested: int) -> None:
    """Take the requested points; raises `RequestError` for a query too dear or a bucket too empty."""
    if requested > _LARGEST_COST:
        raise too_expensive(requested, _LARGEST_COST)
    here = bucket.look(world, store)
    if here.available < requested:
        raise throttled(here.status(requested, None))
    bucket.spend(world, store, requested)


def _formatted(result: ExecutionResult) -> dict[str, Any]:
    """Write the outcome as Shopify does; a defect of the sandbox must not look like one of its answers."""
    formatted: dict[str, Any] = {"data": result.data}
    if result.errors:
        for error in result.errors:
            cause = error.original_error
            if cause is not None and not isinstance(cause, GraphQLError):
                raise cause
        formatted["errors"] = [error.formatted for error in result.errors]
    return formatted
