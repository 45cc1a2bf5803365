"""What the tests of the Trading Grid emulation hold in their hands."""

from typing import Any

from tests.sandbox.callers import Reply, SandboxClient

COMMUNITY = "/trading-grid/active-community/v1"
DOCUMENTS = "/trading-grid/active-documents/v1"
SUPPLIER, DISTRIBUTOR, SUSPENDED = "p-100", "p-200", "p-300"


def case_body(**changes: Any) -> dict[str, Any]:
    return {
        "external_reference": "T1:acme.myshopify.com:fulfillment_order:99:1",
        "kind": "fulfillment_exception",
        "partner_id": SUPPLIER,
        "subject": "Order #1042 short shipped",
        "lines": [{"line_ref": "1", "sku": "SKU-1", "quantity": "6", "reason_code": "out_of_stock"}],
        "allowed_resolutions": ["ship_by", "split"],
        **changes,
    }


def survey_body(**changes: Any) -> dict[str, Any]:
    return {
        "external_reference": "T7:acme:campaign:1:1",
        "title": "Spring launch",
        "campaign": {"name": "Spring", "start": "2026-03-01T00:00:00.000Z", "end": "2026-04-01T00:00:00.000Z"},
        "questions": [{"id": "ready", "type": "choice", "text": "Ready?", "options": ["ready", "at_risk"]}],
        "partner_ids": [SUPPLIER, DISTRIBUTOR],
        "open_time": "2026-01-05T10:00:00.000Z",
        "due_time": "2026-02-01T10:00:00.000Z",
        **changes,
    }


def order_in_json(number: str = "PO1001", *, purpose: str = "original", **changes: Any) -> dict[str, Any]:
    content = {
        "document_type": "purchase_order",
        "document_number": number,
        "purpose": purpose,
        "issue_time": "2026-01-05T10:00:00.000Z",
        "buyer": {"id": "ACME"},
        "seller": {"partner_id": DISTRIBUTOR},
        "currency": "EUR",
        "lines": [{"line": "1", "sku": "SKU-1", "quantity": "10", "unit": "EA", "price": "5.00"}],
    }
    return {**_sent(number, purpose), "partner_id": DISTRIBUTOR, "format": "json", "content": content, **changes}


def order_in_x12(number: str = "PO1001", *, control: int = 1, **changes: Any) -> dict[str, Any]:
    isa = f"ISA*00*{'':10}*00*{'':10}*ZZ*{'ACME':15}*ZZ*{'PARTNER1':15}*260105*1000*U*00401*{control:09}*0*P*>~"
    content = (
        f"{isa}GS*PO*ACME*PARTNER1*20260105*1000*{control}*X*004010~ST*850*0001~BEG*00*SA*{number}**20260105~"
        f"PO1*1*10*EA*5**SK*SKU-1~PO1*2*4*CA*2**SK*SKU-2~CTT*2~SE*6*0001~GE*1*{control}~IEA*1*{control:09}~"
    )
    return {**_sent(number, "original"), "partner_id": SUPPLIER, "format": "x12", "content": content, **changes}


def _sent(number: str, purpose: str) -> dict[str, Any]:
    reference = f"T2:acme:order:{number}:{purpose}#po"
    return {"external_reference": reference, "document_type": "purchase_order", "purpose": purpose}


class Grid:
    """Both services with a good token, and the partner's desk."""

    def __init__(self, sandbox: SandboxClient) -> None:
        self.sandbox = sandbox

    def community(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        return self._call(method, COMMUNITY + path, body, headers)

    def documents(self, method: str, path: str, body: Any = None) -> Reply:
        return self._call(method, DOCUMENTS + path, body, {})

    def desk(self, path: str, body: dict[str, Any]) -> Any:
        return self.sandbox.control("POST", f"/trading-grid{path}", body)

    def send(self, body: dict[str, Any]) -> dict[str, Any]:
        reply = self.documents("POST", "/documents", body)
        assert reply.status == 202, reply.body
        return reply.json

    def inbox(self, query: str = "") -> list[dict[str, Any]]:
        listed = self.documents("GET", f"/documents?direction=inbound&state=available{query}").json
        return listed.get("_embedded", {}).get("documents", [])

    def content(self, document: dict[str, Any]) -> bytes:
        return self.documents("GET", f"/documents/{document['id']}/content").body

    def events(self, after: str = "") -> list[dict[str, Any]]:
        query = f"?after={after}" if after else ""
        return self.community("GET", f"/events{query}").json.get("_embedded", {}).get("events", [])

    def open_case(self, **changes: Any) -> dict[str, Any]:
        reply = self.community("POST", "/cases", case_body(**changes))
        assert reply.status == 201, reply.body
        return reply.json

    def move(self, case: dict[str, Any], to: str, *, version: int | None = None, **fields: Any) -> Reply:
        etag = f'"{version or case["version"]}"'
        return self.community("POST", f"/cases/{case['id']}/transitions", {"to": to, **fields}, **{"If-Match": etag})

    def _call(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Reply:
        token = self.sandbox.token = self.sandbox.token or self.sandbox.new_token()
        return self.sandbox.call(method, path, body, headers={"Authorization": f"Bearer {token}", **headers})
