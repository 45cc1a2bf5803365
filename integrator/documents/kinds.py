"""The kinds of document we make, and how each is kept (flow catalogue, R15, R18 and section 4.2)."""

from dataclasses import dataclass
from typing import Literal

PersonalData = Literal["customer", "staff", "customer and staff"]
Workspace = Literal["Order", "Case"]


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One kind of document; `name` is the word used in file names, hashes' keys and metadata."""

    name: str
    title: str
    """For people: heading of the document and value of the attribute `Document Type`."""
    retention_class: str
    """Key of `config/retention.toml`."""
    personal_data: PersonalData
    """Whose personal data the document holds (R18)."""
    workspace: Workspace
    """Type of the business object whose workspace keeps it."""
    folder: str
    """Folder of that workspace, as its template names it."""
    is_record: bool
    """Whether it is declared a record, and so may not be deleted before its retention ends."""

    @property
    def template(self) -> str:
        """File below `config/templates`."""
        return f"{self.name}.typ"


CONFIRMATION = DocumentKind(
    name="confirmation",
    title="Order confirmation",
    retention_class="sales_record",
    personal_data="customer",
    workspace="Order",
    folder="Confirmation",
    is_record=True,
)
INVOICE = DocumentKind(
    name="invoice",
    title="Invoice",
    retention_class="tax_record",
    personal_data="customer",
    workspace="Order",
    folder="Invoices",
    is_record=True,
)
FACT_SHEET = DocumentKind(
    name="fact_sheet",
    title="Fact sheet",
    retention_class="case_file",
    personal_data="customer",
    workspace="Case",
    folder="Evidence",
    is_record=False,
)
DECISION_RECORD = DocumentKind(
    name="decision_record",
    title="Decision record",
    retention_class="decision_record",
    personal_data="customer and staff",
    workspace="Case",
    folder="Resolution",
    is_record=True,
)

KINDS: dict[str, DocumentKind] = {
    kind.name: kind for kind in (CONFIRMATION, INVOICE, FACT_SHEET, DECISION_RECORD)
}
