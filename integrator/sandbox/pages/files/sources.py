"""The systems whose files can be browsed; one line for each."""

from collections.abc import Mapping

from integrator.sandbox.pages.files.ecm import EcmFiles
from integrator.sandbox.pages.files.file360 import File360Files
from integrator.sandbox.pages.files.tree import TreeSource
from integrator.sandbox.world import World


def sources(world: World) -> Mapping[str, TreeSource]:
    """Return every source by its word in addresses."""
    found: tuple[TreeSource, ...] = (EcmFiles(world), File360Files(world))
    return {source.word: source for source in found}
