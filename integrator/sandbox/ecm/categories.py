"""Categories: metadata forms on nodes (contract extended-ecm, section 6)."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from integrator.sandbox.ecm.effects import EcmEffects
from integrator.sandbox.ecm.errors import EcmError, edit_conflict, invalid, wrong_type
from integrator.sandbox.ecm.nodes import CATEGORY, Node, Nodes

_TYPE_CODES = {"String": -1, "Integer": 2, "Date": -7, "Boolean": 5}
_DATE_FORMATS = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d")
Values = Mapping[str, Any]


class Categories:
    """Definitions are nodes made by an administrator; values are kept on the node they describe."""

    def __init__(self, nodes: Nodes, effects: EcmEffects) -> None:
        self._nodes = nodes
        self._effects = effects

    def definition(self, category_id: int) -> Node:
        """Return a category; raises 400 for any other node."""
        node = self._nodes.get(category_id)
        if node["type"] != CATEGORY:
            raise EcmError(400, f"Could not get a node for {category_id}")
        return node

    def apply(self, node: Node, category_id: int, values: Values, *, user_id: int) -> None:
        """Put a category on a node; raises 400 `already exists` when it is there."""
        category = self.definition(category_id)
        if str(category_id) in node["categories"]:
            raise EcmError(400, f"The attribute group '{category['name']}' already exists")
        self.put_silently(node, category_id, values)
        self._nodes.touch(node, user_id)
        self._record(node, category, values)

    def update(self, node: Node, category_id: int, values: Values, *, user_id: int) -> None:
        """Change values; raises 400 for keys of another category, 409 for a stale token."""
        category = self.applied(node, category_id)
        wanted = dict(values)
        token = wanted.pop(f"{category_id}_1", None)
        kept = node["categories"][str(category_id)]
        if isinstance(token, dict) and str(token.get("metadata_token")) != str(kept["token"]):
            raise edit_conflict()
        self._change(node, category, wanted, user_id=user_id)

    def check(self, groups: Mapping[int, Values]) -> None:
        """Raise 400 when any value would be refused, so that nothing is half done."""
        for category_id, values in groups.items():
            _checked(self.definition(category_id), values)

    def put_all(self, node: Node, groups: Mapping[int, Values], *, user_id: int) -> None:
        """Apply or update several categories at once, as a creation with `roles.categories` does."""
        for category_id, values in groups.items():
            if str(category_id) in node["categories"]:
                self._change(node, self.definition(category_id), values, user_id=user_id)
            else:
                self.apply(node, category_id, values, user_id=user_id)

    def put_silently(self, node: Node, category_id: int, values: Values) -> None:
        """Put values on a node without an effect: what templates and inheritance bring is nobody's doing."""
        category = self.definition(category_id)
        kept = node["categories"].setdefault(str(category_id), {"values": {}, "token": 1})
        kept["values"] |= _checked(category, values)

    def remove(self, node: Node, category_id: int, *, user_id: int) -> None:
        category = self.applied(node, category_id)
        del node["categories"][str(category_id)]
        self._nodes.touch(node, user_id)
        self._effects.record("category_removed", node, key=f"{node['id']}/{category['name']}")

    def applied(self, node: Node, category_id: int) -> Node:
        """Return the definition of a category on `node`; raises 400 when it is not on it."""
        if str(category_id) not in node["categories"]:
            raise EcmError(400, f"Category ID '{category_id}' is not a category on node '{node['id']}'")
        return self.definition(category_id)

    def named_values(self, node: Node) -> dict[str, dict[str, Any]]:
        """Return the values by the names of category and attribute, empty ones left out."""
        named = {}
        for category_id, kept in node["categories"].items():
            category = self.definition(int(category_id))
            names = _names(category)
            named[category["name"]] = {names[key]: value for key, value in kept["values"].items()}
        return named

    def set_inheritance(self, node: Node, category_id: int, *, is_on: bool, user_id: int) -> None:
        """Let new children get this category, or no longer; raises 400 when it is not on `node`."""
        self.applied(node, category_id)
        kept = [one for one in node.get("inherited_categories", []) if one != category_id]
        node["inherited_categories"] = [*kept, category_id] if is_on else kept
        self._nodes.touch(node, user_id)

    def _change(self, node: Node, category: Node, values: Values, *, user_id: int) -> None:
        kept = node["categories"][str(category["id"])]
        checked = _checked(category, values)
        if all(kept["values"].get(key) == value for key, value in checked.items()):
            return
        kept["values"] |= checked
        kept["token"] += 1
        self._nodes.touch(node, user_id)
        self._record(node, category, checked)

    def _record(self, node: Node, category: Node, values: Values) -> None:
        """Values go by the names of their attributes; the token tells a further change from one recorded twice."""
        names = _names(category)
        token = node["categories"][str(category["id"])]["token"]
        key = f"{node['id']}/{category['name']}/{token}"
        named = {names[one]: value for one, value in values.items()}
        self._effects.record("categories_set", node, key=key, values=named)


