"""Sends one GraphQL document: reserves its cost, settles it by the answer, turns refusals into our errors."""

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, ValidationError

from integrator.clients.answers import LONGEST_WAIT, Answer, Request
from integrator.clients.auth import Tokens, send_authorized
from integrator.clients.errors import Garbled, Refused, RemoteError, Throttled
from integrator.clients.gate import Entry, ThrottleStatus
from integrator.clients.http import Http
from integrator.clients.shopify.documents import Document
from integrator.clients.shopify.ids import check_store
from integrator.clients.shopify.mishaps import (
    failure_of_errors,
    failure_of_status,
    failure_of_user_errors,
    has_search_warnings,
)

API_VERSION = "2026-07"

_MOST_PAGES = 1000
"""A list beyond this does not end: its server ignores the cursor."""

_Points = Annotated[float, Field(ge=0, allow_inf_nan=False)]
_Shape = TypeVar("_Shape", bound=BaseModel)

_log = logging.getLogger(__name__)


class _ThrottleStatus(BaseModel):
    maximumAvailable: Annotated[float, Field(gt=0, allow_inf_nan=False)]  # noqa: N815 - Shopify's spelling.
    currentlyAvailable: _Points  # noqa: N815 - Shopify's spelling.
    restoreRate: Annotated[float, Field(gt=0, allow_inf_nan=False)]  # noqa: N815 - Shopify's spelling.


class _Cost(BaseModel):
    requestedQueryCost: _Points  # noqa: N815 - Shopify's spelling.
    actualQueryCost: _Points | None  # noqa: N815 - Shopify's spelling.
    throttleStatus: _ThrottleStatus  # noqa: N815 - Shopify's spelling.


class GraphQL:
    """
    The GraphQL endpoint of one store.

    Source: contracts/shopify/api, sections 1, 3 and 4. [documented]
    """

    def __init__(self, store: str, *, url: str, tokens: Tokens, http: Http) -> None:
        self.store = check_store(store)
        self._url = f"{url.rstrip('/')}/admin/api/{API_VERSION}/graphql.json"
        self._tokens = tokens
        self._http = http
        self._costs: dict[str, float] = {}
        self._has_warned = False

    @property
    def scheme(self) -> str:
        """`https`, or what an emulation speaks."""
        return self._url.partition(":")[0]

    @property
    def room(self) -> float:
        """Which part of the store's points is free, from 0 to 1."""
        return self._http.gate.room(self._http.system, self.store)

    def ask(self, document: Document, variables: Mapping[str, object], shape: type[_Shape]) -> _Shape:
        """
        Send a query and read its `data` as `shape`.

        Raises:
            Throttled: the bucket is too empty; `retry_after` says when it will do.
            Unauthorized: a scope or an approval is missing.
            Refused: Shopify does not accept the document or its values.
            RemoteError: as `Http.send`.
        """
        answer, data = self._send(document, variables)
        return _read(answer, data, shape)

    def pages(
        self,
        document: Document,
        variables: Mapping[str, object],
        shape: type[_Shape],
        next_of: Callable[[_Shape], str | None],
        *,
        cursor: str = "after",
    ) -> Iterator[_Shape]:
        """
        Ask for one page after the other, each only when it is wanted; `next_of` is the cursor behind a page.

        `cursor` names the variable that takes it.

        Raises:
            Garbled: the list does not end.
            RemoteError: as `ask`.
        """
        after: str | None = None
        for _ in range(_MOST_PAGES):
            page = self.ask(document, {**variables, cursor: after}, shape)
            yield page
            before, after = after, next_of(page)
            if after is None:
                return
            if after == before:
                break
        raise Garbled("a list without end", system=self._http.system, operation=document.operation)

    def change(self, document: Document, variables: Mapping[str, object], root: str, shape: type[_Shape]) -> _Shape:
        """
        Send a mutation and read its payload, the field `root`, as `shape`.

        Raises:
            Refused: Shopify answered userErrors; `codes` lists their codes, where they have any.
            RemoteError: as `ask`; `ambiguous` says whether the change may have been made all the same.
        """
        answer, data = self._send(document, variables)
        payload = data.get(root)
        if not isinstance(payload, dict):
            raise answer.garbled("an answer without payload")
        if failure := failure_of_user_errors(answer, payload):
            raise failure
        return _read(answer, payload, shape)

    def _send(self, document: Document, variables: Mapping[str, object]) -> tuple[Answer, Mapping[str, Any]]:
        reserved = self._costs.get(document.operation, document.cost)
        body = {"query": document.text, "variables": variables, "operationName": document.operation}

        def build(token: str) -> Request:
            headers = {"X-Shopify-Access-Token": token}
            return Request("POST", self._url, headers=headers, json=body, reads=document.is_read)

        answer = send_authorized(
            self._http, self._tokens, document.operation, build, limit_key=self.store, cost=reserved
        )
        if failure := failure_of_status(answer):
            self._obey(failure)
            raise failure
        self._compare_version(answer)
        content = answer.json_object()
        wait = self._settle(document, reserved, content)
        if failure := failure_of_errors(answer, content.get("errors"), wait=wait):
            raise failure
        if has_search_warnings(_mapping(content.get("extensions"))):
            why = "a search term is not understood"
            raise Refused(why, codes=("SEARCH_WARNING",), **answer.context)
        if not isinstance(content.get("data"), dict):
            raise answer.garbled("an answer without data")
        return answer, content["data"]

    def _settle(self, document: Document, reserved: float, content: Mapping[str, Any]) -> timedelta:
        """Take over what the answer says about costs; return how long a throttled request has to wait."""
        try:
            cost = _Cost.model_validate(_mapping(content.get("extensions")).get("cost"))
        except ValidationError:
            # Figures about costs are no reason to doubt the answer itself; the reservation simply stands.
            return timedelta(seconds=1)
        status = cost.throttleStatus
        self._costs[document.operation] = cost.requestedQueryCost
        self._http.gate.settle(
            self._http.system,
            self.store,
            reserved=reserved,
            used=cost.actualQueryCost or 0.0,
            status=ThrottleStatus(status.maximumAvailable, status.currentlyAvailable, status.restoreRate),
        )
        missing = max(cost.requestedQueryCost - status.currentlyAvailable, 0.0)
        # A rate next to zero would make a wait that no calendar holds.
        return timedelta(seconds=min(missing / status.restoreRate, LONGEST_WAIT.total_seconds()))

    def _obey(self, failure: RemoteError) -> None:
        if isinstance(failure, Throttled):
            self._http.gate.hold_back(Entry(self._http.system, self.store), failure.retry_after)

    def _compare_version(self, answer: Answer) -> None:
        # Shopify answers a retired version by another one instead of refusing it.
        served = answer.headers.get("X-Shopify-API-Version", API_VERSION)
        if served != API_VERSION and not self._has_warned:
            self._has_warned = True
            _log.warning("store %s serves API version %.20r instead of %s", self.store, served, API_VERSION)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _read(answer: Answer, data: Mapping[str, Any], shape: type[_Shape]) -> _Shape:
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        faults = error.errors(include_input=False, include_context=False, include_url=False)
    # Raised outside the block: pydantic's own error quotes the values.
    places = (".".join(map(str, fault["loc"])) for fault in faults[:3])
    raise answer.garbled(f"of another shape at {', '.join(places)}")
