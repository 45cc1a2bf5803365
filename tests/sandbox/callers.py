"""What the sandbox tests hold in their hands: a caller of the running sandbox, and one process in it."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode


@dataclass(frozen=True)
class Reply:
    """An answer; `json` is None when the body is empty or no JSON."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class SandboxClient:
    """Calls a running sandbox; `token` makes the calls of `api` those of the connector."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.token = ""

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: dict[str, str] | None = None,
        form: bool = False,
    ) -> Reply:
        """Send `body` as JSON, as a form, or bytes as they are."""
        sent = dict(headers or {})
        data = body
        if form:
            data = urlencode(body).encode()
        elif body is not None and not isinstance(body, bytes):
            data = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        request = urllib.request.Request(self.url + path, data=data, headers=sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return Reply(answer.status, dict(answer.headers), answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, dict(error.headers), error.read())

    def api(self, method: str, path: str, body: Any = None, **parameters: Any) -> Reply:
        """Call an emulated OpenText service with a good token; `parameters` make the query."""
        if not self.token:
            self.token = self.new_token()
        query = f"?{urlencode(parameters)}" if parameters else ""
        return self.call(method, path + query, body, headers={"Authorization": f"Bearer {self.token}"})

    def new_token(self, tenant: str = "demo") -> str:
        grant = {
            "grant_type": "client_credentials",
            "client_id": "sandbox-client",
            "client_secret": "sandbox-secret",
        }
        return self.call("POST", f"/tenants/{tenant}/oauth2/token", grant, form=True).json["access_token"]

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call a control page that must answer without error; return its JSON."""
        reply = self.call(method, f"/_sandbox{path}", body)
        assert reply.status < 300, reply.body
        return reply.json

    def effects(self, operation: str | None = None) -> list[dict[str, Any]]:
        effects = self.control("GET", "/effects")["effects"]
        return [effect for effect in effects if operation in {None, effect["operation"]}]


@dataclass(frozen=True)
class OrderReview:
    """A running process of the definition `shopify_order_review`."""

    sandbox: SandboxClient
    id: str
    key: str

    def open_task(self, **parameters: Any) -> dict[str, Any]:
        listed = self.sandbox.api("GET", "/workflow/v1/tasks", processInstanceId=self.id, **parameters).json
        (task,) = listed["_embedded"]["tasks"]
        return task

    def act(self, task: dict[str, Any], action: str, **fields: Any) -> Reply:
        return self.sandbox.api("POST", f"/workflow/v1/tasks/{task['id']}", {"action": action, **fields})

    def decide(self, outcome: str, **fields: Any) -> dict[str, Any]:
        """Decide as a reviewer and return the connector's task."""
        task = self.open_task()
        self.sandbox.control("POST", f"/tasks/{task['id']}/decide", {"outcome": outcome, **fields})
        return self.open_task(includeProcessVariables="true")

    def history(self) -> Reply:
        path = f"/workflow-history/v1/historic-process-instances/{self.id}"
        return self.sandbox.api("GET", path, includeProcessVariables="true")


StartReview = Callable[..., OrderReview]
ValuesOf = Callable[[list[dict[str, Any]]], dict[str, Any]]
