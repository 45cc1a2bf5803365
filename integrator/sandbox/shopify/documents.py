"""Reads GraphQL documents: parsed and validated once per text, refused in Shopify's forms."""

import re
from functools import lru_cache
from typing import Any

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSyntaxError,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    VariableDefinitionNode,
    coerce_input_value,
    parse,
    specified_rules,
    type_from_ast,
    validate,
)
from graphql.execution.values import get_variable_values
from graphql.pyutils import Undefined
from graphql.utilities import value_from_ast

from integrator.sandbox.shopify.errors import RequestError, request_error
from integrator.sandbox.shopify.schema import admin_schema

# Which of our library's rules stands for which of Shopify's codes. Source: contract api, section 4.1.
_CODES = {
    "FieldsOnCorrectTypeRule": "undefinedField",
    "KnownTypeNamesRule": "undefinedType",
    "ScalarLeafsRule": "selectionMismatch",
    "KnownArgumentNamesRule": "argumentNotAccepted",
    "ValuesOfCorrectTypeRule": "argumentLiteralsIncompatible",
    "ProvidedRequiredArgumentsRule": "missingRequiredArguments",
    "NoUnusedVariablesRule": "variableNotUsed",
    "VariablesInAllowedPositionRule": "variableMismatch",
}
_UNDEFINED_FIELD = re.compile(r"Cannot query field '(\w+)' on type '(\w+)'")


@lru_cache(maxsize=512)
def parsed(text: str) -> DocumentNode:
    """Parse a document; raises `RequestError` with PARSE_ERROR."""
    try:
        return parse(text)
    except GraphQLSyntaxError as error:
        raise RequestError([{**error.formatted, "extensions": {"code": "PARSE_ERROR"}}]) from error


@lru_cache(maxsize=512)
def valid(text: str) -> DocumentNode:
    """Parse a document and check it against the schema; raises `RequestError` with every fault in it."""
    document = parsed(text)
    if not validate(admin_schema(), document):
        return document
    faults = [(rule, error) for rule in specified_rules for error in validate(admin_schema(), document, [rule])]
    raise RequestError([_entry(document, error, rule.__name__) for rule, error in faults])


def operation_in(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """Return the operation to execute; raises `RequestError` when the name selects none or is needed."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    chosen = [node for node in operations if not name or (node.name is not None and node.name.value == name)]
    if len(chosen) == 1:
        return chosen[0]
    if name:
        raise RequestError([{"message": f'No operation named "{name}"'}])
    raise RequestError([{"message": "An operation name is required"}])


def coerced(operation: OperationDefinitionNode, variables: dict[str, Any]) -> dict[str, Any]:
    """Return the variables with defaults filled in; raises `RequestError` with INVALID_VARIABLE."""
    definitions = operation.variable_definitions
    values = get_variable_values(admin_schema(), definitions, variables)
    if isinstance(values, dict):
        return values
    raise RequestError([entry for node in definitions if (entry := _variable_fault(node, variables))])


def _variable_fault(node: VariableDefinitionNode, variables: dict[str, Any]) -> dict[str, Any] | None:
    name = node.variable.name.value
    kind: Any = type_from_ast(admin_schema(), node.type)
    if name not in variables and node.default_value is not None:
        value = value_from_ast(node.default_value, kind)
    else:
        value = variables.get(name)
    if name not in variables and value is None and not str(kind).endswith("!"):
        return None
    problems: list[dict[str, Any]] = []

    def note(path: list[str | int], _: Any, error: GraphQLError) -> None:
        problems.append({"path": path, "explanation": error.message})

    coerce_input_value(value, kind, note)
    if not problems:
        return None
    if value is Undefined:
        value = None
    return {
        "message": f"Variable ${name} of type {kind} was provided invalid value",
        "extensions": {"code": "INVALID_VARIABLE", "value": value, "problems": problems},
    }


def _entry(document: DocumentNode, error: GraphQLError, rule: str) -> dict[str, Any]:
    extensions: dict[str, Any] = {"code": _code(error.message, rule)}
    message = error.message
    field = _UNDEFINED_FIELD.match(message)
    if field is not None:
        message = f"Field '{field[1]}' doesn't exist on type '{field[2]}'"
        extensions |= {"typeName": field[2], "fieldName": field[1]}
    path = _path_to(error.nodes[0], document) if error.nodes else None
    return {**error.formatted, "message": message, "path": path or [], "extensions": extensions}


def _code(message: str, rule: str) -> str:
    if rule == "KnownDirectivesRule":
        return "undefinedDirective" if message.startswith("Unknown") else "directiveCannotBeApplied"
    if rule == "ValuesOfCorrectTypeRule" and "of required type" in message:
        return "missingRequiredInputObjectAttribute"
    if rule == "ValuesOfCorrectTypeRule" and "OneOf" in message:
        return "invalidOneOfInputObject"
    # The contract names no code for the rarer faults; the rule's own name tells what is wrong.
    return _CODES.get(rule, rule[0].lower() + rule.removesuffix("Rule")[1:])


def _path_to(target: Node, node: Node, trail: tuple[str, ...] = ()) -> list[str] | None:
    """Find the way from the operation down to a node, written as Shopify does."""
    trail += _label(node)
    if node is target:
        return list(trail)
    for key in node.keys:
        below = getattr(node, key, None)
        for child in below if isinstance(below, (list, tuple)) else [below]:
            if isinstance(child, Node) and (found := _path_to(target, child, trail)) is not None:
                return found
    return None


def _label(node: Node) -> tuple[str, ...]:
    match node:
        case OperationDefinitionNode():
            return (f"{node.operation.value} {node.name.value}" if node.name else node.operation.value,)
        case FragmentDefinitionNode():
            return (f"fragment {node.name.value}",)
        case InlineFragmentNode():
            return (f"... on {node.type_condition.name.value}" if node.type_condition else "...",)
        case VariableDefinitionNode():
            return (f"${node.variable.name.value}",)
        case FieldNode() | ArgumentNode() | DirectiveNode():
            alias = getattr(node, "alias", None)
            return ((alias or node.name).value,)
        case _:
            return ()


def root_field(body: dict[str, Any]) -> str:
    """Return the first root field of the operation that `body` asks for; raises `RequestError`."""
    text = body.get("query")
    if not isinstance(text, str):
        raise request_error("Required parameter missing or invalid", "BAD_REQUEST")
    operation = operation_in(parsed(text), body.get("operationName"))
    fields = [node for node in operation.selection_set.selections if isinstance(node, FieldNode)]
    return fields[0].name.value if fields else ""
