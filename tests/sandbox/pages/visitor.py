"""A person with a browser that runs no script: follows links, fills forms."""

import http.client
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlencode, urlsplit

STORE = "acme.myshopify.com"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7 * 7 }}"


@dataclass(frozen=True)
class Shown:
    """An answer; `text` is its body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        return self.headers["location"]

    @property
    def problem(self) -> str:
        found = re.search(r'class="problem"[^>]*>([^<]*)', self.text)
        return unescape(found[1]) if found else ""

    @property
    def answer(self) -> dict[str, str]:
        """What the last form answered, by the name of its field."""
        found = re.search(r'<dl class="answer">(.*?)</dl>', self.text)
        pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", found[1]) if found else []
        return {unescape(name): unescape(value) for name, value in pairs}

    def has(self, text: str) -> bool:
        return text in unescape(self.text)


@dataclass
class Visitor:
    """Talks to a sandbox as a browser on this machine does; `headers` may pretend something else."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Shown:
        return self._send("GET", path, None, {})

    def post(self, path: str, fields: Mapping[str, str] | None = None) -> Shown:
        """Send a form; its answer, not the page that it leads to."""
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.url}
        return self._send("POST", path, urlencode(fields or {}), sent)

    def upload(self, path: str, file: tuple[str, str, bytes], fields: Mapping[str, str]) -> Shown:
        """Send a form with the name, media type and content of a file."""
        parts = [(f'name="{name}"', value.encode()) for name, value in fields.items()]
        name, mime, content = file
        parts.append((f'name="file"; filename="{name}"\r\nContent-Type: {mime}', content))
        body = b"".join(b"--b\r\nContent-Disposition: form-data; %b\r\n\r\n%b\r\n" % (h.encode(), c) for h, c in parts)
        sent = {"Content-Type": "multipart/form-data; boundary=b", "Origin": self.url}
        return self._send("POST", path, body + b"--b--\r\n", sent)

    def place(self, preset: str) -> dict[str, Any]:
        """Place a typical order; returns it as the control API shows it."""
        assert 303 == self.post(f"/store/{STORE}/place", {"preset": preset}).status
        return self.orders()[-1]

    def orders(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.get("/_sandbox/orders").body)["orders"]
        return found

    def _send(self, method: str, path: str, body: str | bytes | None, headers: Mapping[str, str]) -> Shown:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=10)
        try:
            connection.request(method, path, body=body, headers={**headers, **self.headers})
            answer = connection.getresponse()
            return Shown(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()


def path_of(order: Mapping[str, Any]) -> str:
    return f"/store/{order['store']}/orders/{order['number']}"
