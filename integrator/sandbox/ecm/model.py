"""The repository as an administrator sets it up (contract extended-ecm, section 16)."""

from dataclasses import dataclass, field

from integrator.sandbox.ecm.acls import READING, RIGHTS, WORKING, Rights

TEXT, DATE, FLAG = "String", "Date", "Boolean"


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
    rights: Rights = WORKING
    """What its members may do in the workspace; a leader may do everything."""

    @property
    def all_rights(self) -> Rights:
        return RIGHTS if self.is_leader else self.rights


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
CUSTOMER_CATEGORY = CategoryModel(
    9860,
    "Shopify Customer",
    (
        ("Customer ID", TEXT),
        ("Company", TEXT),
        ("Tax Exempt", FLAG),
        ("B2B Status", TEXT),
        ("Onboarding State", TEXT),
        ("Documents Complete", FLAG),
        ("Consent Marketing", TEXT),
        ("Consent Date", DATE),
    ),
)
PRODUCT_CATEGORY = CategoryModel(9870, "Shopify Product", (("Product ID", TEXT), ("Handle", TEXT)))
CONTENT_CATEGORY = CategoryModel(
    9880,
    "Web Content",
    (
        ("Content Kind", TEXT),
        ("Approval State", TEXT),
        ("Valid Until", DATE),
        ("Alt Text", TEXT),
        ("Published Version", TEXT),
    ),
)
CATEGORIES = (
    ORDER_CATEGORY,
    DOCUMENT_CATEGORY,
    CASE_CATEGORY,
    CUSTOMER_CATEGORY,
    PRODUCT_CATEGORY,
    CONTENT_CATEGORY,
)


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
    is_yearly: bool = True
    folder_categories: tuple[int, ...] = (DOCUMENT_CATEGORY.id,)
    """On the folders, and passed on to what comes into them."""
    restricted: tuple[tuple[str, str], ...] = ()
    """Folder and the one role beside the leader that sees it."""


ORDER_WORKSPACE = WorkspaceModel(
    type_id=31,
    name="Shopify Order",
    bo_type="Order",
    template_id=5001,
    location="Orders",
    is_monthly=True,
    folders=("Confirmation", "Invoices", "Payments", "Shipping", "Refunds", "Approvals", "Consent"),
    categories=(ORDER_CATEGORY.id,),
    roles=(RoleModel("Order Management", is_leader=True), RoleModel("Finance"), RoleModel("Auditors", rights=READING)),
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
    restricted=(("Legal", "Legal"),),
)
CUSTOMER_WORKSPACE = WorkspaceModel(
    type_id=33,
    name="Shopify Customer",
    bo_type="Customer",
    template_id=5003,
    location="Customers",
    is_monthly=False,
    folders=("Onboarding", "Tax Forms", "Agreements", "Correspondence"),
    categories=(CUSTOMER_CATEGORY.id,),
    roles=(RoleModel("Account Manager", is_leader=True), RoleModel("Compliance"), RoleModel("Finance")),
    is_yearly=False,
)
PRODUCT_WORKSPACE = WorkspaceModel(
    type_id=34,
    name="Shopify Product",
    bo_type="Product",
    template_id=5004,
    location="Products",
    is_monthly=False,
    folders=("Drafts", "Approved for Web", "Certificates", "Archive"),
    categories=(PRODUCT_CATEGORY.id,),
    roles=(RoleModel("Content Owner", is_leader=True), RoleModel("Product Compliance"), RoleModel("Marketing")),
    is_yearly=False,
    folder_categories=(DOCUMENT_CATEGORY.id, CONTENT_CATEGORY.id),
)
WORKSPACE_TYPES = (ORDER_WORKSPACE, CASE_WORKSPACE, CUSTOMER_WORKSPACE, PRODUCT_WORKSPACE)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A retention schedule (RSI) and the RM classification whose records follow it."""

    id: int
    class_id: int
    class_name: str
    rsi: str
    title: str
    years: int


SCHEDULES = (
    Schedule(1, 41320, "Sales records", "SALES-10Y", "Sales records, ten years", 10),
    Schedule(2, 41330, "Claims", "CLAIMS-6Y", "Claims, six years", 6),
    Schedule(3, 41340, "Customer master", "CUSTOMER-10Y", "Customer master data, ten years", 10),
)
CLASSIFICATIONS = {schedule.class_id: schedule.class_name for schedule in SCHEDULES}
"""RM classifications by id."""

SUBJECTS = {7052: "Correspondence", 7053: "Contracts"}
"""Plain classifications by id."""

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
