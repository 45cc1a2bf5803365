"""A store of recorded answers: each operation gives the next of the answers laid out for it."""

import json
from collections import defaultdict
from typing import Any

import responses
from requests import PreparedRequest

from integrator.clients.gate import Gate
from integrator.clients.http import Http
from integrator.clients.shopify import Shopify

STORE = "acme.myshopify.com"
URL = f"https://{STORE}/admin/api/2026-07/graphql.json"

COST = {
    "requestedQueryCost": 12,
    "actualQueryCost": 9,
    "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 1991, "restoreRate": 100.0},
}


class FixedTokens:
    """Tokens that never change, and what was discarded."""

    def __init__(self) -> None:
        self.discarded: list[str] = []

    def token(self) -> str:
        return "shpat_s3cret"

    def discard(self, token: str) -> None:
        self.discarded.append(token)


class RecordedStore:
    """What Shopify would answer, and what it was asked."""

    def __init__(self, mock: responses.RequestsMock) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.tokens = FixedTokens()
        self.http = Http("shopify", gate=Gate.local())
        self.client = Shopify(STORE, url=f"https://{STORE}", tokens=self.tokens, http=self.http)
        self.version = "2026-07"
        self._answers: dict[str, list[tuple[int, Any]]] = defaultdict(list)
        mock.add_callback(responses.POST, URL, self._answer)

    def answers(self, operation: str, data: dict[str, Any]) -> None:
        """Lay out `data` as the next answer to `operation`."""
        self.answers_raw(operation, {"data": data, "extensions": {"cost": COST}})

    def answers_raw(self, operation: str, body: Any, *, status: int = 200) -> None:
        self._answers[operation].append((status, body))

    def variables(self, operation: str) -> list[dict[str, Any]]:
        return [variables for name, variables in self.asked if name == operation]

    def _answer(self, request: PreparedRequest) -> tuple[int, dict[str, str], str]:
        sent = json.loads(request.body or b"")
        assert "shpat_s3cret" == request.headers["X-Shopify-Access-Token"]
        assert {"query", "variables", "operationName"} == set(sent)
        self.asked.append((sent["operationName"], sent["variables"]))
        status, body = self._answers[sent["operationName"]].pop(0)
        headers = {"X-Shopify-API-Version": self.version, "X-Request-Id": "req-1"}
        return status, headers, body if isinstance(body, str) else json.dumps(body)
