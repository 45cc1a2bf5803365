"""What a failing system says: a plausible body for each (auth.md 4, extended-ecm.md 2, api.md 2)."""

from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, Response

from integrator.sandbox.faults import Fault

_GATEWAY = {
    401: ("Access Token expired", "keymanagement.service.access_token_expired"),
    403: ("Insufficient scope", "oauth.v2.InsufficientScope"),
    429: ("Spike arrest violation. Allowed rate : 5ps", "policies.ratelimit.SpikeArrestViolation"),
    # Apigee's rate limits answer 500 unless the operator switched them to 429.
    500: ("Spike arrest violation. Allowed rate : 5ps", "policies.ratelimit.SpikeArrestViolation"),
    502: ("Bad Gateway", "messaging.adaptors.http.flow.UnexpectedEOFAtTarget"),
    503: ("The Service is temporarily unavailable", "messaging.adaptors.http.flow.ServiceUnavailable"),
    504: ("Gateway Timeout", "messaging.adaptors.http.flow.GatewayTimeout"),
}
_SHOPIFY = {
    401: "[API] Invalid API key or access token (unrecognized login or wrong password)",
    402: "Unavailable Shop",
    403: "[API] This action requires merchant approval.",
    404: "Not Found",
    423: "Unavailable Shop",
    429: "Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service.",
    500: "Internal Server Error",
    503: "Service Unavailable",
}
_ECM = {
    401: "Authentication Required",
    403: "You do not have permission.",
    404: "Not found.",
    429: "Too many requests.",
    503: "The server is temporarily unavailable.",
}
_FILE360 = {
    401: "invalid_token",
    403: "forbidden",
    404: "not_found",
    409: "edit_conflict",
    413: "quota_exceeded",
    423: "locked",
    429: "busy",
    503: "busy",
}
_PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Please sign in</h1></body></html>"


def failure(fault: Fault, system: str) -> Response:
    """Return the answer of `fault.status` as `system` would give it, with Retry-After when wanted."""
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    return JSONResponse(_body(system, fault.status), fault.status, headers=headers)


def expired_token(system: str) -> Response:
    """Return the 401 of a login that has just run out."""
    return JSONResponse(_body(system, 401), 401)


def web_page() -> Response:
    """Return what a proxy's sign-in page looks like to a client: status 200, no JSON."""
    return HTMLResponse(_PAGE)


def cut_in_half(answer: bytes) -> bytes:
    """Return an answer that is no longer JSON."""
    return answer[: len(answer) // 2] if len(answer) > 2 else b'{"'


def gateway_fault(text: str, code: str) -> dict[str, Any]:
    """Return the gateway's error body (auth.md 4.1)."""
    return {"fault": {"faultstring": text, "detail": {"errorcode": code}}}


def _body(system: str, status: int) -> dict[str, Any]:
    if system == "shopify":
        return {"errors": _SHOPIFY.get(status, "Error")}
    if system == "ecm":
        return {"error": _ECM.get(status, "An error occurred.")}
    if system == "file360":
        return {"status": status, "message": "refused", "details": None, "error_code": _FILE360.get(status, "error")}
    text, code = _GATEWAY.get(status, ("The service failed", "messaging.runtime.RuntimeError"))
    return gateway_fault(text, code)
