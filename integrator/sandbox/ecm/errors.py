"""What the server answers instead of doing what it was asked (contract extended-ecm, section 2)."""


class EcmError(Exception):
    """A refusal: HTTP status and the text of the field `error`. Content Server has no error codes."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


class NameTaken(EcmError):
    """The parent has an item of that name. The same condition is 500 in v2 and 400 in v1."""

    def __init__(self, name: str) -> None:
        super().__init__(500, f"An item with the name '{name}' already exists")

    def status_in(self, api: int) -> int:
        return 400 if api == 1 else self.status


def no_access() -> EcmError:
    """A missing and an invisible item look the same."""
    return EcmError(
        400,
        "Sorry, the item you requested could not be accessed. Either it does not exist or you do not have "
        "permission to access it.",
    )


def no_workspace() -> EcmError:
    return EcmError(404, "The business workspace could not be found.")


def login_required() -> EcmError:
    return EcmError(401, "Authentication Required")


def wrong_login() -> EcmError:
    return EcmError(401, "Invalid username/password specified")


def missing(parameter: str) -> EcmError:
    return EcmError(400, f"Missing required parameter '{parameter}'")


def wrong_type(parameter: str) -> EcmError:
    return EcmError(400, f"Invalid datatype specified for argument '{parameter}'")


def invalid() -> EcmError:
    return EcmError(400, "One or more parameters are invalid")


def invalid_body() -> EcmError:
    return EcmError(400, "Body parameter is invalid")


def not_allowed() -> EcmError:
    return EcmError(500, "Insufficient permissions to perform that action")


def edit_conflict() -> EcmError:
    return EcmError(409, "Could not update metadata (edit conflict).")


def unknown_path() -> EcmError:
    return EcmError(400, "The REST API URL could not be found in the mappings registry")
