"""A look at the repository of working files: File 360, or Extended ECM in its place."""

from collections.abc import Iterator

from integrator.cli.looks.look import Look, Seen
from integrator.cli.looks.systems import System, look_at
from integrator.context import Connections


def _sign_in(connections: Connections) -> Iterator[str]:
    """Ask for a file that does not exist."""
    connections.file360(next(iter(connections.stores.values()))).find_at("/doctor")
    yield "logged in"


def _see(connections: Connections) -> Iterator[Seen]:
    node = connections.settings.file360_ecm_node
    if not node:
        yield from look_at(_FILE360).see(connections)
        return
    list(_sign_in(connections))
    yield Seen(_FILE360.title, "good", f"files go below node {node} of Extended ECM")


_FILE360 = System("file360", "file 360", ("file360_url",), _sign_in)
FILE360 = Look(_FILE360.title, _see, "Look at INTEGRATOR_FILE360_URL, or at INTEGRATOR_FILE360_ECM_NODE and below it.")
