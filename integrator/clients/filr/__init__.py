"""The client of Filr."""

from integrator.clients.filr.client import Filr
from integrator.clients.filr.mishaps import NameTaken, NotFound
from integrator.clients.filr.models import File, Folder
from integrator.clients.filr.names import NameFormatError

__all__ = ["File", "Filr", "Folder", "NameFormatError", "NameTaken", "NotFound"]
