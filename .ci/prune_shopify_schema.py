# ruff: noqa: INP001 - a script beside .ci/run, no module of a package
"""
Cut Shopify's published schema down to what the documents reach, for the sandbox to build quickly.

    python .ci/prune_shopify_schema.py

Kept are the types that a document selects or passes, with all their fields that lead to kept types, so that other
people's documents find them, too; the access scopes are cut likewise. A test compares the outcome with the files.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graphql import (
    DefinitionNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    FieldNode,
    GraphQLObjectType,
    GraphQLSchema,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ListTypeNode,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    TypeNode,
    UnionTypeDefinitionNode,
    Visitor,
    build_schema,
    get_named_type,
    parse,
    print_ast,
    visit,
)

_REPOSITORY = Path(__file__).parents[1]
_WHOLE = _REPOSITORY / "tests/samples/shopify/schema"
_CUT = _REPOSITORY / "integrator/sandbox/shopify"
_DOCUMENTS = ("tests/samples/shopify/operations", "integrator/clients/shopify/documents")
_SCHEMA, _SCOPES = "admin-2026-07.graphql", "access-scopes-2026-07.json"
_ROOT = "Mutation"
"""Of this type only the fields that a document uses are kept."""


class _Reached(Visitor):
    """Collects the types and root fields that documents name."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info = info
        self.types: set[str] = set()
        self.mutations: set[str] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        parent, field, gives = self.info.get_parent_type(), self.info.get_field_def(), self.info.get_type()
        self.types |= {get_named_type(kind).name for kind in (parent, gives) if kind is not None}
        if isinstance(parent, GraphQLObjectType) and parent.name == _ROOT and field is not None:
            self.mutations.add(node.name.value)
            self.types |= {get_named_type(argument.type).name for argument in field.args.values()}

    def enter_inline_fragment(self, node: Any, *_: Any) -> None:
        if node.type_condition is not None:
            self.types.add(node.type_condition.name.value)

    def enter_variable_definition(self, node: Any, *_: Any) -> None:
        self.types.add(_named(node.type))


def pruned(schema_text: str, documents: list[str]) -> str:
    """Return the part of the schema that `documents` reach."""
    schema, tree = build_schema(schema_text, assume_valid=True), parse(schema_text)
    definitions = {each.name.value: each for each in tree.definitions if hasattr(each, "name")}
    types, mutations = _reached(schema, documents)
    types |= _inputs(types, definitions)
    kept = [cut for each in tree.definitions if (cut := _cut(each, types, mutations, definitions)) is not None]
    # Scalars and enums follow from the fields that are left.
    named = {name for each in kept for name in _leaves(each)}
    kept += [
        each
        for name, each in definitions.items()
        if name in named and isinstance(each, EnumTypeDefinitionNode | ScalarTypeDefinitionNode)
    ]
    return print_ast(DocumentNode(definitions=tuple(kept))) + "\n"


def pruned_scopes(table: dict[str, Any], schema: GraphQLSchema) -> dict[str, Any]:
    """Return the scopes of what `schema` has; topics are kept whole, for anybody may subscribe to any."""
    kinds = schema.type_map
    roots = {"query": kinds["QueryRoot"].fields, "mutation": kinds["Mutation"].fields}  # type: ignore[attr-defined]
    return {
        **table,
        "type": {name: scopes for name, scopes in table["type"].items() if name in kinds},
        "field": {name: scopes for name, scopes in table["field"].items() if name.partition(".")[0] in kinds},
        **{part: {name: table[part][name] for name in table[part] if name in fields} for part, fields in roots.items()},
    }


def outcome() -> dict[Path, str]:
    """Return what each cut file must hold."""
    documents = [
        path.read_text(encoding="utf-8")
        for folder in _DOCUMENTS
        for path in sorted((_REPOSITORY / folder).glob("*.graphql"))
    ]
    schema = pruned((_WHOLE / _SCHEMA).read_text(encoding="utf-8"), documents)
    table = json.loads((_WHOLE / _SCOPES).read_text(encoding="utf-8"))
    scopes = pruned_scopes(table, build_schema(schema, assume_valid=True))
    return {_CUT / _SCHEMA: schema, _CUT / _SCOPES: json.dumps(scopes, indent=1, sort_keys=True) + "\n"}


def _reached(schema: GraphQLSchema, documents: list[str]) -> tuple[set[str], set[str]]:
    # `Node` is what an id alone leads to.
    types, mutations = {"QueryRoot", "Mutation", "Node"}, set()
    for text in documents:
        info = TypeInfo(schema)
        found = _Reached(info)
        visit(parse(text), TypeInfoVisitor(info, found))
        types |= found.types
        mutations |= found.mutations
    return types, mutations


def _inputs(types: set[str], definitions: dict[str, Any]) -> set[str]:
    """Return every input type that is inside one of `types`."""
    found: set[str] = set()
    waiting = [name for name in types if isinstance(definitions.get(name), InputObjectTypeDefinitionNode)]
    while waiting:
        name = waiting.pop()
        found.add(name)
        inside = {_named(field.type) for field in definitions[name].fields}
        waiting += [
            other for other in inside - found if isinstance(definitions.get(other), InputObjectTypeDefinitionNode)
        ]
    return found


def _cut(node: DefinitionNode, types: set[str], mutations: set[str], definitions: dict[str, Any]) -> Any:
    """Return the definition without what leads to other types; None if it goes as a whole."""
    if isinstance(node, EnumTypeDefinitionNode | ScalarTypeDefinitionNode):
        return None
    name = node.name.value if hasattr(node, "name") and node.name is not None else ""
    if isinstance(node, UnionTypeDefinitionNode):
        node.types = tuple(each for each in node.types if each.name.value in types)
        return node if name in types and node.types else None
    if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
        if name not in types:
            return None
        node.interfaces = tuple(each for each in node.interfaces if each.name.value in types)
        fields = [field for field in node.fields if name != _ROOT or field.name.value in mutations]
        node.fields = tuple(field for field in fields if _is_kept(field, types, definitions))
        return node
    if isinstance(node, InputObjectTypeDefinitionNode):
        return node if name in types else None
    return node


def _is_kept(field: FieldDefinitionNode, types: set[str], definitions: dict[str, Any]) -> bool:
    def is_known(kind: TypeNode) -> bool:
        name = _named(kind)
        is_leaf = isinstance(definitions.get(name), EnumTypeDefinitionNode | ScalarTypeDefinitionNode | None)
        return is_leaf or name in types

    unknown = [each for each in field.arguments if not is_known(each.type)]
    field.arguments = tuple(each for each in field.arguments if each not in unknown)
    return is_known(field.type) and not any(isinstance(each.type, NonNullTypeNode) for each in unknown)


def _leaves(node: Any) -> Iterator[str]:
    for field in getattr(node, "fields", None) or ():
        yield _named(field.type)
        for argument in getattr(field, "arguments", ()):
            yield _named(argument.type)


def _named(kind: Any) -> str:
    while isinstance(kind, ListTypeNode | NonNullTypeNode):
        kind = kind.type
    return str(kind.name.value)


if __name__ == "__main__":
    for path, text in outcome().items():
        path.write_text(text, encoding="utf-8")
        print(f"{path.relative_to(_REPOSITORY)}: {len(text):,} characters")  # noqa: T201 - the answer of a script
