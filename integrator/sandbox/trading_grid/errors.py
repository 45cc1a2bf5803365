"""The refusals of both services: one body with a code (trading-grid.md 5)."""

from http import HTTPStatus
from typing import Any


class GridError(Exception):
    """A refusal; `further` are fields of its own, such as `allowed` or `existing_id`."""

    def __init__(self, status: int, code: str, message: str, **further: Any) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.further = further

    def body(self, path: str, timestamp: str) -> dict[str, Any]:
        return {
            "timestamp": timestamp,
            "status": self.status,
            "error": HTTPStatus(self.status).phrase,
            "message": str(self),
            "details": "",
            "error_code": self.code,
            "path": path,
            **self.further,
        }


def invalid(message: str) -> GridError:
    return GridError(400, "invalid_request", message)


def not_found(what: str) -> GridError:
    return GridError(404, "not_found", f"there is no such {what}")
