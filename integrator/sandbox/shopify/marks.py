"""Tags and metafields, on every kind of thing that can have them."""

from collections.abc import Callable, Mapping
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import scopes, tags
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.area import Owner
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import Refused, access_denied, invalid_id, not_in_sandbox, too_long_list
from integrator.sandbox.shopify.gids import split
from integrator.sandbox.shopify.metafields import delete, write
from integrator.sandbox.shopify.schema import admin_schema
from integrator.sandbox.shopify.views_marks import metafield_view

_MOST_METAFIELDS = 25
_MOST_ENTRIES = 250

_Split = Callable[[list[str], list[str]], tuple[list[str], list[str]]]


class Marks:
    """The mutations over `owners`, by type name."""

    def __init__(self, owners: Mapping[str, Owner]) -> None:
        self._owners = owners

    def tags_add(self, ctx: Context, *, id: str, tags: list[str]) -> Document:  # noqa: A002 - Shopify's own argument name
        return self._tag(ctx, id, tags, "tagsAdd")

    def tags_remove(self, ctx: Context, *, id: str, tags: list[str]) -> Document:  # noqa: A002 - Shopify's own argument name
        return self._tag(ctx, id, tags, "tagsRemove")

    def metafields_set(self, ctx: Context, *, metafields: list[dict[str, Any]]) -> Document:
        """All or nothing; only what really changed is an effect. Source: contract api, section 5. [documented]"""
        if len(metafields) > _MOST_ENTRIES:
            raise too_long_list(len(metafields))
        if len(metafields) > _MOST_METAFIELDS:
            message = f"Exceeded the maximum metafields input limit of {_MOST_METAFIELDS}."
            raise Refused(["metafields"], message, "LESS_THAN_OR_EQUAL_TO")
        found: dict[str, tuple[Owner, Document]] = {}
        written: list[tuple[str, Document, bool]] = []
        for place, wanted in enumerate(metafields):
            gid = wanted["ownerId"]
            if gid not in found:
                found[gid] = self._owner(ctx, "metafieldsSet", gid, ["metafields", str(place), "ownerId"], place)
            written.append((gid, *write(ctx.action, found[gid][1], wanted, place)))
        for gid, (owner, thing) in found.items():
            changed = [field for of, field, is_changed in written if of == gid and is_changed]
            if changed:
                owner.change(ctx.action, thing)
                _record(ctx.action, "metafields_set", gid, thing, changed)
        return {"metafields": [metafield_view(field, split(gid)[0]) for gid, field, _ in written]}

    def metafields_delete(self, ctx: Context, *, metafields: list[dict[str, Any]]) -> Document:
        """What is not there is null in the answer. Source: schema, `metafieldsDelete`. [documented]"""
        if len(metafields) > _MOST_ENTRIES:
            raise too_long_list(len(metafields))
        answer: list[Document | None] = []
        for place, wanted in enumerate(metafields):
            gid, path = wanted["ownerId"], ["metafields", str(place), "ownerId"]
            owner, thing = self._owner(ctx, "metafieldsDelete", gid, path, None)
            gone = delete(thing, wanted["namespace"], wanted["key"])
            answer.append(None if gone is None else wanted)
            if gone is not None:
                owner.change(ctx.action, thing)
                _record(ctx.action, "metafields_deleted", gid, thing, [gone])
        return {"deletedMetafields": answer}

    def _tag(self, ctx: Context, gid: str, texts: list[str], root: str) -> Document:
        if len(texts) > _MOST_ENTRIES:
            raise too_long_list(len(texts))
        owner, thing = self._owner(ctx, root, gid, ["id"], None)
        if not owner.has_tags:
            raise invalid_id(gid)
        divide, effect = _TAGGING[root]
        after, different = divide(thing["tags"], tags.tags_from(texts))
        if different:
            thing["tags"] = after
            owner.change(ctx.action, thing)
            ctx.action.record(effect, key=",".join(different), subject=gid, tags=different)
        return {"node": owner.view(ctx, thing)}

    def _owner(self, ctx: Context, root: str, gid: str, field: list[str], place: int | None) -> tuple[Owner, Document]:
        kind, _ = split(gid)
        owner = self._owners.get(kind)
        if owner is None:
            raise not_in_sandbox(f"Marking a {kind}") if kind in admin_schema().type_map else invalid_id(gid)
        # Needed is the write scope of what is changed. Source: contract operations, operation table. [documented]
        needed = tuple(scope.replace("read_", "write_", 1) for scope in scopes.of_field("", "", kind))
        if not scopes.granted(ctx.scopes, needed):
            raise access_denied(root, needed)
        thing = owner.find(ctx, gid)
        if thing is None:
            raise Refused(field, "Owner does not exist", None if place is None else "INVALID", index=place)
        return owner, thing


def _record(action: Action, effect: str, gid: str, thing: Document, changed: list[Document]) -> None:
    keys = ",".join(f"{field['namespace']}.{field['key']}" for field in changed)
    action.record(effect, key=keys, subject=gid, name=thing.get("name"))


_TAGGING: dict[str, tuple[_Split, str]] = {
    "tagsAdd": (tags.with_added, "tags_added"),
    "tagsRemove": (tags.with_removed, "tags_removed"),
}
