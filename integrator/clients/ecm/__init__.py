"""The client of Extended ECM."""

from integrator.clients.ecm.client import Ecm
from integrator.clients.ecm.folders import DOCUMENT, FOLDER
from integrator.clients.ecm.mishaps import NameTaken, NotFound, UnknownName
from integrator.clients.ecm.models import Document, Node, Workspace
from integrator.clients.ecm.names import NameFormatError

__all__ = [
    "DOCUMENT",
    "FOLDER",
    "Document",
    "Ecm",
    "NameFormatError",
    "NameTaken",
    "Node",
    "NotFound",
    "UnknownName",
    "Workspace",
]
