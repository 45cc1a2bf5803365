"""Metafields as GraphQL shows them, on whatever has them."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.metafields import digest, namespace_of
from integrator.sandbox.shopify.paging import connection

_OWNER_TYPES = {"CompanyLocation": "COMPANY_LOCATION"}
"""Where it is not simply the type's name."""


def metafield_view(field: Document, owner: str) -> dict[str, Any]:
    """Build a `Metafield` of an `owner` of this type."""
    return {
        "__typename": "Metafield",
        "id": gid("Metafield", field["id"]),
        "legacyResourceId": str(field["id"]),
        "namespace": field["namespace"],
        "key": field["key"],
        "type": field["type"],
        "value": field["value"],
        "compareDigest": digest(field["value"]),
        "createdAt": field["created_at"],
        "updatedAt": field["updated_at"],
        "ownerType": _OWNER_TYPES.get(owner, owner.upper()),
        "sizeInBytes": len(field["value"].encode()),
    }


def metafield_fields(thing: Document, owner: str) -> dict[str, Any]:
    """Build the fields `metafield` and `metafields` of anything that keeps its own in a list."""

    def found(namespace: str | None, keys: list[str] | None) -> list[Document]:
        wanted = None if namespace is None else namespace_of(namespace)
        # A key may be given alone or with its namespace in front.
        return [
            metafield_view(field, owner)
            for field in thing["metafields"]
            if wanted in {None, field["namespace"]}
            and (keys is None or field["key"] in keys or f"{field['namespace']}.{field['key']}" in keys)
        ]

    def by_name(_info: Any, key: str, namespace: str | None = None) -> Document | None:
        return next(iter(found(namespace_of(namespace), [key])), None)

    def listed(info: Any, namespace: str | None = None, keys: list[str] | None = None, **args: Any) -> Any:
        return connection(lambda: found(namespace, keys))(info, **args)

    return {"metafield": by_name, "metafields": listed}
