"""The repository as an administrator sets it up: orders and cases of contract extended-ecm, section 16."""

from dataclasses import dataclass, field

TEXT, DATE = "String", "Date"


@dataclass(frozen=True, slots=True)
class CategoryModel:
    id: int
    name: str
    attributes: tuple[tuple[str, str], ...]
    """Name and type, numbered from 2 in this order."""


@dataclass(frozen=True, slots=True)
class RoleModel:
    name: str
    is_leader: bool = False


@dataclass(frozen=True, slots=True)
class WorkspaceModel:
    """A workspace type with its template."""

    type_id: int
    name: str
    bo_type: str
    template_id: int
    location: str
    """Folder below the shop's; years and months are added."""
    is_monthly: bool
    folders: tuple[str, ...]
    categories: tuple[int, ...]
    roles: tuple[RoleModel, ...] = field(default=())


ORDER_CATEGORY = CategoryModel(
    9830,
    "Shopify Order",
    (
        ("Order Number", TEXT),
        ("Order ID", TEXT),
        ("Ordered At", DATE),
        ("Currency", TEXT),
        ("Total", TEXT),
        ("Financial Status", TEXT),
        ("Fulfillment Status", TEXT),
        ("Risk Level", TEXT),
        ("Approval State", TEXT),
        ("Approval Process ID", TEXT),
    ),
)
DOCUMENT_CATEGORY = CategoryModel(
    9840,
    "Document",
    (
        ("Document Type", TEXT),
        ("SHA-256", TEXT),
        ("Source GID", TEXT),
        ("Store", TEXT),
        ("Order Name", TEXT),
        ("Document Date", DATE),
        ("Retention Class", TEXT),
        ("Personal Data Class", TEXT),
        ("Source", TEXT),
        ("Original Name", TEXT),
    ),
)
CASE_CATEGORY = CategoryModel(
    9850,
    "Shopify Case",
    (
        ("Kind", TEXT),
        ("State", TEXT),
        ("Opened At", DATE),
        ("Due", DATE),
        ("Amount", TEXT),
        ("Decision", TEXT),
        ("Decided By", TEXT),
        ("RMA Number", TEXT),
    ),
)
CATEGORIES = (ORDER_CATEGORY, DOCUMENT_CATEGORY, CASE_CATEGORY)

ORDER_WORKSPACE = WorkspaceModel(
    type_id=31,
    name="Shopify Order",
    bo_type="Order",
    template_id=5001,
    location="Orders",
    is_monthly=True,
    folders=("Confirmation", "Invoices", "Payments", "Shipping", "Refunds", "Approvals", "Consent"),
    categories=(ORDER_CATEGORY.id,),
    roles=(RoleModel("Order Management", is_leader=True), RoleModel("Finance"), RoleModel("Auditors")),
)
CASE_WORKSPACE = WorkspaceModel(
    type_id=32,
    name="Shopify Case",
    bo_type="Case",
    template_id=5002,
    location="Cases",
    is_monthly=False,
    folders=("Evidence", "Correspondence", "Resolution", "Legal"),
    categories=(CASE_CATEGORY.id,),
    roles=(
        RoleModel("Case Owner", is_leader=True),
        RoleModel("Finance"),
        RoleModel("Operations"),
        RoleModel("Legal"),
    ),
)
WORKSPACE_TYPES = (ORDER_WORKSPACE, CASE_WORKSPACE)

CLASSIFICATIONS = {41320: "Sales records", 41330: "Claims"}
"""RM classifications by id."""

VOLUMES = {141: 2000, 133: 2006, 198: 2046, 862: 2050, 882: 2051, 405: 2052, 161: 2053}
"""Id of the volume of each type."""

STAFF = {
    1201: "order.management",
    1202: "finance",
    1203: "auditor",
    1204: "case.owner",
    1205: "operations",
    1206: "legal",
}
"""One user per role."""


def type_of_id(type_id: int) -> WorkspaceModel | None:
    return next((model for model in WORKSPACE_TYPES if model.type_id == type_id), None)


def type_of_template(template_id: int) -> WorkspaceModel | None:
    return next((model for model in WORKSPACE_TYPES if model.template_id == template_id), None)


def type_of_business_object(bo_type: str) -> WorkspaceModel | None:
    return next((model for model in WORKSPACE_TYPES if model.bo_type == bo_type), None)
