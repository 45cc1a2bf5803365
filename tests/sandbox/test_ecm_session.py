"""Logins, tickets and what the server says to strangers."""

import pytest

from tests.sandbox.callers import SandboxClient
from tests.sandbox.ecm_callers import BASE, EcmClient


@pytest.fixture
def ecm(sandbox: SandboxClient) -> EcmClient:
    return EcmClient(sandbox)


def test_the_server_says_that_it_is_ready_without_a_login(sandbox: SandboxClient) -> None:
    assert "/api/v1/ping" == sandbox.call("GET", f"{BASE}/v1/ping").json["href"]


def test_a_ticket_opens_the_api_whatever_the_case_of_its_header(ecm: EcmClient) -> None:
    reply = ecm.call("GET", "/v1/auth", otcsticket=ecm.ticket)

    assert "connector" == reply.json["data"]["name"]
    assert 200 == ecm.call("HEAD", "/v1/auth").status


def test_a_wrong_password_a_missing_name_and_a_domain_are_refused(ecm: EcmClient) -> None:
    wrong = ecm.log_in("connector", "wrong")
    nameless = ecm.form("POST", "/v1/auth", password="x")
    domain = ecm.form("POST", "/v1/auth", username="connector", password="connector", domain="corp")

    assert (401, {"error": "Invalid username/password specified"}) == (wrong.status, wrong.json)
    assert (500, {"error": "Argument username is required"}) == (nameless.status, nameless.json)
    assert (401, {"error": "Unable to login. Domain support is disabled"}) == (domain.status, domain.json)


@pytest.mark.parametrize(
    "headers", [{"OTCSTicket": "stolen"}, {"Cookie": "otcsticket=x"}, {"Authorization": "Bearer x"}]
)
def test_without_a_good_ticket_everything_is_401(headers: dict[str, str], ecm: EcmClient) -> None:
    reply = ecm.call("GET", "/v2/nodes/2000", **headers)

    assert (401, {"error": "Authentication Required"}) == (reply.status, reply.json)


def test_a_ticket_in_a_cookie_does_not_count(ecm: EcmClient) -> None:
    assert 401 == ecm.call("GET", "/v1/auth", Cookie=f"otcsticket={ecm.ticket}").status


def test_a_ticket_lives_on_while_it_is_used_and_dies_when_it_is_not(ecm: EcmClient) -> None:
    for _ in range(3):
        ecm.sandbox.control("POST", "/clock", {"advance_seconds": 1200})
        assert 200 == ecm.get("/v1/auth").status

    ecm.sandbox.control("POST", "/clock", {"advance_seconds": 1801})

    assert 401 == ecm.get("/v1/auth").status


def test_an_answer_carries_a_fresh_ticket_after_half_the_life_of_the_old(ecm: EcmClient) -> None:
    young = ecm.get("/v1/auth").headers
    ecm.sandbox.control("POST", "/clock", {"advance_seconds": 1000})

    old = ecm.get("/v1/auth").headers

    assert ecm.ticket == young["otcsticket"]
    assert ecm.ticket != old["otcsticket"]
    assert 200 == ecm.call("GET", "/v1/auth", OTCSTicket=old["otcsticket"]).status
    assert "otcsticketexpires" in old


def test_logging_out_kills_the_ticket(ecm: EcmClient) -> None:
    assert 200 == ecm.delete("/v1/auth").status

    assert 401 == ecm.get("/v1/auth").status


def test_a_token_of_the_gateway_is_accepted_and_gives_a_ticket(ecm: EcmClient) -> None:
    reply = ecm.sandbox.api("GET", f"{BASE}/v1/auth")

    assert 200 == reply.status
    assert 200 == ecm.call("GET", "/v1/auth", OTCSTicket=reply.headers["otcsticket"]).status


def test_the_server_tells_how_long_its_sessions_last(ecm: EcmClient) -> None:
    assert 1_800_000 == ecm.get("/v1/serverinfo").json["sessions"]["session_timeout"]


@pytest.mark.parametrize(("method", "path"), [("GET", "/v2/nope"), ("PATCH", "/v2/nodes"), ("GET", "/v3/nodes/1")])
def test_an_unknown_path_or_verb_is_not_in_the_mappings_registry(method: str, path: str, ecm: EcmClient) -> None:
    reply = ecm.call(method, path)

    assert 400 == reply.status
    assert "could not be found in the mappings registry" in reply.json["error"]


def test_members_are_found_by_name(ecm: EcmClient) -> None:
    results = ecm.get("/v2/members?where_type=0&query=fin").json["results"]

    assert [{"id": 1202, "type": 0, "name": "finance", "display_name": "Finance"}] == [
        result["data"]["properties"] for result in results
    ]


@pytest.mark.parametrize(
    ("path", "name"), [("v1/authentication", "user_name"), ("rest/authentication", "userName")], ids=["newer", "older"]
)
def test_a_single_sign_on_ticket_opens_the_api_and_gives_a_ticket(path: str, name: str, ecm: EcmClient) -> None:
    url = f"/otdsws/{path}/credentials"
    answer = ecm.sandbox.call("POST", url, {name: "connector", "password": "connector"})

    ticket = answer.json["ticket"]
    who = ecm.call("GET", "/v1/auth", OTDSTicket=ticket)

    assert ticket.startswith("*OTDSSSO*")
    assert "connector" == who.json["data"]["name"]
    assert 200 == ecm.call("GET", "/v1/auth", OTCSTicket=who.headers["otcsticket"]).status
    assert 401 == ecm.sandbox.call("POST", url, {name: "connector", "password": "wrong"}).status
    assert 400 == ecm.sandbox.call("POST", url, {"password": "connector"}).status


def test_a_token_may_be_asked_for_by_its_type(ecm: EcmClient) -> None:
    grant = {
        "grant_type": "client_credentials",
        "client_id": "sandbox-client",
        "client_secret": "sandbox-secret",
        "requested_token_type": "urn:ietf:params:oauth:token-type:access_token",
    }

    answer = ecm.sandbox.call("POST", "/otdsws/oauth2/token", grant, form=True)

    assert 200 == ecm.call("GET", "/v1/auth", Authorization=f"Bearer {answer.json['access_token']}").status


def test_tickets_of_both_kinds_expire_after_the_configured_time_and_can_be_revoked(ecm: EcmClient) -> None:
    ecm.sandbox.control("POST", "/switches", {"ecm_session_seconds": 10})
    login = {"user_name": "connector", "password": "connector"}
    single = ecm.sandbox.call("POST", "/otdsws/v1/authentication/credentials", login).json["ticket"]
    ticket = ecm.log_in("connector", "connector").json["ticket"]

    def answers() -> list[int]:
        return [ecm.call("GET", "/v1/auth", **{name: value}).status for name, value in headers]

    headers = [("OTCSTicket", ticket), ("OTDSTicket", single)]
    assert [200, 200] == answers()
    ecm.sandbox.control("POST", "/clock", {"advance_seconds": 11})
    assert [401, 401] == answers()

    ticket = ecm.log_in("connector", "connector").json["ticket"]
    ecm.sandbox.control("POST", "/ecm/tickets/revoke")
    assert 401 == ecm.call("GET", "/v1/auth", OTCSTicket=ticket).status
