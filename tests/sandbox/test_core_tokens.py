"""Tokens: three encodings, two grants, and the refusals of issuer and services."""

import base64

import pytest

from tests.sandbox.callers import SandboxClient

CLIENT = {"client_id": "sandbox-client", "client_secret": "sandbox-secret"}
USER = {"username": "connector", "password": "connector"}
BASIC = {"Authorization": "Basic " + base64.b64encode(b"sandbox-client:sandbox-secret").decode()}
TOKEN_URL = "/tenants/demo/oauth2/token"


@pytest.mark.parametrize("encoding", ["form", "json"])
def test_client_credentials_are_taken_as_form_and_as_json(sandbox: SandboxClient, encoding: str) -> None:
    reply = sandbox.call("POST", TOKEN_URL, {"grant_type": "client_credentials", **CLIENT}, form=encoding == "form")

    assert 200 == reply.status
    assert ("Bearer", 3600) == (reply.json["token_type"], reply.json["expires_in"])
    assert "refresh_token" not in reply.json


def test_a_client_may_log_in_by_basic(sandbox: SandboxClient) -> None:
    reply = sandbox.call("POST", TOKEN_URL, {"grant_type": "client_credentials"}, headers=BASIC, form=True)

    assert 200 == reply.status


def test_the_password_grant_gives_a_token_that_acts_as_the_user(sandbox: SandboxClient) -> None:
    grant = {"grant_type": "password", "scope": "openid", **USER}
    sandbox.token = sandbox.call("POST", TOKEN_URL, grant, headers=BASIC, form=True).json["access_token"]

    body = {"processDefinitionKey": "shopify_order_review"}
    started = sandbox.api("POST", "/workflow/v1/process-instances", body)

    assert "connector" == started.json["startUserId"]


def test_an_unknown_client_gets_the_gateways_fault(sandbox: SandboxClient) -> None:
    grant = {"grant_type": "client_credentials", "client_id": "sandbox-client", "client_secret": "wrong"}

    reply = sandbox.call("POST", TOKEN_URL, grant, form=True)

    assert 401 == reply.status
    assert "oauth.v2.InvalidApiKey" == reply.json["fault"]["detail"]["errorcode"]


def test_a_wrong_password_and_an_unknown_grant_are_refused(sandbox: SandboxClient) -> None:
    wrong_user = {"grant_type": "password", "username": "connector", "password": "guess", **CLIENT}
    unknown_grant = {"grant_type": "magic", **CLIENT}

    assert 401 == sandbox.call("POST", TOKEN_URL, wrong_user, form=True).status
    reply = sandbox.call("POST", TOKEN_URL, unknown_grant, form=True)
    assert (400, {"error": "unsupported_grant_type"}) == (reply.status, reply.json)


def test_otds_speaks_rfc_6749_and_takes_forms_only(sandbox: SandboxClient) -> None:
    wrong = {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}

    for path in ("/otdsws/oauth2/token", "/otdstenant/demo/oauth2/token"):
        assert "invalid_client" == sandbox.call("POST", path, wrong, form=True).json["error"]
        assert 400 == sandbox.call("POST", path, {"grant_type": "client_credentials", **CLIENT}).status
        right = sandbox.call("POST", path, {"grant_type": "client_credentials", **CLIENT}, form=True)
        assert 200 == right.status


def test_discovery_names_the_token_endpoint(sandbox: SandboxClient) -> None:
    found = sandbox.call("GET", "/tenants/demo/.well-known/openid-configuration").json

    assert sandbox.url + TOKEN_URL == found["token_endpoint"]


def refused_with(sandbox: SandboxClient, authorization: str | None) -> tuple[int, str]:
    headers = {"Authorization": authorization} if authorization else {}
    reply = sandbox.call("GET", "/workflow/v1/tasks", headers=headers)
    return reply.status, reply.json["fault"]["detail"]["errorcode"]


def test_a_missing_or_unknown_token_is_refused(sandbox: SandboxClient) -> None:
    assert (401, "oauth.v2.InvalidAccessToken") == refused_with(sandbox, None)
    assert (401, "keymanagement.service.invalid_access_token") == refused_with(sandbox, "Bearer nonsense")


def test_a_token_expires_with_the_clock(sandbox: SandboxClient) -> None:
    sandbox.control("POST", "/switches", {"token_seconds": 120})
    token = sandbox.new_token()

    sandbox.control("POST", "/clock", {"advance_seconds": 121})

    assert (401, "keymanagement.service.access_token_expired") == refused_with(sandbox, f"Bearer {token}")


def test_a_token_of_another_tenant_is_forbidden(sandbox: SandboxClient) -> None:
    token = sandbox.new_token(tenant="other")

    assert 403 == refused_with(sandbox, f"Bearer {token}")[0]


def test_revoked_tokens_are_refused(sandbox: SandboxClient) -> None:
    token = sandbox.new_token()

    assert {"revoked": 1} == sandbox.control("POST", "/tokens/revoke")
    assert 401 == refused_with(sandbox, f"Bearer {token}")[0]
