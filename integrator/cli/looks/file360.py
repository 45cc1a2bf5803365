"""A look at the repository of working files: File 360, or Extended ECM or Filr in its place."""

from collections.abc import Iterator

from integrator.cli.looks.look import Look, Seen
from integrator.cli.looks.systems import System, look_at
from integrator.context import Connections


def _sign_in(connections: Connections) -> Iterator[str]:
    """Ask for a file that does not exist."""
    connections.file360(next(iter(connections.stores.values()))).find_at("/doctor")
    yield "logged in"


def _sign_in_to_filr(connections: Connections) -> Iterator[str]:
    """Ask who we are, and for the folder."""
    connections.filr.log_in()
    folder = connections.filr.get_folder(connections.settings.file360_filr_folder)
    yield f"logged in; files go below folder {folder.id} of Filr"


def _see(connections: Connections) -> Iterator[Seen]:
    settings = connections.settings
    if settings.file360_ecm_node and settings.file360_filr_url:
        found = "INTEGRATOR_FILE360_ECM_NODE and INTEGRATOR_FILE360_FILR_URL are both set; Filr is used"
        yield Seen(_FILE360.title, "wrong", found, "Take away the one that does not hold the files.")
    elif settings.file360_filr_url:
        yield from look_at(_FILR).see(connections)
    elif settings.file360_ecm_node:
        list(_sign_in(connections))
        yield Seen(_FILE360.title, "good", f"files go below node {settings.file360_ecm_node} of Extended ECM")
    else:
        yield from look_at(_FILE360).see(connections)


_FILE360 = System("file360", "file 360", ("file360_url",), _sign_in)
_FILR = System(
    "file360",
    _FILE360.title,
    ("file360_filr_url", "file360_filr_username", "file360_filr_password"),
    _sign_in_to_filr,
)
FILE360 = Look(
    _FILE360.title,
    _see,
    "Look at INTEGRATOR_FILE360_URL, or at INTEGRATOR_FILE360_ECM_NODE or INTEGRATOR_FILE360_FILR_URL and so on.",
)