def _names(category: Node) -> dict[str, str]:
    """Return the name of each attribute by its key."""
    return {_key(category, attribute): attribute["name"] for attribute in category["attributes"]}


def values_of(node: Node, category: Node) -> dict[str, Any]:
    """Return every attribute of the category by its key; `None` where nothing was set."""
    kept = node["categories"][str(category["id"])]["values"]
    return {key: kept.get(key) for key in (_key(category, attribute) for attribute in category["attributes"])}


def described(category: Node) -> dict[str, Any]:
    """Return the definitions of a category and its attributes by key, as `?metadata` asks for them."""
    described: dict[str, Any] = {
        str(category["id"]): {
            "name": category["name"],
            "key": str(category["id"]),
            "persona": "category",
            "type_name": "Category",
        }
    }
    for attribute in category["attributes"]:
        key = _key(category, attribute)
        described[key] = {
            "name": attribute["name"],
            "key": key,
            "type": _TYPE_CODES[attribute["type"]],
            "type_name": attribute["type"],
            "persona": "categoryattribute",
            "required": False,
            "read_only": False,
            "hidden": False,
            "multi_value": attribute["is_list"],
            "max_length": attribute["max_length"],
            "valid_values": [],
        }
    return described


def grouped(categories: Any) -> dict[int, dict[str, Any]]:
    """
    Return values by category of `roles.categories`, flat or nested; raises 400 for anything else.

    Flat is `{"9830_2": "v"}`, nested `{"9830": {"9830_2": "v"}}`; both occur.
    """
    if not isinstance(categories, dict):
        raise wrong_type("categories")
    groups: dict[int, dict[str, Any]] = {}
    for key, value in categories.items():
        number = re.match(r"\d+", key)
        if number is None:
            raise invalid()
        group = groups.setdefault(int(number[0]), {})
        if isinstance(value, dict):
            group |= value
        else:
            group[key] = value
    return groups


def _key(category: Node, attribute: Mapping[str, Any]) -> str:
    return f"{category['id']}_{attribute['number']}"


def _checked(category: Node, values: Values) -> dict[str, Any]:
    attributes = {_key(category, attribute): attribute for attribute in category["attributes"]}
    if not values.keys() <= attributes.keys():
        raise invalid()
    return {key: _checked_value(attributes[key], key, value) for key, value in values.items()}


def _checked_value(attribute: Mapping[str, Any], key: str, value: Any) -> Any:
    if value is None or value == "":
        return None
    if attribute["is_list"]:
        items = value if isinstance(value, list) else [value]
        return [_checked_item(attribute, key, item) for item in items]
    return _checked_item(attribute, key, value)


def _checked_item(attribute: Mapping[str, Any], key: str, value: Any) -> Any:
    match attribute["type"]:
        case "String" if isinstance(value, str) and len(value) <= attribute["max_length"]:
            return value
        case "Integer" if isinstance(value, int | str) and str(value).removeprefix("-").isdecimal():
            return int(value)
        case "Boolean" if value in (True, False, "true", "false"):
            return value in (True, "true")
        case "Date" if isinstance(value, str) and _is_date(value):
            return value
        case _:
            raise wrong_type(key)


def _is_date(text: str) -> bool:
    for pattern in _DATE_FORMATS:
        try:
            datetime.strptime(text, pattern)  # noqa: DTZ007 - only the form is asked for
        except ValueError:
            continue
        return True
    return False
