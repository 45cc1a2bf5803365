"""What a bulk query may look like. Source: contract api, section 8. [documented; the texts of the refusals are ours]"""

from typing import Any

from graphql import DocumentNode, FieldNode, OperationDefinitionNode, SelectionSetNode, get_named_type
from graphql.language import OperationType

from integrator.sandbox.shopify import documents
from integrator.sandbox.shopify.errors import Refused, RequestError
from integrator.sandbox.shopify.schema import admin_schema

_LONGEST = 65_535
_MOST_CONNECTIONS = 5
_DEEPEST = 2


def checked(text: str) -> DocumentNode:
    """Return the parsed document; raises `Refused` with the code INVALID for one that cannot be run in bulk."""
    if len(text.encode()) > _LONGEST:
        raise _refused(f"Bulk query is too long (maximum is {_LONGEST} bytes)")
    try:
        document = documents.valid(text)
        operation = documents.operation_in(document, None)
    except RequestError as error:
        raise _refused(f"Invalid bulk query: {error}") from error
    if operation.operation is not OperationType.QUERY or operation.variable_definitions:
        raise _refused("A bulk operation runs one query without variables.")
    _check_connections(operation)
    return document


def _check_connections(operation: OperationDefinitionNode) -> None:
    found: list[int] = []
    _walk(admin_schema().query_type, operation.selection_set, 0, found)
    if not found:
        raise _refused("Bulk queries must contain at least one connection.")
    if len(found) > _MOST_CONNECTIONS:
        raise _refused(f"Bulk queries cannot contain more than {_MOST_CONNECTIONS} connections.")
    if max(found) > _DEEPEST:
        raise _refused("Bulk queries cannot contain connections with a nesting depth greater than 2.")


def _walk(parent: Any, selected: SelectionSetNode, depth: int, found: list[int]) -> None:
    """Note the depth of every connection below `parent`; raises `Refused` for one of another form."""
    for node in selected.selections:
        if not isinstance(node, FieldNode) or node.selection_set is None:
            continue
        name = node.name.value
        if depth == 0 and name in {"node", "nodes"}:
            raise _refused("Bulk queries cannot contain a top level `node` field.")
        kind: Any = get_named_type(parent.fields[name].type)
        below = depth
        if kind.name.endswith("Connection"):
            below = depth + 1
            found.append(below)
            _check_form(node.selection_set)
        _walk(kind, node.selection_set, below, found)


def _check_form(connection: SelectionSetNode) -> None:
    """Require `edges { node { id … } }` and nothing else."""
    edges = _only(connection, "edges")
    node = _only(edges, "node") if edges else None
    if node is None or "id" not in {field.name.value for field in node.selections if isinstance(field, FieldNode)}:
        raise _refused("A connection in a bulk query must be of the form edges { node { id } }.")


def _only(selected: SelectionSetNode, name: str) -> SelectionSetNode | None:
    fields = [field for field in selected.selections if isinstance(field, FieldNode)]
    return fields[0].selection_set if [name] == [field.name.value for field in fields] else None


def _refused(message: str) -> Refused:
    return Refused(["query"], message, "INVALID")
