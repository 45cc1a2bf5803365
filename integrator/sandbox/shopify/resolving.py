"""From a field of the schema to its value: roots by name with their scopes, the rest from plain dicts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLResolveInfo

from integrator.sandbox.shopify import (
    bulk,
    mutations_fulfillment,
    mutations_marks,
    mutations_orders,
    mutations_webhooks,
    queries,
)
from integrator.sandbox.shopify.errors import Refused, access_denied, not_in_sandbox
from integrator.sandbox.shopify.switches import granted

_READ_ORDERS = ("read_orders",)
_WRITE_ORDERS = ("write_orders",)
_READ_PARTS = (
    "read_merchant_managed_fulfillment_orders",
    "read_assigned_fulfillment_orders",
    "read_third_party_fulfillment_orders",
)
_WRITE_PARTS = ("write_merchant_managed_fulfillment_orders", "write_third_party_fulfillment_orders")


@dataclass(frozen=True, slots=True)
class Root:
    """A root field: what answers it, and the scopes of which one is needed."""

    answer: Callable[..., Any]
    scopes: tuple[str, ...] = ()
    payload: tuple[str, ...] = ()
    """Of a mutation: the fields that are null when it refuses."""
    errors: tuple[str, ...] = ("userErrors",)


# Source: contract operations, scopes per operation. [documented]
_ROOTS: dict[str, dict[str, Root]] = {
    "QueryRoot": {
        "order": Root(queries.order, _READ_ORDERS),
        "orders": Root(queries.orders, _READ_ORDERS),
        "fulfillmentOrder": Root(queries.fulfillment_order, _READ_PARTS),
        "job": Root(queries.job),
        "node": Root(queries.node, _READ_ORDERS),
        "shop": Root(queries.shop),
        "currentAppInstallation": Root(queries.current_app_installation),
        "publicApiVersions": Root(queries.public_api_versions),
        "webhookSubscriptions": Root(queries.webhook_subscriptions),
        "bulkOperation": Root(bulk.find),
        "bulkOperations": Root(bulk.recent),
    },
    "Mutation": {
        "fulfillmentOrderHold": Root(
            mutations_fulfillment.fulfillment_order_hold,
            _WRITE_PARTS,
            ("fulfillmentHold", "fulfillmentOrder", "remainingFulfillmentOrder"),
        ),
        "fulfillmentOrderReleaseHold": Root(
            mutations_fulfillment.fulfillment_order_release_hold, _WRITE_PARTS, ("fulfillmentOrder",)
        ),
        "orderCancel": Root(
            mutations_orders.order_cancel, _WRITE_ORDERS, ("job",), ("orderCancelUserErrors", "userErrors")
        ),
        "orderCapture": Root(mutations_orders.order_capture, _WRITE_ORDERS, ("transaction",)),
        "orderMarkAsPaid": Root(mutations_orders.order_mark_as_paid, _WRITE_ORDERS, ("order",)),
        "orderUpdate": Root(mutations_orders.order_update, _WRITE_ORDERS, ("order",)),
        "orderRiskAssessmentCreate": Root(
            mutations_orders.order_risk_assessment_create, _WRITE_ORDERS, ("orderRiskAssessment",)
        ),
        "tagsAdd": Root(mutations_marks.tags_add, _WRITE_ORDERS, ("node",)),
        "tagsRemove": Root(mutations_marks.tags_remove, _WRITE_ORDERS, ("node",)),
        "metafieldsSet": Root(mutations_marks.metafields_set, _WRITE_ORDERS, ("metafields",)),
        "bulkOperationRunQuery": Root(bulk.run_query, (), ("bulkOperation",)),
        "webhookSubscriptionCreate": Root(mutations_webhooks.webhook_subscription_create, (), ("webhookSubscription",)),
        "webhookSubscriptionUpdate": Root(mutations_webhooks.webhook_subscription_update, (), ("webhookSubscription",)),
        "webhookSubscriptionDelete": Root(
            mutations_webhooks.webhook_subscription_delete, (), ("deletedWebhookSubscriptionId",)
        ),
    },
}

_FIELD_SCOPES = {
    ("Order", "customer"): ("read_customers",),
    ("Order", "purchasingEntity"): ("read_customers",),
    ("Order", "fulfillmentOrders"): _READ_PARTS,
    ("FulfillmentHold", "heldByApp"): ("read_apps",),
}


def resolve(source: Any, info: GraphQLResolveInfo, **args: Any) -> Any:
    """Return the value of any field; raises an error instead of inventing a null."""
    kind, name = info.parent_type.name, info.field_name
    if kind in _ROOTS:
        return _resolve_root(_ROOTS[kind].get(name), info, args)
    _check_scopes(info, _FIELD_SCOPES.get((kind, name), ()))
    if name not in source:
        raise not_in_sandbox(f"{kind}.{name}")
    value = source[name]
    return value(info, **args) if callable(value) else value


def _resolve_root(root: Root | None, info: GraphQLResolveInfo, args: dict[str, Any]) -> Any:
    if root is None:
        raise not_in_sandbox(info.field_name)
    _check_scopes(info, root.scopes)
    if not root.payload:
        return root.answer(info.context, **args)
    payload: dict[str, Any] = dict.fromkeys(root.payload)
    try:
        # Every mutation checks before it writes, so a refusal leaves nothing behind.
        answer, errors = root.answer(info.context, **args), []
    except Refused as refused:
        answer, errors = {}, [refused.entry]
    return payload | answer | {name: list(errors) for name in root.errors}


def _check_scopes(info: GraphQLResolveInfo, any_of: tuple[str, ...]) -> None:
    if not granted(info.context.scopes, any_of):
        raise access_denied(info.field_name, any_of)
