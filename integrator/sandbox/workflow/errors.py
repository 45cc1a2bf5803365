"""The service's own refusals: a status and the body `{"message", "exception"}` (workflow.md 12)."""

_MESSAGES = {
    400: "Bad request",
    403: "Forbidden",
    404: "Not found",
    409: "Conflict",
    415: "Unsupported Media Type",
    500: "Internal server error",
}


class EngineError(Exception):
    """The engine refuses; `exception` says why, `message` what kind of refusal it is."""

    def __init__(self, status: int, exception: str, message: str = "") -> None:
        super().__init__(exception)
        self.status = status
        self.body = {"message": message or _MESSAGES[status], "exception": exception}
