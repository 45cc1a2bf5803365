"""The client of File 360."""

from integrator.clients.file360.capabilities import Capabilities
from integrator.clients.file360.client import File360
from integrator.clients.file360.mishaps import (
    CursorExpired,
    Locked,
    NameTaken,
    NotFound,
    Protected,
    ReferenceTaken,
)
from integrator.clients.file360.models import (
    Account,
    Activity,
    ActivityPage,
    Grant,
    Item,
    Link,
    OnConflict,
    Permissions,
    Ref,
    RetentionPolicy,
    Role,
    Share,
    Version,
)
from integrator.clients.file360.names import NameFormatError

__all__ = [
    "Account",
    "Activity",
    "ActivityPage",
    "Capabilities",
    "CursorExpired",
    "File360",
    "Grant",
    "Item",
    "Link",
    "Locked",
    "NameFormatError",
    "NameTaken",
    "NotFound",
    "OnConflict",
    "Permissions",
    "Protected",
    "Ref",
    "ReferenceTaken",
    "RetentionPolicy",
    "Role",
    "Share",
    "Version",
]
