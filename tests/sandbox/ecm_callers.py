"""A caller of the emulated Extended ECM, in each encoding that the server takes."""

import json
from typing import Any
from urllib.parse import urlencode

from urllib3 import encode_multipart_formdata

from tests.sandbox.callers import Reply, SandboxClient

BASE = "/ecm/cs/cs/api"
FORM = "application/x-www-form-urlencoded"


class EcmClient:
    """Logged in as the service user; `form` sends plain fields, `body` the field with a JSON document."""

    def __init__(self, sandbox: SandboxClient, username: str = "connector", password: str = "connector") -> None:
        self.sandbox = sandbox
        self.ticket = self.log_in(username, password).json["ticket"]

    def log_in(self, username: str, password: str) -> Reply:
        login = {"username": username, "password": password}
        return self.sandbox.call("POST", f"{BASE}/v1/auth", login, form=True, headers={"Content-Type": FORM})

    def call(
        self, method: str, path: str, data: bytes | None = None, content_type: str = FORM, **headers: str
    ) -> Reply:
        sent = headers or {"OTCSTicket": self.ticket}
        return self.sandbox.call(method, BASE + path, data, headers={**sent, "Content-Type": content_type})

    def get(self, path: str) -> Reply:
        return self.call("GET", path)

    def delete(self, path: str) -> Reply:
        return self.call("DELETE", path)

    def form(self, method: str, path: str, **fields: Any) -> Reply:
        return self.call(method, path, urlencode(fields, doseq=True).encode())

    def body(self, method: str, path: str, document: Any) -> Reply:
        return self.form(method, path, body=json.dumps(document))

    def as_json(self, method: str, path: str, document: Any) -> Reply:
        return self.call(method, path, json.dumps(document).encode(), "application/json")

    def upload(self, path: str, file: tuple[str, bytes, str], **fields: str) -> Reply:
        data, content_type = encode_multipart_formdata({**fields, "file": file})
        return self.call("POST", path, data, content_type)

    def folder(self, name: str, parent_id: int = 2000) -> int:
        reply = self.body("POST", "/v2/nodes", {"type": 0, "parent_id": parent_id, "name": name})
        assert reply.status == 200, reply.body
        return int(reply.json["results"]["data"]["properties"]["id"])

    def document(self, name: str, content: bytes, parent_id: int = 2000, **more: Any) -> int:
        document = {"type": 144, "parent_id": parent_id, "name": name, **more}
        file = ("local.pdf", content, "application/pdf")
        reply = self.upload("/v2/nodes", file, body=json.dumps(document))
        assert reply.status == 200, reply.body
        return int(reply.json["results"]["data"]["properties"]["id"])

    def workspace(self, bo_type: str = "Order", bo_id: str = "1001", **more: Any) -> Reply:
        type_id, template_id = {"Order": (31, 5001), "Case": (32, 5002), "Customer": (33, 5003)}[bo_type]
        document = {
            "template_id": template_id,
            "wksp_type_id": type_id,
            "name": f"{bo_type} ({bo_id})",
            "ext_system_id": "SHOPIFY",
            "bo_type": bo_type,
            "bo_id": bo_id,
            **more,
        }
        return self.body("POST", "/v2/businessworkspaces", document)

    def open_workspace(self, bo_type: str = "Order", bo_id: str = "1001", **more: Any) -> int:
        reply = self.workspace(bo_type, bo_id, **more)
        assert reply.status == 200, reply.body
        return int(reply.json["results"]["id"])

    def names_in(self, parent_id: int, query: str = "") -> list[str]:
        results = self.get(f"/v2/nodes/{parent_id}/nodes?limit=100{query}").json["results"]
        return [result["data"]["properties"]["name"] for result in results]

    def child(self, parent_id: int, name: str) -> int:
        results = self.get(f"/v2/nodes/{parent_id}/nodes?limit=100").json["results"]
        found = {result["data"]["properties"]["name"]: result["data"]["properties"]["id"] for result in results}
        return int(found[name])

    def draft(self, map_id: int = 19118, documents: str = "", **values: str) -> int:
        document = {"workflow_id": map_id, "doc_ids": documents, "AttachDocuments": "true"}
        draft_id = self.body("POST", "/v2/draftprocesses", document).json["results"]["draftprocess_id"]
        filled = self.body("PUT", f"/v2/draftprocesses/{draft_id}", {"action": "formUpdate", "values": values})
        assert filled.status == 200, filled.body
        return int(draft_id)

    def initiate(self, draft_id: int) -> int:
        reply = self.body("PUT", f"/v2/draftprocesses/{draft_id}", {"action": "Initiate", "comment": "please"})
        assert reply.status == 200, reply.body
        return int(reply.json["results"]["process_id"])

    def start(self, map_id: int = 19118, documents: str = "", **values: str) -> int:
        return self.initiate(self.draft(map_id, documents, **values))
