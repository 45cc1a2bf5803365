"""
Categories: the metadata forms of nodes, addressed by the names that administrators gave.

Attribute numbers differ per installation, so names are resolved from the server's metadata and remembered.

Source: contracts/opentext/extended-ecm, section 6. [documented, seen in code]
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress

from integrator.clients.answers import Request
from integrator.clients.ecm.answers import first_result, properties_of, read_categories, read_category_values
from integrator.clients.ecm.connection import Connection, form
from integrator.clients.ecm.folders import CATEGORY, CATEGORY_FOLDER, CATEGORY_VOLUME, Folders
from integrator.clients.ecm.mishaps import CategoryAbsent, CategoryPresent, UnknownName
from integrator.clients.ecm.models import Category
from integrator.clients.shapes import read_shape


class Categories:
    """Sets attributes by name; what names mean is read once per process."""

    def __init__(self, connection: Connection, folders: Folders) -> None:
        self._connection = connection
        self._folders = folders
        self._known: dict[str, Category] = {}

    def set_categories(self, node_id: int, category: str, values: Mapping[str, str]) -> None:
        """
        Give attributes of one category their values, applying the category to the node where it is missing.

        Idempotent: the last values win, attributes not named keep theirs.

        Args:
            node_id: folder, document or workspace.
            category: its name, such as `Shopify Order`.
            values: by attribute name; amounts and dates as the category's administrator expects them.

        Raises:
            UnknownName: no category or attribute has this name.
            NotFound: the node is missing or hidden.

        Source: contracts/opentext/extended-ecm, sections 6 and 13. [documented]
        """
        if category not in self._known:
            self._learn(node_id, category)
        found = self._known[category]
        keyed = keyed_values("set_categories", found, values)
        update = Request("PUT", f"/v2/nodes/{node_id}/categories/{found.id}/", data=form(keyed))
        try:
            self._connection.send("set_categories", update)
        except CategoryAbsent:
            try:
                self._connection.send("set_categories", apply_request(node_id, found.id, keyed))
            except CategoryPresent:
                self._connection.send("set_categories", update)

    def values_for_new(
        self, operation: str, categories: Mapping[str, Mapping[str, str]], *, like: int
    ) -> dict[str, dict[str, str]]:
        """The part `roles.categories` of a new node, with the keys read off the existing node `like`."""
        missing = [name for name in categories if name not in self._known]
        if missing:
            self._read(operation, like)
        return {
            str(found.id): keyed_values(operation, found, values)
            for found, values in ((self._get(operation, name), values) for name, values in categories.items())
        }

    def find_value(self, operation: str, node_id: int, attribute: str) -> str:
        """The first text that an attribute of this name holds in any category of the node, or empty."""
        answer = self._connection.send(operation, listing_request(node_id))
        keys = [
            category.keys[attribute]
            for category in read_shape(answer, read_categories).values()
            if attribute in category.keys
        ]
        values = read_shape(answer, read_category_values)
        return next((value for key in keys if isinstance(value := values.get(key), str) and value), "")

    def _learn(self, node_id: int, name: str) -> None:
        """Read what a category's attributes are called, off the node, where it must be applied first."""
        if name in self._read("set_categories", node_id):
            return
        category_id = self._find("set_categories", name)
        if category_id is None:
            raise unknown("set_categories", "category", name)
        with suppress(CategoryPresent):  # Another worker may apply it between our two calls.
            self._connection.send("set_categories", apply_request(node_id, category_id, {}))
        self._read("set_categories", node_id)
        self._get("set_categories", name)

    def find_category(self, name: str) -> int | None:
        """
        Find the id of a category, wherever in the Categories volume it lies; repeating is harmless.

        Source: contracts/opentext/extended-ecm, section 6. [documented]
        """
        return self._find("find_category", name)

    def _find(self, operation: str, name: str) -> int | None:
        answer = self._connection.send(operation, Request("GET", f"/v2/volumes/{CATEGORY_VOLUME}"))
        waiting = [read_shape(answer, lambda document: int(properties_of(first_result(document))["id"]))]
        for folder in waiting:
            found = self._folders.find_child(operation, folder, name, node_type=CATEGORY)
            if found:
                return found.id
            inner = self._folders.children(operation, folder, node_type=CATEGORY_FOLDER)
            waiting += [node.id for node in inner if node.id not in waiting]
        return None

    def _read(self, operation: str, node_id: int) -> Iterable[str]:
        answer = self._connection.send(operation, listing_request(node_id))
        found = read_shape(answer, read_categories)
        self._known |= found
        return found

    def _get(self, operation: str, name: str) -> Category:
        if name not in self._known:
            raise unknown(operation, "category", name)
        return self._known[name]


def listing_request(node_id: int) -> Request:
    """List a node's categories with what their keys are called."""
    return Request("GET", f"/v2/nodes/{node_id}/categories?metadata")


def apply_request(node_id: int, category_id: int, keyed: Mapping[str, str]) -> Request:
    """Put a category on a node."""
    return Request("POST", f"/v2/nodes/{node_id}/categories", data=form({"category_id": category_id, **keyed}))


def keyed_values(operation: str, category: Category, values: Mapping[str, str]) -> dict[str, str]:
    """Replace attribute names by their keys; raises `UnknownName` for one that the category does not have."""
    for name in values:
        if name not in category.keys:
            raise unknown(operation, f"attribute of the category {category.name}", name)
    return {category.keys[name]: value for name, value in values.items()}


def unknown(operation: str, what: str, name: str) -> UnknownName:
    """The error for a name that nothing is set up under; such names are configuration, hence shown."""
    return UnknownName(f"there is no {what} called {name!r}", system="ecm", operation=operation)
