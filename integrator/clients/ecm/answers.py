"""
Reading Content Server's answers.

The same idea comes in several shapes, so everything goes through `results_of`. Pure functions over decoded
JSON; for an answer of another shape they raise what Python raises.

Source: contracts/opentext/extended-ecm, section 1, answer shapes. [documented, seen in code]
"""

from collections.abc import Iterator, Mapping
from typing import Any

from integrator.clients.ecm.models import Category, Node, Workspace, WorkspaceType


def results_of(document: Any) -> list[dict[str, Any]]:
    """The results of an answer as a list, whether the server sent one object or an array of them."""
    results = document["results"]
    if isinstance(results, list):
        return results
    return [results] if results else []


def first_result(document: Any) -> dict[str, Any]:
    """The one result of an answer; raises `IndexError` when it has none."""
    return results_of(document)[0]


def properties_of(result: Any) -> dict[str, Any]:
    """The properties of one result."""
    properties: dict[str, Any] = result["data"]["properties"]
    return properties


def read_node(result: Any) -> Node:
    """A node from one result."""
    properties = properties_of(result)
    return Node(
        id=properties["id"],
        name=properties["name"],
        type=properties["type"],
        description=properties.get("description") or "",
    )


def read_workspace(result: Any) -> Workspace:
    """A workspace from one result."""
    properties = properties_of(result)
    return Workspace(id=properties["id"], name=properties["name"])


def read_workspace_types(document: Any) -> dict[str, WorkspaceType]:
    """The workspace types that have a template, by name; the first template counts."""
    types = {}
    for result in results_of(document):
        properties = properties_of(result)
        for template in (properties.get("templates") or [])[:1]:
            found = WorkspaceType(id=properties["wksp_type_id"], template_id=template["id"])
            types[properties["wksp_type_name"]] = found
    return types


def read_categories(document: Any) -> dict[str, Category]:
    """The categories of a node by name, from a listing with metadata; attributes within sets are left out."""
    categories = {}
    for metadata in _category_metadata(document):
        own = {key: entry for key, entry in metadata.items() if entry.get("persona") == "category"}
        for key, entry in own.items():
            attributes = {
                attribute["name"]: name
                for name, attribute in metadata.items()
                if attribute.get("persona") == "categoryattribute"
                and name.startswith(f"{key}_")
                and name.count("_") == 1
            }
            categories[entry["name"]] = Category(id=int(key), name=entry["name"], keys=attributes)
    return categories


def read_category_values(document: Any) -> dict[str, Any]:
    """All attribute values of a node by key, from the listing of its categories."""
    values: dict[str, Any] = {}
    for result in results_of(document):
        values.update(result["data"]["categories"])
    return values


def error_text(document: Any) -> str:
    """The server's own words for an error; empty when it sent none."""
    if not isinstance(document, Mapping):
        return ""
    return " ".join(str(document[key]) for key in ("error", "errorDetail") if document.get(key))


def _category_metadata(document: Any) -> Iterator[dict[str, Any]]:
    for result in results_of(document):
        yield result["metadata"]["categories"]
