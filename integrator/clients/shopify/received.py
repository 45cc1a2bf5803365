"""What came back: what becomes of the goods, and what of the money."""

from collections.abc import Sequence

from integrator.clients.shopify.documents import RETURN_PROCESS, REVERSE_FULFILLMENT_ORDER_DISPOSE
from integrator.clients.shopify.ids import check_id
from integrator.clients.shopify.models_returns import Goods, Share
from integrator.clients.shopify.nodes import Done
from integrator.clients.shopify.refunds import signed
from integrator.clients.shopify.returns import Returns, conflict
from integrator.money import Money


class Received(Returns):
    """The part of `Shopify` that processes returns; their money goes back through them."""

    def dispose_goods(
        self, return_id: str, *, goods_id: str, quantity: int, disposition: str, location_id: str = ""
    ) -> None:
        """
        Say what becomes of items that came back: RESTOCKED, NOT_RESTOCKED, PROCESSING_REQUIRED, MISSING.

        Idempotent by looking first: sent only while none of these goods has a disposition; afterwards it is a
        `Conflict` unless exactly so many have one, which counts as done.

        Source: contracts/shopify/api, 11, reverseFulfillmentOrderDispose. [seen in code]
        """
        found = self.get_return(return_id, REVERSE_FULFILLMENT_ORDER_DISPOSE)
        goods = next((one for one in found.goods if one.id == goods_id), None)
        if goods is not None and goods.disposed == quantity:
            return
        if goods is None or goods.disposed:
            raise conflict("expects other goods", REVERSE_FULFILLMENT_ORDER_DISPOSE)
        wanted = {
            "reverseFulfillmentOrderLineItemId": goods_id,
            "quantity": quantity,
            "dispositionType": disposition,
            "locationId": location_id or None,
        }
        variables = {"dispositionInputs": [wanted]}
        root = "reverseFulfillmentOrderDispose"
        self._graphql.change(REVERSE_FULFILLMENT_ORDER_DISPOSE, variables, root, Done)

    def process_return(
        self,
        return_id: str,
        *,
        reference: str,
        note: str,
        goods: Sequence[Goods],
        shares: Sequence[Share] = (),
        shipping: Money | None = None,
        notify: bool,
    ) -> None:
        """
        Process what came back, and give `shares` back for it; the return stays open.

        Nothing at Shopify makes this idempotent, so it is looked up first: a refund of the return whose note
        names `reference` means done, and so do goods of which that much less is unprocessed when no money is to
        move. Nothing is sent unless as much is unprocessed as the goods say.

        Args:
            return_id: an open return.
            reference: ours, one for each decision to refund; letters, digits, hyphens.
            note: for the merchant's people; the reference is put behind it.
            goods: what is processed.
            shares: what of which payment goes back; none: no money moves.
            shipping: what of the shipping; None: nothing.
            notify: whether Shopify tells the customer.

        Raises:
            Conflict: it is not open, or something else was processed meanwhile; look again.
            Refused: more money than was paid, ...

        Source: contracts/shopify/api, 9 and 11, returnProcess. [documented]
        """
        found = self.get_return(return_id, RETURN_PROCESS)
        left = {line.id: line.unprocessed for line in found.lines}
        if shares:
            done = self.find_refund(found.order, reference=reference)
            if done is not None and done.return_id == return_id:
                return
        elif all(left.get(one.line) == one.unprocessed - one.quantity for one in goods):
            return
        if found.status != "OPEN" or any(left.get(one.line) != one.unprocessed for one in goods):
            raise conflict(f"is {found.status}, or has other goods left than expected", RETURN_PROCESS)
        given: dict[str, object] = {
            "returnId": return_id,
            "returnLineItems": [{"id": one.line, "quantity": one.quantity} for one in goods],
            "note": signed(note, reference),
            "notifyCustomer": notify,
        }
        if shares:
            given["financialTransfer"] = {"issueRefund": {"orderTransactions": [_share_input(one) for one in shares]}}
        if shipping is not None:
            given["refundShipping"] = {"shippingRefundAmount": _money_input(shipping)}
        self._graphql.change(RETURN_PROCESS, {"input": given}, "returnProcess", Done)


def _share_input(share: Share) -> dict[str, object]:
    return {
        "parentId": check_id(share.payment, "OrderTransaction"),
        "transactionAmount": _money_input(share.amount),
    }


def _money_input(money: Money) -> dict[str, str]:
    return {"amount": str(money.amount), "currencyCode": money.currency}
