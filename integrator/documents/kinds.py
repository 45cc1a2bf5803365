"""The kinds of document we make, and how each is kept (flow catalogue, R15, R18 and section 4.2)."""

from dataclasses import dataclass
from typing import Literal

PersonalData = Literal["none", "contact", "payment", "sensitive"]


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One kind of document; `name` is the word used in file names, keys and metadata."""

    name: str
    title: str
    """For people: heading of the document and value of the attribute `Document Type`."""
    retention_class: str
    """Key of `config/retention.toml`."""
    personal_data: PersonalData
    """What the document says about a person, in the words of `config/retention.toml` (R18)."""
    folder: str
    """Folder of the workspace that keeps it."""

    @property
    def template(self) -> str:
        """File below `config/templates`."""
        return f"{self.name}.typ"


CONFIRMATION = DocumentKind(
    name="confirmation",
    title="Order confirmation",
    retention_class="sales_record",
    personal_data="contact",
    folder="Confirmation",
)
INVOICE = DocumentKind(
    name="invoice",
    title="Invoice",
    retention_class="tax_record",
    personal_data="payment",
    folder="Invoices",
)
FACT_SHEET = DocumentKind(
    name="fact_sheet",
    title="Fact sheet",
    retention_class="case_file",
    personal_data="sensitive",
    folder="Approvals",
)
DECISION_RECORD = DocumentKind(
    name="decision_record",
    title="Decision record",
    retention_class="decision_record",
    personal_data="contact",
    folder="Approvals",
)

KINDS: dict[str, DocumentKind] = {kind.name: kind for kind in (CONFIRMATION, INVOICE, FACT_SHEET, DECISION_RECORD)}
