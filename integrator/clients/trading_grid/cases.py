"""
Cases with partners: open, find, take a step.

Source: contracts/opentext/trading-grid, section 6.2. [profile]
"""

from typing import Any

from integrator.clients.answers import Request
from integrator.clients.shapes import read_shape
from integrator.clients.trading_grid.connection import Connection, path_id, reference
from integrator.clients.trading_grid.models import Case, NewCase
from integrator.clients.trading_grid.reading import write_time


class Cases:
    """The cases of one client."""

    def __init__(self, community: Connection) -> None:
        self._community = community

    def open_case(self, case: NewCase) -> Case:
        """
        Open a case, or get the one that an equal call opened before.

        Idempotent by `external_reference`: after an ambiguous error call it again.

        Raises:
            ReferenceTaken: the reference belongs to a case of another content.
            Refused: `unknown_partner` or `partner_suspended`, among others.
            ValueError: the reference is empty or too long, or the due time has no zone.
        """
        answer = self._community.send("open_case", Request("POST", "/cases", json=case_body(case)))
        return read_shape(answer, Case.model_validate)

    def find_case(self, external_reference: str) -> Case | None:
        """Find the case of one of our references. Repeating is harmless, it only reads."""
        params = {"external_reference": reference(external_reference)}
        found = self._community.rows_of("find_case", "/cases", "cases", Case.model_validate, params)
        return next((case for case in found if case.external_reference == external_reference), None)

    def get_case(self, case_id: str) -> Case:
        """
        Read a case. Repeating is harmless, it only reads.

        Raises:
            NotThere: there is none.
        """
        answer = self._community.send("get_case", Request("GET", f"/cases/{path_id(case_id)}"))
        return read_shape(answer, Case.model_validate)

    def move_case(self, case_id: str, to: str, *, version: int, reason: str = "") -> Case:
        """
        Take a step: `resolved` accepts a proposal, `in_progress` refuses it or reopens, `withdrawn`, `closed`.

        Idempotent: a step to the state that the case is in already changes nothing.

        Args:
            case_id: of the case.
            to: the wanted state.
            version: the version of the case that was looked at when the step was decided.
            reason: without personal data; needed to refuse and to withdraw.

        Raises:
            VersionMismatch: the case was changed since; read it again, then decide.
            StepForbidden: the step does not lead from the state that the case is in.
        """
        request = Request(
            "POST",
            f"/cases/{path_id(case_id)}/transitions",
            headers={"If-Match": f'"{version}"'},
            json={"to": to, **({"reason": reason} if reason else {})},
        )
        return read_shape(self._community.send("move_case", request), Case.model_validate)


def case_body(case: NewCase) -> dict[str, Any]:
    """Build what opens a case; empty fields are left out, so that equal cases are equal bytes."""
    reference(case.external_reference)
    body = case.model_dump(mode="json", exclude={"due_time"}, exclude_defaults=True)
    body["lines"] = [line.model_dump(mode="json", exclude_defaults=True) for line in case.lines]
    for line, told in zip(body["lines"], case.lines, strict=True):
        line["quantity"] = f"{told.quantity:f}"
    if case.due_time:
        body["due_time"] = write_time(case.due_time)
    return body
