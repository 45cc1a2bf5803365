"""Marketing events: campaigns that other apps report to the store."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import terms
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.area import Area, Happening, Root
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.gids import gid, number_of
from integrator.sandbox.shopify.listing import Listing

_KIND = "shopify.marketing_event"
_TYPES = ("AD", "MESSAGE", "NEWSLETTER", "POST", "RETARGETING", "SEO", "ABANDONED_CART", "AFFILIATE", "LOYALTY")
_FIELDS = ("type", "utm_campaign", "description", "started_at", "ended_at", "scheduled_to_end_at")


def _view(event: Document) -> dict[str, Any]:
    return {
        "__typename": "MarketingEvent",
        "id": gid("MarketingEvent", event["id"]),
        "legacyResourceId": str(event["id"]),
        "type": event["type"],
        "description": event["description"],
        "startedAt": event["started_at"],
        "endedAt": event["ended_at"],
        "scheduledToEndAt": event["scheduled_to_end_at"],
        "utmCampaign": event["utm_campaign"],
        "utmSource": None,
        "utmMedium": None,
    }


def _all(ctx: Context, **args: Any) -> Document:
    return _LIST.found(ctx, ctx.db.find(_KIND, "store", ctx.store), _view, args)


def _one(ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
    found = ctx.db.get(_KIND, f"{ctx.store}/{number_of(id, 'MarketingEvent')}")
    return None if found is None else _view(found)


def _report(action: Action, wanted: dict[str, Any]) -> Document:
    """Let another app report a campaign. There is no topic for it. Source: contract operations. [documented]"""
    if wanted.get("type", "AD") not in _TYPES:
        raise ValueError(f"type must be one of {', '.join(_TYPES)}")
    event = {
        "id": action.number("marketing_event", 998_110_200_001),
        "store": action.store,
        **dict.fromkeys(_FIELDS),
        "type": "AD",
        "started_at": action.stamp,
        **wanted,
    }
    action.world.db.put(_KIND, f"{action.store}/{event['id']}", event)
    return event


_LIST = Listing(
    name="marketingEvents",
    tests={
        "description": terms.words(lambda event: [event["description"]]),
        "id": terms.gid_number("id"),
        "started_at": terms.moment("started_at"),
        "type": terms.field_text("type"),
    },
    sort_values={"STARTED_AT": lambda event: event["started_at"]},
    not_emulated=frozenset(["app_id"]),
)

AREA = Area(
    queries={"marketingEvents": Root(_all), "marketingEvent": Root(_one)},
    nodes={"MarketingEvent": lambda ctx, it: _one(ctx, id=it)},
    happenings={"marketing-event": Happening(_report, _FIELDS)},
)
