"""The directive `@idempotent`: a mutation with the same key and input happens once."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from graphql import FieldNode, GraphQLError, GraphQLResolveInfo
from graphql.utilities import value_from_ast_untyped

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import Refused

REQUIRED = frozenset(
    [
        "inventoryActivate",
        "inventoryAdjustQuantities",
        "inventoryMoveQuantities",
        "inventorySetOnHandQuantities",
        "inventorySetQuantities",
        "inventoryShipmentAddItems",
        "inventoryShipmentCreate",
        "inventoryShipmentCreateInTransit",
        "inventoryShipmentReceive",
        "inventoryTransferCreate",
        "inventoryTransferCreateAsReadyToShip",
        "inventoryTransferDuplicate",
        "inventoryTransferSetItems",
        "locationActivate",
        "locationDeactivate",
        "refundCreate",
    ]
)
"""The mutations that refuse to run without it. Source: contract api, section 9. [documented]"""

_KIND = "shopify.idempotency"
_MEMORY = timedelta(hours=24)


def key_of(info: GraphQLResolveInfo) -> str | None:
    """
    Return the key that the request gives its mutation, if any.

    Raises the error BAD_REQUEST when one is needed and missing, or blank. The wording of the latter could not be
    established. [inferred]
    """
    key = _given(info.field_nodes[0], info.variable_values)
    if key is None and info.field_name in REQUIRED:
        message = "The @idempotent directive is required for this mutation but was not provided."
        raise GraphQLError(message, extensions={"code": "BAD_REQUEST"})
    if key is not None and not key.strip():
        raise GraphQLError("The key of @idempotent can't be blank.", extensions={"code": "BAD_REQUEST"})
    return key


def recall(ctx: Context, mutation: str, key: str, args: dict[str, Any]) -> Document | None:
    """
    Return what the first attempt with `key` kept, or None when this is the first.

    Raises `Refused` when that attempt had other input. Source: contract api, section 9. [documented]
    """
    kept = ctx.db.get(_KIND, _id(ctx, mutation, key))
    if kept is None or ctx.action.at - datetime.fromisoformat(kept["at"]) > _MEMORY:
        return None
    if kept["fingerprint"] != _fingerprint(args):
        message = "The same idempotency key was used with different parameters."
        raise Refused(None, message, "IDEMPOTENCY_KEY_PARAMETER_MISMATCH")
    outcome: Document = kept["outcome"]
    return outcome


def remember(ctx: Context, mutation: str, key: str, args: dict[str, Any], outcome: Document) -> None:
    """Keep what finds the outcome of this attempt again."""
    entry = {"at": ctx.action.at.isoformat(), "fingerprint": _fingerprint(args), "outcome": outcome}
    ctx.db.put(_KIND, _id(ctx, mutation, key), entry)


def _given(node: FieldNode, variables: dict[str, Any]) -> str | None:
    for directive in node.directives:
        if directive.name.value == "idempotent":
            values = {each.name.value: value_from_ast_untyped(each.value, variables) for each in directive.arguments}
            return str(values.get("key") or "")
    return None


def _id(ctx: Context, mutation: str, key: str) -> str:
    return f"{ctx.store}/{mutation}/{key}"


def _fingerprint(args: dict[str, Any]) -> str:
    # The order of the fields counts, so it is not made uniform here.
    return hashlib.sha256(json.dumps(args, ensure_ascii=False).encode()).hexdigest()
