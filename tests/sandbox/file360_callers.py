"""A caller of the emulated File 360, and of the people who use it."""

import base64
import json
from typing import Any
from urllib.parse import urlencode

from urllib3 import encode_multipart_formdata

from tests.sandbox.callers import Reply, SandboxClient

BASE = "/file360/api/v1"


class File360Client:
    """Logged in as the connector at OTDS."""

    def __init__(self, sandbox: SandboxClient) -> None:
        self.sandbox = sandbox
        grant = {
            "grant_type": "client_credentials",
            "client_id": "sandbox-client",
            "client_secret": "sandbox-secret",
        }
        self.token = sandbox.call("POST", "/otdsws/oauth2/token", grant, form=True).json["access_token"]

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        sent = {"Authorization": f"Bearer {self.token}", **headers}
        return self.sandbox.call(method, BASE + path, body, headers=sent)

    def get(self, path: str, **parameters: Any) -> Reply:
        return self.call("GET", path + (f"?{urlencode(parameters)}" if parameters else ""))

    def multipart(self, path: str, content: bytes, mime: str = "application/pdf", **fields: str) -> Reply:
        data, content_type = encode_multipart_formdata({**fields, "file": ("local.pdf", content, mime)})
        return self.call("POST", path, data, **{"Content-Type": content_type})

    def upload(self, folder_id: str, name: str, content: bytes, **more: Any) -> Reply:
        return self.multipart(f"/folders/{folder_id}/files", content, metadata=json.dumps({"name": name, **more}))

    def at(self, path: str) -> dict[str, Any]:
        (found,) = self.get("/items", where_path=path).json["results"]
        return found

    def folder(self, name: str, parent: str = "/Orders", **more: Any) -> dict[str, Any]:
        reply = self.call("POST", "/folders", {"parent_id": self.at(parent)["id"], "name": name, **more})
        assert reply.status == 201, reply.body
        return reply.json

    def file(self, content: bytes = b"one", parent: str = "/Orders", name: str = "a.pdf", **more: Any) -> Any:
        reply = self.upload(self.at(parent)["id"], name, content, **more)
        assert reply.status == 201, reply.body
        return reply.json

    def play(self, path: str, /, **body: Any) -> Reply:
        """Do what one of the people does."""
        return self.sandbox.call("POST", f"/_sandbox/file360/{path}", body)

    def approve(self, path: str, content: bytes, **more: Any) -> dict[str, Any]:
        """Have the reviewer upload and approve a file."""
        uploaded = self.play("uploads", path=path, content_base64=encoded(content)).json
        reply = self.play(f"files/{uploaded['id']}/status", status="approved", **more)
        assert reply.status == 200, reply.body
        return reply.json

    def events(self, **parameters: Any) -> list[str]:
        return [one["event"] for one in self.get("/activities", **parameters).json["results"]]

    def effects(self, operation: str) -> list[dict[str, Any]]:
        return self.sandbox.effects(operation)


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def code(reply: Reply) -> tuple[int, str]:
    return reply.status, reply.json["error_code"]
