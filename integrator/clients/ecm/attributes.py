"""
Reading the category attributes of a node by the names that administrators gave.

Source: contracts/opentext/extended-ecm, section 6. [documented, seen in code]
"""

from typing import Any

from integrator.clients.ecm.answers import read_categories, read_category_values
from integrator.clients.ecm.categories import listing_request
from integrator.clients.ecm.connection import Connection
from integrator.clients.shapes import read_shape

Values = dict[str, dict[str, Any]]
"""By category and attribute name. Texts, numbers, booleans, lists of them; attributes without value are left out."""


class Attributes:
    """Reads what people or other systems wrote into categories."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read_categories(self, node_id: int) -> Values:
        """
        Read every attribute of every category on a node; repeating is harmless, it only reads.

        Attributes within sets are left out.

        Raises:
            NotFound: the node is missing or hidden.

        Source: contracts/opentext/extended-ecm, section 6, list with definitions. [documented]
        """
        answer = self._connection.send("read_categories", listing_request(node_id))
        return read_shape(answer, _named_values)


def _named_values(document: Any) -> Values:
    values = read_category_values(document)
    return {
        name: {attribute: values[key] for attribute, key in category.keys.items() if values.get(key) is not None}
        for name, category in read_categories(document).items()
    }
