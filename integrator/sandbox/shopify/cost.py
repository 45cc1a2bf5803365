"""
What a request costs in points, before and after it is executed.

The formula is the fitted one of the contract; Shopify publishes only its outline, so clients must not count on
exact numbers. Source: contract api, section 3. [inferred]
"""

import math
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)
from graphql.language import OperationType

from integrator.sandbox.shopify.errors import request_error
from integrator.sandbox.shopify.schema import admin_schema

_Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType
_FREE = frozenset({"MoneyBag", "MoneyV2", "MailingAddress", "ShopAddress", "LocationAddress", "PageInfo"})
_LARGEST_PAGE = 250


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
        self._path: list[str] = []

    def requested(self) -> int:
        """Return the points that must be available; raises `RequestError` with BAD_REQUEST for a bad page size."""
        return max(1, self._root(None))

    def actual(self, data: dict[str, Any] | None) -> int:
        """Return the points that the answer with `data` really used."""
        return max(1, self._root(data or {}))

    def _root(self, data: dict[str, Any] | None) -> int:
        schema = admin_schema()
        if self._operation.operation is OperationType.MUTATION:
            root, base = schema.mutation_type, 10
        else:
            root, base = schema.query_type, 0
        if root is None:
            raise TypeError("the schema has no such root")
        return base + self._selection(root, self._operation.selection_set, data)

    def _selection(self, parent: _Composite, selected: SelectionSetNode, data: dict[str, Any] | None) -> int:
        total = dearest = 0
        for node in selected.selections:
            if isinstance(node, FieldNode):
                total += self._field(parent, node, data)
                continue
            kind, below = self._fragment(parent, node)
            cost = self._selection(kind, below, data)
            if is_abstract_type(parent) and kind is not parent:
                dearest = max(dearest, cost)
            else:
                total += cost
        return total + dearest

    def _fragment(self, parent: _Composite, node: Any) -> tuple[_Composite, SelectionSetNode]:
        source = self._fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
        condition = source.type_condition
        kind: Any = admin_schema().type_map[condition.name.value] if condition else parent
        return kind, source.selection_set

    def _field(self, parent: _Composite, node: FieldNode, data: dict[str, Any] | None) -> int:
        name = node.name.value
        if name in {"__schema", "__type"}:
            return 2
        if node.selection_set is None or isinstance(parent, GraphQLUnionType):
            return 0
        kind: Any = get_named_type(parent.fields[name].type)
        key = node.alias.value if node.alias else name
        self._path.append(key)
        try:
            return self._object(parent, node, kind, data if data is None else data.get(key, Ellipsis))
        finally:
            self._path.pop()

    def _object(self, parent: _Composite, node: FieldNode, kind: Any, value: Any) -> int:
        name, below = node.name.value, node.selection_set
        if below is None or is_leaf_type(kind) or name.lower().endswith("usererrors"):
            return 0
        if kind.name.endswith("Connection"):
            return self._connection(node, kind, value)
        if value is None and self._path:
            return 0 if self._measured(value) else self._object_cost(parent, node, kind, None)
        return self._object_cost(parent, node, kind, value if isinstance(value, dict) else None)

    def _measured(self, value: Any) -> bool:
        return value is not Ellipsis and self._measuring

    def _object_cost(self, parent: _Composite, node: FieldNode, kind: Any, value: dict[str, Any] | None) -> int:
        raise NotImplementedError

    def _connection(self, node: FieldNode, kind: Any, value: Any) -> int:
        raise NotImplementedError
