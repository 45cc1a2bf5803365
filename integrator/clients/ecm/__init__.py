"""The client of Extended ECM."""

from integrator.clients.ecm.client import Ecm
from integrator.clients.ecm.folders import DOCUMENT, FOLDER
from integrator.clients.ecm.mishaps import NameTaken, NotFound, UnknownName
from integrator.clients.ecm.models import (
    AuditEntry,
    Disposition,
    Document,
    ListedDocument,
    Node,
    Process,
    ProcessState,
    Record,
    Workspace,
)
from integrator.clients.ecm.names import NameFormatError

__all__ = [
    "DOCUMENT",
    "FOLDER",
    "AuditEntry",
    "Disposition",
    "Document",
    "Ecm",
    "ListedDocument",
    "NameFormatError",
    "NameTaken",
    "Node",
    "NotFound",
    "Process",
    "ProcessState",
    "Record",
    "UnknownName",
    "Workspace",
]
