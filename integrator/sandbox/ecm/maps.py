"""The workflow maps as an administrator drew them (contract extended-ecm, sections 9 and 16)."""

from dataclasses import dataclass
from datetime import timedelta

_FIRST_ATTRIBUTE = 2


@dataclass(frozen=True, slots=True)
class MapModel:
    """A map with one approval step."""

    id: int
    name: str
    nickname: str
    attributes: tuple[str, ...]
    """Texts, numbered from 2 as those of a category."""
    dispositions: tuple[str, ...]
    step: str
    assignee: int
    """The user who has the step in the inbox."""
    instructions: str = ""
    patience: timedelta | None = None
    """Time until the step is due; none: only when the workflow itself is given a due date."""
    has_start_form: bool = True
    """False: the start step is disabled, so that a process starts at once."""

    def attribute_number(self, field: str) -> int | None:
        """Return the number of the attribute that the form field `WorkflowForm_<n>` stands for, if there is one."""
        text = field.removeprefix("WorkflowForm_")
        numbers = dict(self.numbered)
        return int(text) if text.isdecimal() and int(text) in numbers else None

    @property
    def numbered(self) -> list[tuple[int, str]]:
        return list(enumerate(self.attributes, _FIRST_ATTRIBUTE))


MAPS = (
    MapModel(
        id=19118,
        name="Order Approval",
        nickname="wf_order_approval",
        attributes=("Order Number", "Total", "Reason"),
        dispositions=("Approve", "Reject", "Ask Customer"),
        step="Approver",
        assignee=1202,
        instructions="Please decide on this order before it ships.",
        patience=timedelta(days=2),
    ),
    MapModel(
        id=19120,
        name="Order Review",
        nickname="wf_order_review",
        attributes=("Order Number", "Total", "Reason"),
        dispositions=("Release", "Cancel", "Escalate"),
        step="Reviewer",
        assignee=1204,
        instructions="Please review the facts in the case.",
    ),
    MapModel(
        id=19122,
        name="Return Approval",
        nickname="wf_return_approval",
        attributes=("Order Number", "RMA Number", "Amount"),
        dispositions=("Refund", "Replace", "Reject"),
        step="Approver",
        assignee=1204,
        has_start_form=False,
    ),
)


def map_of_id(map_id: int) -> MapModel | None:
    return next((model for model in MAPS if model.id == map_id), None)
