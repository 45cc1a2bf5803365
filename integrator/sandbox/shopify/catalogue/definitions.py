"""Metafield definitions: that a metafield of a name exists, for which owners, and of what type."""

import re
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import metafields
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.gids import gid

_KIND = "shopify.metafield_definition"
_NAME = re.compile(r"[A-Za-z0-9_-]+")


def metafield_definition_create(ctx: Context, *, definition: dict[str, Any]) -> Document:
    """Source: contract operations, refusals by mutation. [documented]"""
    namespace, key = metafields.namespace_of(definition.get("namespace")), definition["key"]
    _check(definition, namespace)
    name = f"{ctx.store}/{definition['ownerType']}/{namespace}.{key}"
    if ctx.db.get(_KIND, name) is not None:
        message = f"Key is in use for {definition['ownerType'].title()} metafields on the '{namespace}' namespace."
        raise Refused(["definition", "key"], message, "TAKEN")
    kept = {
        "id": ctx.action.number("metafield_definition", 5_500_100_001),
        "namespace": namespace,
        "key": key,
        "name": definition["name"],
        "owner_type": definition["ownerType"],
        "type": definition["type"],
    }
    ctx.db.put(_KIND, name, kept)
    subject = gid("MetafieldDefinition", kept["id"])
    ctx.action.record("metafield_defined", key=f"{namespace}.{key}", subject=subject, owner=definition["ownerType"])
    return {"createdDefinition": _view(kept)}


def _check(definition: dict[str, Any], namespace: str) -> None:
    if namespace in {"shopify", "reviews"} or namespace.startswith("shopify--"):
        message = f"Namespace {namespace} is reserved."
        raise Refused(["definition", "namespace"], message, "RESERVED_NAMESPACE_KEY")
    texts = (("namespace", namespace, 3, 255), ("key", definition["key"], 2, 64), ("name", definition["name"], 1, 255))
    for field, text, shortest, longest in texts:
        if len(text) < shortest:
            raise Refused(["definition", field], f"{field.title()} is too short (minimum is {shortest})", "TOO_SHORT")
        if len(text) > longest:
            raise Refused(["definition", field], f"{field.title()} is too long (maximum is {longest})", "TOO_LONG")
        if field != "name" and not _NAME.fullmatch(text):
            message = f"{field.title()} contains one or more invalid characters."
            raise Refused(["definition", field], message, "INVALID_CHARACTER")
    if definition["type"] not in metafields.TYPES:
        raise Refused(["definition", "type"], f"Type name {definition['type']} is not a valid type", "INCLUSION")


def _view(kept: Document) -> dict[str, Any]:
    return {
        "__typename": "MetafieldDefinition",
        "id": gid("MetafieldDefinition", kept["id"]),
        "namespace": kept["namespace"],
        "key": kept["key"],
        "name": kept["name"],
        "ownerType": kept["owner_type"],
        "type": {"name": kept["type"], "category": "TEXT", "valueType": None},
    }
