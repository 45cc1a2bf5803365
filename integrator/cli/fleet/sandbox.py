"""The control pages of a running sandbox, from the side of whoever plays store, reviewer and observer."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from integrator.cli.fleet.child import FleetError

Json = dict[str, Any]


class SandboxControl:
    """Talks to `<url>/_sandbox/...`; a refusal is a `FleetError` with the sandbox's own words."""

    def __init__(self, url: str) -> None:
        self.url = url
        # No proxy of the environment between us and loopback.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def get(self, path: str) -> Json:
        """Return the answer to a GET of `/_sandbox<path>`."""
        return self._call("GET", path, None)

    def post(self, path: str, body: Mapping[str, Any]) -> Json:
        """Return the answer to a POST to `/_sandbox<path>`, empty when there is none."""
        return self._call("POST", path, body)

    def delete(self, path: str) -> None:
        """Send a DELETE of `/_sandbox<path>`."""
        self._call("DELETE", path, None)

    def effects(self, since: int = 0) -> list[Json]:
        """Return every change in the emulated systems after effect number `since`, oldest first."""
        found: list[Json] = self.get(f"/effects?since={since}")["effects"]
        return found

    def open_tasks(self, business_key: str = "") -> list[Json]:
        """Return the reviewers' open tasks, of one process or of all."""
        tasks: list[Json] = self.get("/tasks")["tasks"]
        return [task for task in tasks if business_key in {"", task["business_key"]}]

    def decide(self, task: str, word: str, *, reason: str = "", by: str = "") -> None:
        """Complete a task as a reviewer."""
        self.post(f"/tasks/{quote(task)}/decide", {"outcome": word, "reason": reason, "by": by})

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None) -> Json:
        request = urllib.request.Request(  # noqa: S310 - our own sandbox on loopback
            f"{self.url}/_sandbox{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with self._opener.open(request, timeout=10) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            with error:
                raise FleetError(f"The sandbox refuses {method} {path}: {error.read().decode()}") from None
        except OSError as error:
            raise FleetError(f"The sandbox does not answer {method} {path}: {error}") from None
        found: Json = json.loads(text) if text else {}
        return found
