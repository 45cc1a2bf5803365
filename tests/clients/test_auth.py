"""Tokens: asked for once, renewed in time, and replaced when the remote refuses them."""

import json
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
import responses
from pydantic import SecretStr

from integrator.clients.auth import BearerTokens, ShopifyTokens, send_authorized
from integrator.clients.errors import Garbled, RemoteError, Unauthorized, Unreachable
from integrator.clients.http import Http, Request, TokenRejected

ISSUER = "https://na.example/tenants/demo/oauth2/token"
SERVICE = "https://na.example/service"


@pytest.fixture
def remote() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(http: Http, clock: Clock) -> BearerTokens:
    return BearerTokens(ISSUER, "client", SecretStr("s3cret"), http=http, clock=clock)


def issue(remote: responses.RequestsMock, *names: str, lifetime: float = 3600) -> None:
    for name in names:
        remote.post(ISSUER, json={"access_token": name, "token_type": "Bearer", "expires_in": lifetime})


def test_a_token_is_asked_for_once_with_the_credentials_in_a_form(
    remote: responses.RequestsMock, tokens: BearerTokens
) -> None:
    issue(remote, "one")

    assert "one" == tokens.token() == tokens.token()
    assert 1 == len(remote.calls)
    assert {
        "grant_type": ["client_credentials"],
        "client_id": ["client"],
        "client_secret": ["s3cret"],
    } == parse_qs(str(remote.calls[0].request.body))


def test_the_credentials_can_go_as_json(remote: responses.RequestsMock, http: Http) -> None:
    issue(remote, "one")

    BearerTokens(ISSUER, "client", SecretStr("s3cret"), http=http, encoding="json").token()

    sent = json.loads(remote.calls[0].request.body or "")
    assert {"grant_type": "client_credentials", "client_id": "client", "client_secret": "s3cret"} == sent


@pytest.mark.parametrize(("lifetime", "kept"), [(3600, 3239), (100, 39)])
def test_a_token_is_renewed_before_its_end(
    remote: responses.RequestsMock, tokens: BearerTokens, clock: Clock, lifetime: float, kept: float
) -> None:
    issue(remote, "one", "two", lifetime=lifetime)
    first = tokens.token()
    clock.now += kept
    still = tokens.token()
    clock.now += 2
    renewed = tokens.token()

    assert ("one", "one", "two") == (first, still, renewed)


def test_a_store_gives_its_tokens_at_its_own_address_and_for_80_percent_of_their_life(
    remote: responses.RequestsMock, http: Http, clock: Clock
) -> None:
    address = "https://acme.myshopify.com/admin/oauth/access_token"
    for name in ("one", "two"):
        remote.post(address, json={"access_token": name, "scope": "read_orders", "expires_in": 86399})
    tokens = ShopifyTokens(
        "acme.myshopify.com",
        url="https://acme.myshopify.com",
        client_id="client",
        client_secret=SecretStr("s3cret"),
        http=http,
        clock=clock,
    )
    first = tokens.token()
    clock.now += 69_118
    still = tokens.token()
    clock.now += 2
    renewed = tokens.token()

    assert ("one", "one", "two") == (first, still, renewed)


def test_many_threads_make_one_request_and_share_its_answer(
    remote: responses.RequestsMock, tokens: BearerTokens
) -> None:
    arrived, go_on = threading.Event(), threading.Event()

    def slowly(_: Any) -> tuple[int, dict[str, str], str]:
        arrived.set()
        assert go_on.wait(5)
        return 200, {}, '{"access_token": "one", "expires_in": 3600}'

    remote.add_callback(responses.POST, ISSUER, slowly)
    got: list[str] = []
    threads = [threading.Thread(target=lambda: got.append(tokens.token())) for _ in range(5)]

    for thread in threads:
        thread.start()
    arrived.wait(5)
    go_on.set()
    for thread in threads:
        thread.join()

    assert ["one"] * 5 == got
    assert 1 == len(remote.calls)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (
            {"status": 401, "json": {"fault": {"detail": {"errorcode": "oauth.v2.InvalidApiKey"}}}},
            Unauthorized,
        ),
        ({"status": 400, "json": {"error": "invalid_client"}}, Unauthorized),
        ({"status": 404, "body": "no such store"}, Unauthorized),
        ({"status": 503, "body": ""}, Unreachable),
        ({"status": 200, "body": "<html>"}, Garbled),
        ({"status": 200, "json": {"access_token": "t0ken\n", "expires_in": 3600}}, Garbled),
        ({"status": 200, "json": {"access_token": "t0ken"}}, Garbled),
    ],
)
def test_an_issuer_that_gives_no_token_is_an_error_and_is_asked_again_next_time(
    remote: responses.RequestsMock, tokens: BearerTokens, answer: dict[str, Any], error: type[RemoteError]
) -> None:
    remote.post(ISSUER, **answer)
    issue(remote, "two")

    with pytest.raises(error) as caught:
        tokens.token()

    assert "t0ken" not in repr(caught.value)
    assert caught.value.__context__ is None
    assert "two" == tokens.token()


def test_a_refused_token_is_replaced_and_the_request_repeated_once(
    remote: responses.RequestsMock, tokens: BearerTokens, http: Http
) -> None:
    issue(remote, "old", "new")
    remote.post(SERVICE, status=401, match=[responses.matchers.header_matcher({"Authorization": "Bearer old"})])
    remote.post(SERVICE, json={}, match=[responses.matchers.header_matcher({"Authorization": "Bearer new"})])

    answer = send_authorized(http, tokens, "write", request_with)

    assert 200 == answer.status
    assert "new" == tokens.token()


def test_a_second_refusal_is_final(remote: responses.RequestsMock, tokens: BearerTokens, http: Http) -> None:
    issue(remote, "old", "new")
    remote.post(SERVICE, status=401)

    with pytest.raises(TokenRejected):
        send_authorized(http, tokens, "write", request_with)

    assert [ISSUER, SERVICE, ISSUER, SERVICE] == [call.request.url for call in remote.calls]


def test_a_missing_right_is_not_a_matter_of_the_token(
    remote: responses.RequestsMock, tokens: BearerTokens, http: Http
) -> None:
    issue(remote, "old")
    remote.post(SERVICE, status=403)

    with pytest.raises(Unauthorized):
        send_authorized(http, tokens, "write", request_with)

    assert 2 == len(remote.calls)


def test_a_late_refusal_of_an_old_token_leaves_the_new_one(
    remote: responses.RequestsMock, tokens: BearerTokens
) -> None:
    issue(remote, "old", "new", "never")
    old = tokens.token()
    tokens.discard(old)
    new = tokens.token()

    tokens.discard(old)

    assert "new" == new == tokens.token()


def request_with(token: str) -> Request:
    return Request("POST", SERVICE, headers={"Authorization": f"Bearer {token}"})
