"""Drafts: reading, searching, creating, invoicing, completing."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import terms
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.area import Area, Happening, Owner, Root
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.creating import lines
from integrator.sandbox.shopify.drafts import completing, drafts, mutations
from integrator.sandbox.shopify.drafts.views import draft_view
from integrator.sandbox.shopify.gids import number_of
from integrator.sandbox.shopify.listing import Listing
from integrator.sandbox.shopify.tags import tags_from
from integrator.sandbox.shopify.totals import totals
from integrator.sandbox.shopify.wishes import amount


def _find(ctx: Context, it: str) -> Document | None:
    return drafts.find(ctx.db, ctx.store, number_of(it, "DraftOrder"))


def _one(ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
    found = _find(ctx, id)
    return None if found is None else draft_view(found)


def _all(ctx: Context, **args: Any) -> Document:
    return _LIST.found(ctx, drafts.of_store(ctx.db, ctx.store), draft_view, args)


def _create(action: Action, wanted: dict[str, Any]) -> Document:
    """Let the merchant write a draft of one line."""
    price, quantity = str(amount(wanted.get("price", "120.00"))), int(wanted.get("quantity", 1))
    line = lines.custom(action, str(wanted.get("title", "Sonderanfertigung")), quantity, price)
    known = {name: wanted[name] for name in ("email", "note") if name in wanted}
    draft = drafts.new(action, lines=[line], tags=tags_from(wanted.get("tags", [])), **known)
    drafts.add(action, draft)
    return _shown(draft)


def _update(action: Action, wanted: dict[str, Any]) -> Document:
    """Let the merchant change note, tags or the price of the first line."""
    draft = _named(action, wanted)
    draft |= {name: wanted[name] for name in ("note",) if name in wanted}
    if "tags" in wanted:
        draft["tags"] = tags_from(wanted["tags"])
    if "price" in wanted:
        draft["lines"][0]["price"] = str(amount(wanted["price"]))
    drafts.change(action, draft)
    return _shown(draft)


def _complete(action: Action, wanted: dict[str, Any]) -> Document:
    draft = _named(action, wanted)
    completing.complete(action, draft)
    return _shown(draft)


def _delete(action: Action, wanted: dict[str, Any]) -> Document:
    draft = _named(action, wanted)
    drafts.delete(action, draft)
    return _shown(draft)


def _named(action: Action, wanted: dict[str, Any]) -> Document:
    number = str(wanted.get("draft") or "").rpartition("/")[2]
    found = drafts.find(action.world.db, action.store, number)
    if found is None:
        raise ValueError(f"no draft {number!r}")
    return found


def _shown(draft: Document) -> Document:
    shown = {name: draft[name] for name in ("name", "status", "tags", "note", "order", "order_name")}
    return {"id": drafts.draft_gid(draft), "number": draft["id"], **shown}


_LIST = Listing(
    name="draftOrders",
    tests={
        "created_at": terms.moment("created_at"),
        "updated_at": terms.moment("updated_at"),
        "customer_id": terms.gid_number("customer_id"),
        "id": terms.gid_number("id"),
        "status": terms.field_text("status"),
        "tag": terms.TAGGED,
    },
    sort_values={
        "UPDATED_AT": lambda draft: draft["updated_at"],
        "NUMBER": lambda draft: draft["id"],
        "STATUS": lambda draft: draft["status"],
        "TOTAL_PRICE": lambda draft: float(totals(draft).total),
    },
    # Shopify knows these as well. Source: contract operations, filters of `draftOrders`. [documented]
    not_emulated=frozenset(["default", "source"]),
)

AREA = Area(
    queries={"draftOrder": Root(_one), "draftOrders": Root(_all)},
    mutations={
        "draftOrderCreate": Root(mutations.draft_order_create, ("draftOrder",)),
        "draftOrderComplete": Root(mutations.draft_order_complete, ("draftOrder",)),
        "draftOrderInvoiceSend": Root(mutations.draft_order_invoice_send, ("draftOrder",)),
    },
    nodes={"DraftOrder": lambda ctx, it: _one(ctx, id=it)},
    owners={"DraftOrder": Owner(_find, drafts.change, lambda _ctx, it: draft_view(it))},
    happenings={
        "draft-create": Happening(_create, ("title", "price", "quantity", "email", "note", "tags")),
        "draft-update": Happening(_update, ("draft", "note", "tags", "price")),
        "draft-complete": Happening(_complete, ("draft",)),
        "draft-delete": Happening(_delete, ("draft",)),
    },
)
