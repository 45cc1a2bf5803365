"""Bearer tokens by client credentials, kept in this process: one thread asks, the others wait for it."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, Field, SecretStr, ValidationError

from integrator.clients.answers import Answer, Request, TokenRejected
from integrator.clients.errors import Unauthorized
from integrator.clients.http import Http


class Tokens(Protocol):
    """Where a client gets its bearer token from."""

    def token(self) -> str:
        """Give a token that is good for now."""

    def discard(self, token: str) -> None:
        """Forget `token` because the remote refused it; a newer one stays."""


class _Issued(BaseModel):
    access_token: Annotated[str, Field(pattern=r"^[!-~]{1,16384}$")]
    expires_in: Annotated[float, Field(ge=0, allow_inf_nan=False)]


class _CachedTokens:
    """Asks for a token when there is none or the present one is near its end."""

    def __init__(self, http: Http, *, key: str, clock: Callable[[], float]) -> None:
        self._http = http
        self._clock = clock
        self._key = key
        self._lock = threading.Lock()
        self._token = ""
        self._renew_at = 0.0
        self._flight: Future[str] | None = None

    def token(self) -> str:
        """
        Give the present token, or ask for one.

        Raises:
            Unauthorized: the credentials are not accepted.
            RemoteError: the issuer could not be asked; all threads that waited get the same error.
        """
        with self._lock:
            if self._token and self._clock() < self._renew_at:
                return self._token
            flight = self._flight
            is_first = flight is None
            if flight is None:
                flight = self._flight = Future()
        if is_first:
            self._renew(flight)
        return flight.result()

    def discard(self, token: str) -> None:
        """Forget `token`, but leave a newer one alone that another thread has got meanwhile."""
        with self._lock:
            if token == self._token:
                self._token = ""

    def _renew(self, flight: Future[str]) -> None:
        started = self._clock()
        try:
            issued = self._read(self._http.send("token", self._request(), limit_key=self._key, cost=0.0))
        except BaseException as error:  # noqa: BLE001 - handed on to every waiting thread, this one included.
            with self._lock:
                self._flight = None
            flight.set_exception(error)
            return
        with self._lock:
            self._token = issued.access_token
            self._renew_at = started + self._usable(issued.expires_in)
            self._flight = None
        flight.set_result(issued.access_token)

    def _read(self, answer: Answer) -> _Issued:
        if answer.status >= 400:
            why = f"the issuer refused the credentials with status {answer.status}"
            raise Unauthorized(why, **answer.context)
        try:
            return _Issued.model_validate(answer.json_object())
        except ValidationError:
            pass  # Raised below, so that the error does not carry the token along as its context.
        raise answer.garbled("not a token answer")

    def _request(self) -> Request:
        raise NotImplementedError

    def _usable(self, lifetime: float) -> float:
        raise NotImplementedError


class BearerTokens(_CachedTokens):
    """
    Tokens of the OpenText gateway, or of any RFC 6749 issuer.

    A token is renewed 60 s or a tenth of its life before it ends, whichever is earlier.

    Source: contracts/opentext/auth, sections 2, 3 and 7. [seen in code]
    """

    def __init__(
        self,
        token_url: str,
        client_id: str,
        client_secret: SecretStr,
        *,
        http: Http,
        encoding: Literal["form", "json"] = "form",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(http, key="", clock=clock)
        self._url = token_url
        self._client_id = client_id
        self._client_secret = client_secret
        self._encoding = encoding

    def _request(self) -> Request:
        fields = {
            "grant_type": "client_credentials",
            "client_id": self._client_id,
            "client_secret": self._client_secret.get_secret_value(),
        }
        if self._encoding == "json":
            return Request("POST", self._url, json=fields, reads=True)
        return Request("POST", self._url, data=fields, reads=True)

    def _usable(self, lifetime: float) -> float:
        return lifetime - max(60.0, lifetime / 10)


class ShopifyTokens(_CachedTokens):
    """
    Tokens of one store for an app of the merchant's own organization, renewed at 80 % of their life.

    Source: contracts/shopify/api, section 2. [documented]
    """

    def __init__(
        self,
        store: str,
        *,
        url: str,
        client_id: str,
        client_secret: SecretStr,
        http: Http,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(http, key=store, clock=clock)
        self._url = f"{url}/admin/oauth/access_token"
        self._client_id = client_id
        self._client_secret = client_secret

    def _request(self) -> Request:
        fields = {
            "grant_type": "client_credentials",
            "client_id": self._client_id,
            "client_secret": self._client_secret.get_secret_value(),
        }
        return Request("POST", self._url, data=fields, reads=True)

    def _usable(self, lifetime: float) -> float:
        return lifetime * 0.8


def send_authorized(
    http: Http,
    tokens: Tokens,
    operation: str,
    build: Callable[[str], Request],
    *,
    limit_key: str = "",
    cost: float = 1.0,
) -> Answer:
    """
    Send what `build` makes of a token; after a 401 get a fresh token and send it once more.

    A 401 is given before anything is done, so repeating a write is safe here.

    Raises:
        Unauthorized: the second token was refused as well, or the issuer gave none.
        RemoteError: as `Http.send`.
    """
    token = tokens.token()
    try:
        return http.send(operation, build(token), limit_key=limit_key, cost=cost)
    except TokenRejected:
        tokens.discard(token)
    return http.send(operation, build(tokens.token()), limit_key=limit_key, cost=cost)
