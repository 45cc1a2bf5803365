"""
Changing and trashing folders and files.

Source: contracts/opentext/file360, 5.3 rows 4 and 7. [profile]
"""

from collections.abc import Mapping
from contextlib import suppress

from integrator.clients.answers import Request
from integrator.clients.file360.connection import Connection
from integrator.clients.file360.folders import base_of
from integrator.clients.file360.mishaps import NotFound
from integrator.clients.file360.models import Item, Ref
from integrator.clients.file360.reading import read_item
from integrator.clients.shapes import read_shape


class Items:
    """What folders and files have in common."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def set_properties(self, ref: Ref, values: Mapping[str, str]) -> Item:
        """
        Give properties their values; those not named keep theirs.

        Idempotent: the last values win, and nothing is sent when they are there already.

        Raises:
            NotFound: the item is gone.
            Locked: a person is editing it.
            Conflict: it was changed between our reading and writing; the next try reads again.
        """
        operation = "set_properties"
        found = read_shape(self._connection.send(operation, Request("GET", base_of(ref))), read_item)
        merged = {**found.properties, **values}
        if merged == found.properties:
            return found
        headers = {"If-Match": found.etag} if found.etag else {}
        request = Request("PUT", base_of(ref), headers=headers, json={"properties": merged})
        return read_shape(self._connection.send(operation, request), read_item)

    def trash(self, ref: Ref) -> None:
        """
        Put a folder with everything in it, or a file, into the trash, from where people can bring it back.

        Idempotent: what is gone already counts as trashed.

        Raises:
            Protected: a retention policy or a hold keeps it.
            Locked: a person is editing it.
        """
        with suppress(NotFound):
            self._connection.send("trash", Request("DELETE", base_of(ref), params={"purge": "false"}))
