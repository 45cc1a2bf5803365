"""Bulk operations: queries that Shopify works on by itself and writes to a file of one JSON object per line."""

import json
import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO

from pydantic import ValidationError

from integrator.clients.answers import Request
from integrator.clients.errors import Garbled
from integrator.clients.http import Http
from integrator.clients.shopify.addresses import is_usable
from integrator.clients.shopify.documents import (
    BULK_OPERATION_RUN_QUERY,
    BULK_OPERATION_STATUS,
    BULK_OPERATIONS_RECENT,
)
from integrator.clients.shopify.graphql import GraphQL
from integrator.clients.shopify.ids import check_id
from integrator.clients.shopify.lists import SeenOrderNode, bulk_text, seen_order
from integrator.clients.shopify.models import BulkOperation, SeenOrder
from integrator.clients.shopify.nodes import Node, Text

LONGEST_LINE = 64 * 1024
"""Bytes of one line; an order of a list has about one thousand."""

_RECENT = 10
_OPERATION = "BulkFile"


class _BulkNode(Node):
    id: str
    status: str
    created_at: datetime
    query: Text
    error_code: Text = ""
    url: Text = ""


class _RunPayload(Node):
    bulk_operation: _BulkNode


class _StatusData(Node):
    bulk_operation: _BulkNode | None


class _RecentNodes(Node):
    nodes: tuple[_BulkNode, ...]


class _RecentData(Node):
    bulk_operations: _RecentNodes


class Bulk:
    """The part of `Shopify` that is about bulk operations."""

    _graphql: GraphQL
    _files: Http

    def run_bulk(self, search: str) -> BulkOperation:
        """
        Have all orders that match `search` written to a file.

        Nothing at Shopify makes this idempotent: look for the same query in `recent_bulk` first.

        Raises:
            Refused: OPERATION_IN_PROGRESS or LIMIT_REACHED when too many run already; INVALID.

        Source: contracts/shopify/api, 8, bulkOperationRunQuery. [documented]
        """
        variables = {"query": bulk_text(search)}
        payload = self._graphql.change(BULK_OPERATION_RUN_QUERY, variables, "bulkOperationRunQuery", _RunPayload)
        return _bulk(payload.bulk_operation)

    def find_bulk(self, bulk_id: str) -> BulkOperation | None:
        """
        Look at a bulk operation; None when Shopify does not know it.

        Repeating it is harmless: it only reads. Source: contracts/shopify/api, 8. [documented]
        """
        variables = {"id": check_id(bulk_id, "BulkOperation")}
        found = self._graphql.ask(BULK_OPERATION_STATUS, variables, _StatusData).bulk_operation
        return _bulk(found) if found else None

    def recent_bulk(self, search: str, *, since: datetime) -> BulkOperation | None:
        """
        Find the newest bulk operation for `search` that was begun `since` then, whatever became of it.

        Repeating it is harmless: it only reads. Source: contracts/shopify/api, 8. [documented]
        """
        found = self._graphql.ask(BULK_OPERATIONS_RECENT, {"first": _RECENT}, _RecentData).bulk_operations.nodes
        # Shopify may write the query down in another layout; the search inside is ours alone.
        return next((_bulk(node) for node in found if search in node.query and node.created_at >= since), None)

    def bulk_orders(self, url: str, *, after: int = 0) -> Iterator[tuple[int, SeenOrder]]:
        """
        Read the orders of a bulk operation's file, each with the number of its line, from the line `after` on.

        The file is kept on disk while it is read, because its reader writes to the ledger in between.

        Raises:
            Garbled: the address, a line or its shape is not as agreed; what was given before is good.
            RemoteError: as `Http.send`.

        Source: contracts/shopify/api, 8: JSONL, no header of Shopify's needed. [documented]
        """
        if not is_usable(url, scheme=self._graphql.scheme):
            raise _garbled("the address of the file cannot be used")
        with tempfile.TemporaryFile() as file:
            answer = self._files.send(_OPERATION, Request("GET", url), into=file)
            if answer.status != 200:
                raise _garbled(f"status {answer.status}")
            file.seek(0)
            for number, line in enumerate(_lines(file), start=1):
                if number > after and line:
                    yield number, _order_of(self._graphql.store, line)


def _bulk(node: _BulkNode) -> BulkOperation:
    return BulkOperation(
        id=node.id,
        status=node.status,
        created_at=node.created_at,
        query=node.query,
        error=node.error_code,
        url=node.url,
    )


def _lines(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise _garbled(f"a line of more than {LONGEST_LINE} bytes")
        yield line.strip()


def _order_of(store: str, line: bytes) -> SeenOrder:
    try:
        content: Any = json.loads(line)
        order = seen_order(store, SeenOrderNode.model_validate(content))
        check_id(order.order.id, "Order")
    except (ValueError, RecursionError, ValidationError):
        pass  # Raised outside this block, so that the error does not carry the line as its context.
    else:
        return order
    raise _garbled("a line that is no order")


def _garbled(why: str) -> Garbled:
    return Garbled(why, system="shopify_files", operation=_OPERATION)
