"""What the service answers instead of doing what it was asked (file360.md 5.1)."""

from http import HTTPStatus
from typing import Any


class Refusal(Exception):
    """A status, the profile's `error_code`, a sentence, and for some codes further `details`."""

    def __init__(self, status: int, code: str, text: str, details: dict[str, Any] | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.code = code
        self.details = details


def body_of(status: int, code: str, text: str, *, path: str, at: str, details: dict[str, Any] | None) -> dict[str, Any]:
    """Return the error body that all profiles of ours share (auth.md 4.3)."""
    return {
        "timestamp": at,
        "status": status,
        "error": HTTPStatus(status).phrase,
        "message": text,
        "details": details,
        "error_code": code,
        "path": path,
    }


def invalid(text: str) -> Refusal:
    return Refusal(400, "invalid_parameter", text)


def invalid_state(text: str) -> Refusal:
    return Refusal(400, "invalid_state", text)


def forbidden() -> Refusal:
    return Refusal(403, "forbidden", "your role does not allow this")


def not_found(what: str) -> Refusal:
    return Refusal(404, "not_found", f"there is no such {what}")


def conflict(code: str, text: str, existing: dict[str, Any]) -> Refusal:
    """`name_exists` or `external_reference_conflict`; both bring the object that is in the way."""
    return Refusal(409, code, text, {"existing_id": existing["id"], "existing": existing})


def edit_conflict() -> Refusal:
    return Refusal(409, "edit_conflict", "the object was changed meanwhile")


def locked(code: str, text: str) -> Refusal:
    """`locked`, `under_retention` or `on_hold`."""
    return Refusal(423, code, text)
