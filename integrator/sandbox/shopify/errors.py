"""The three layers of refusal: the request as a whole, one field of it, and a mutation's `userErrors`."""

from typing import Any

from graphql import GraphQLError

_DOCUMENTATION = "https://shopify.dev/api/usage/rate-limits"


class RequestError(Exception):
    """The request is refused before it is executed; `errors` is what the answer lists at its top."""

    def __init__(self, errors: list[dict[str, Any]], *, cost: dict[str, Any] | None = None) -> None:
        super().__init__(errors[0]["message"])
        self.errors = errors
        self.cost = cost
        """`extensions.cost` of the answer; None: the answer has no extensions."""


class Refused(Exception):
    """A mutation says no in its `userErrors`. Source: contract api, section 4.2."""

    def __init__(
        self, field: list[str] | None, message: str, code: str | None = None, *, index: int | None = None
    ) -> None:
        super().__init__(message)
        self.entry = {"field": field, "message": message, "code": code, "elementIndex": index}


def request_error(message: str, code: str, path: list[str] | None = None, **extensions: Any) -> RequestError:
    """Build the refusal of a whole request with one entry."""
    entry: dict[str, Any] = {"message": message}
    if path is not None:
        entry["path"] = path
    return RequestError([{**entry, "extensions": {"code": code, **extensions}}])


def throttled(cost: dict[str, Any]) -> RequestError:
    """Source: contract api, section 3. [documented]"""
    entry = {"message": "Throttled", "extensions": {"code": "THROTTLED", "documentation": _DOCUMENTATION}}
    return RequestError([entry], cost=cost)


def too_expensive(cost: int, limit: int) -> RequestError:
    """Source: contract api, section 3. [documented]"""
    return request_error(
        f"Query cost is {cost}, which exceeds the single query max cost limit ({limit}).",
        "MAX_COST_EXCEEDED",
        cost=cost,
        maxCost=limit,
        documentation=_DOCUMENTATION,
    )


def access_denied(field: str, scopes: tuple[str, ...]) -> GraphQLError:
    """Source: contract api, section 4.1. [seen in code]"""
    required = " or ".join(f"`{scope}`" for scope in scopes) + " access scope."
    return GraphQLError(
        f"Access denied for {field} field. Required access: {required}",
        extensions={
            "code": "ACCESS_DENIED",
            "documentation": "https://shopify.dev/api/usage/access-scopes",
            "requiredAccess": required,
        },
    )


def invalid_id(gid: str) -> GraphQLError:
    """Source: contract api, section 4.1: a gid of a wrong type. [seen in code]"""
    return GraphQLError(f"Invalid id: {gid}", extensions={"code": "RESOURCE_NOT_FOUND"})


def too_long_list(size: int) -> GraphQLError:
    """Source: contract api, section 5. [documented]"""
    return GraphQLError(
        f"The input array size of {size} is greater than the maximum allowed of 250.",
        extensions={"code": "MAX_INPUT_SIZE_EXCEEDED"},
    )


def not_in_sandbox(what: str) -> GraphQLError:
    """Say that Shopify has this and the emulation does not; never Shopify's own answer."""
    return GraphQLError(f"{what} is not part of the sandbox yet", extensions={"code": "NOT_IN_SANDBOX"})
