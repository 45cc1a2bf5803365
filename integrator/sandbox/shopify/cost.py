"""
What a request costs in points, before and after it is executed.

The formula is the fitted one of the contract; Shopify publishes only its outline, so clients must not count
on exact numbers. Source: contract api, section 3. [inferred]
"""

import math
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLUnionType,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
)
from graphql.language import OperationType

from integrator.sandbox.shopify.errors import request_error
from integrator.sandbox.shopify.schema import admin_schema

_FREE = frozenset({"MoneyBag", "MoneyV2", "MailingAddress", "ShopAddress", "LocationAddress", "PageInfo"})
_LARGEST_PAGE = 250
_ESTIMATE: Final = object()  # Stands for data that is not known yet.


class CostOf:
    """The cost of one operation; a connection without a page size has none and is refused."""

    def __init__(
        self,
        operation: OperationDefinitionNode,
        fragments: dict[str, FragmentDefinitionNode],
        variables: dict[str, Any],
    ) -> None:
        self._operation = operation
        self._fragments = fragments
        self._variables = variables

    def requested(self) -> int:
        """Return the points that must be available; raises `RequestError` for a bad page size."""
        return self._total(_ESTIMATE)

    def actual(self, data: dict[str, Any] | None) -> int:
        """Return the points that an answer with `data` used."""
        return self._total(data or {})

    def _total(self, data: Any) -> int:
        schema = admin_schema()
        is_mutation = self._operation.operation is OperationType.MUTATION
        root = schema.mutation_type if is_mutation else schema.query_type
        points = self._selection(root, self._operation.selection_set, data)
        return max(1, points + (9 if is_mutation else 0))  # 10 instead of the 1 of the payload object.

    def _selection(self, parent: Any, selected: SelectionSetNode, data: Any) -> int:
        total = dearest = 0
        for node in selected.selections:
            if isinstance(node, FieldNode):
                total += self._field(parent, node, data)
            elif isinstance(node, InlineFragmentNode | FragmentSpreadNode):
                points, is_choice = self._fragment(parent, node, data)
                total, dearest = (total, max(dearest, points)) if is_choice else (total + points, dearest)
        return total + dearest

    def _fragment(self, parent: Any, node: InlineFragmentNode | FragmentSpreadNode, data: Any) -> tuple[int, bool]:
        source = self._fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
        condition = source.type_condition
        kind = admin_schema().type_map[condition.name.value] if condition else parent
        return self._selection(kind, source.selection_set, data), is_abstract_type(parent) and kind is not parent

    def _field(self, parent: Any, node: FieldNode, data: Any) -> int:
        name, below = node.name.value, node.selection_set
        if name in {"__schema", "__type"}:
            return 2
        if below is None or isinstance(parent, GraphQLUnionType) or name.lower().endswith("usererrors"):
            return 0
        kind: Any = get_named_type(parent.fields[name].type)
        value = data if data is _ESTIMATE else data.get(node.alias.value if node.alias else name)
        if value is None:
            return 0
        if kind.name.endswith("Connection"):
            return self._connection(parent, kind, node, below, value)
        if isinstance(value, list):
            value = _ESTIMATE if value else {}
        is_free = kind.name in _FREE or kind.name.endswith("ConsentState")
        return (0 if is_free else 1) + self._selection(kind, below, value)

    def _connection(self, parent: Any, kind: Any, node: FieldNode, below: SelectionSetNode, value: Any) -> int:
        size = self._page_size(parent, node)
        if value is not _ESTIMATE:
            size = len(value.get("nodes", value.get("edges", ())))
        each = 1 + sum(self._node(kind, field) for field in below.selections if isinstance(field, FieldNode))
        return 2 + (max(1, math.floor(2 * math.log(size))) if size else 0) * each

    def _node(self, connection: Any, field: FieldNode) -> int:
        """Return what one node costs beyond itself, asked for by `nodes` or by `edges { node }`."""
        if field.selection_set is None or field.name.value not in {"nodes", "edges"}:
            return 0
        kind: Any = get_named_type(connection.fields[field.name.value].type)
        points = self._selection(kind, field.selection_set, _ESTIMATE)
        return points - 1 if field.name.value == "edges" and points else points

    def _page_size(self, parent: Any, node: FieldNode) -> int:
        sizes = {
            argument.name.value: self._number(argument.value)
            for argument in node.arguments
            if argument.name.value in {"first", "last"}
        }
        given = [size for size in sizes.values() if size is not None]
        path = [node.alias.value if node.alias else node.name.value]
        if not given:
            message = f"you must provide one of first or last for {parent.name}.{node.name.value}"
            raise request_error(message, "BAD_REQUEST", path)
        if not 0 <= given[0] <= _LARGEST_PAGE:
            message = f"{next(iter(sizes))} must be between 0 and {_LARGEST_PAGE}"
            raise request_error(message, "BAD_REQUEST", path)
        return given[0]

    def _number(self, value: Any) -> int | None:
        if isinstance(value, VariableNode):
            found = self._variables.get(value.name.value)
            return found if isinstance(found, int) else None
        return int(value.value) if isinstance(value, IntValueNode) else None
