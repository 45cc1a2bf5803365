"""From Shopify's shapes to ours: pure functions without any I/O."""

from collections.abc import Sequence
from decimal import Decimal

from integrator.clients.shopify.models import Job, OrderMark, Page, Shop, Subscription
from integrator.clients.shopify.nodes import (
    AddressNode,
    AssessmentNode,
    BagNode,
    FulfillmentOrderNode,
    HoldNode,
    InstallationNode,
    JobNode,
    LineNode,
    OrderMarksNode,
    OrderNode,
    ShopNode,
    SubscriptionNode,
    TransactionNode,
)
from integrator.events.order import (
    Address,
    FulfillmentOrder,
    Hold,
    Line,
    Order,
    OrderSnapshot,
    Risk,
    Transaction,
)
from integrator.money import Money


def order_snapshot(store: str, node: OrderNode, lines: Sequence[LineNode]) -> OrderSnapshot:
    """Build the snapshot of `node`; `lines` are those of all pages, in order."""
    customer, entity, shipping = node.customer, node.purchasing_entity, node.shipping_line
    return OrderSnapshot(
        store=store,
        id=node.id,
        name=node.name,
        created_at=node.created_at,
        updated_at=node.updated_at,
        cancelled_at=node.cancelled_at,
        cancel_reason=node.cancel_reason,
        closed_at=node.closed_at,
        test=node.test,
        currency=node.currency_code,
        total=node.current_total_price_set.money,
        subtotal=_money(node.subtotal_price_set, node.currency_code),
        tax=_money(node.total_tax_set, node.currency_code),
        shipping=node.total_shipping_price_set.money,
        discounts=_money(node.total_discounts_set, node.currency_code),
        outstanding=node.total_outstanding_set.money,
        refunded=node.total_refunded_set.money,
        original_total=node.total_price_set.money,
        financial_status=node.display_financial_status,
        fulfillment_status=node.display_fulfillment_status,
        gateways=node.payment_gateway_names,
        capturable=node.capturable,
        email=node.email,
        note=node.note,
        po_number=node.po_number,
        tags=node.tags,
        customer_id=customer.id if customer else "",
        customer_name=customer.display_name if customer else "",
        customer_tags=customer.tags if customer else (),
        customer_orders=customer.number_of_orders if customer else 0,
        company=entity.company.name if entity and entity.company else "",
        shipping_address=address(node.shipping_address),
        billing_address=address(node.billing_address),
        shipping_title=shipping.title if shipping else "",
        recommendation=node.risk.recommendation,
        risks=tuple(map(_risk, node.risk.assessments)),
        lines=tuple(map(_line, lines)),
        transactions=tuple(map(transaction, node.transactions)),
        metafields={metafield.key: metafield.value for metafield in node.metafields.nodes},
    )


def transaction(node: TransactionNode) -> Transaction:
    """Build one payment transaction."""
    return Transaction(
        id=node.id,
        kind=node.kind,
        status=node.status,
        gateway=node.gateway,
        error_code=node.error_code,
        amount=node.amount_set.money,
        processed_at=node.processed_at,
    )


def fulfillment_order(node: FulfillmentOrderNode) -> FulfillmentOrder:
    """Build one fulfillment order with all its holds, ours and others'."""
    return FulfillmentOrder(
        id=node.id,
        status=node.status,
        request_status=node.request_status,
        location=node.assigned_location.name,
        fulfill_by=node.fulfill_by,
        holds=tuple(hold(node.id, one) for one in node.fulfillment_holds),
    )


def hold(fulfillment_order_id: str, node: HoldNode) -> Hold:
    """Build one hold of the fulfillment order with this id."""
    return Hold(
        id=node.id,
        fulfillment_order=fulfillment_order_id,
        handle=node.handle,
        reason=node.reason,
        is_ours=node.held_by_requesting_app,
    )


def job(node: JobNode) -> Job:
    return Job(id=node.id, done=node.done)


def shop(node: ShopNode, installation: InstallationNode) -> Shop:
    return Shop(
        name=node.name,
        domain=node.myshopify_domain,
        currency=node.currency_code,
        timezone=node.iana_timezone,
        scopes=frozenset(scope.handle for scope in installation.access_scopes),
    )


def page(store: str, node: OrderMarksNode) -> Page:
    return Page(
        orders=tuple(
            OrderMark(
                order=Order(store=store, id=one.id, name=one.name),
                created_at=one.created_at,
                updated_at=one.updated_at,
            )
            for one in node.nodes
        ),
        next=node.page_info.next,
    )


def subscription(node: SubscriptionNode) -> Subscription:
    return Subscription(id=node.id, topic=node.topic, uri=node.uri)


def _money(bag: BagNode | None, currency: str) -> Money:
    return bag.money if bag else Money(amount=Decimal(0), currency=currency)


def address(node: AddressNode | None) -> Address | None:
    """Build an address, if there is one."""
    if node is None:
        return None
    return Address(
        name=node.name,
        company=node.company,
        address1=node.address1,
        address2=node.address2,
        city=node.city,
        province=node.province_code,
        zip=node.zip,
        country=node.country_code_v2,
        validation=node.validation_result_summary,
    )


def _risk(node: AssessmentNode) -> Risk:
    # Shopify leaves its own name out: an assessment without a provider is one of Shopify's.
    return Risk(
        level=node.risk_level,
        provider=node.provider.title if node.provider else "Shopify",
        facts=tuple(fact.description for fact in node.facts),
    )


def _line(node: LineNode) -> Line:
    product = node.product
    return Line(
        id=node.id,
        title=node.title,
        sku=node.sku,
        quantity=node.current_quantity,
        unit_price=node.original_unit_price_set.money,
        total=node.discounted_total_set.money,
        product_tags=product.tags if product else (),
        product_type=product.product_type if product else "",
    )
