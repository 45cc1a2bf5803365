"""Single objects in each emulated system, and how one of them is read."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.sandbox.callers import SandboxClient
from tests.sandbox.ecm_callers import BASE as ECM
from tests.sandbox.ecm_callers import EcmClient
from tests.sandbox.file360_callers import BASE as FILE360
from tests.sandbox.file360_callers import File360Client
from tests.sandbox.shopify.callers import CREDENTIALS, STORE, document
from tests.sandbox.trading_grid_callers import COMMUNITY, case_body

_MANY = 200
"""Orders in the store, so that a read finds its object among others."""


@dataclass(frozen=True)
class Read:
    """A request for one object."""

    system: str
    what: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes | None = field(default=None, repr=False)

    def send(self, connection: http.client.HTTPConnection) -> None:
        """Send it and read the answer to its end; anything but success is a defect of the bench."""
        connection.request(self.method, self.path, self.body, dict(self.headers))
        with connection.getresponse() as answer:
            content = answer.read()
            if answer.status != 200 or b'"errors"' in content:
                raise RuntimeError(f"{self.what}: {answer.status} {content[:200]!r}")


def prepare(url: str) -> list[Read]:
    """Fill a fresh sandbox and return the reads of every system."""
    sandbox = SandboxClient(url)
    return [*_shopify(sandbox), *_opentext(sandbox)]


def connect(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)


def _shopify(sandbox: SandboxClient) -> list[Read]:
    sandbox.control("POST", "/shopify/settings", {"bucket_maximum": 1_000_000, "bucket_restore_rate": 1_000_000})
    orders = [sandbox.control("POST", "/orders", {"locations": 2, "risk": "HIGH"}) for _ in range(_MANY)]
    made = sandbox.control("POST", "/shopify/happenings/product-create", {"title": "Ölzeug", "sku": "KW-OEL"})
    base = f"/shopify/{STORE}/admin"
    token = sandbox.call("POST", f"{base}/oauth/access_token", CREDENTIALS).json["access_token"]
    headers = {"X-Shopify-Access-Token": token, "Content-Type": "application/json"}
    middle = sandbox.control("GET", f"/orders/{orders[_MANY // 2]['number']}")

    def read(name: str, id: str) -> Read:  # noqa: A002 - Shopify's own argument name
        body = json.dumps({"query": document(name), "variables": {"id": id}}).encode()
        return Read("shopify", name, "POST", f"{base}/api/2026-07/graphql.json", headers, body)

    return [
        read("order_core", middle["id"]),
        read("order_risk", middle["id"]),
        read("order_fulfillment_orders", middle["id"]),
        read("product_detail", made["id"]),
    ]


def _opentext(sandbox: SandboxClient) -> list[Read]:
    ecm, files = EcmClient(sandbox), File360Client(sandbox)
    node = ecm.document("invoice.pdf", b"%PDF-1.7")
    file = files.file(b"%PDF-1.7")
    bearer = {"Authorization": f"Bearer {sandbox.new_token()}", "Content-Type": "application/json"}
    started = {"processDefinitionKey": "shopify_order_review", "businessKey": "key-1"}
    instance = sandbox.api("POST", "/workflow/v1/process-instances", started).json["id"]
    case = sandbox.api("POST", f"{COMMUNITY}/cases", case_body()).json["id"]
    return [
        Read("ecm", "node", "GET", f"{ECM}/v2/nodes/{node}", {"OTCSTicket": ecm.ticket}),
        Read("file360", "file", "GET", f"{FILE360}/files/{file['id']}", {"Authorization": f"Bearer {files.token}"}),
        Read("workflow", "instance", "GET", f"/workflow/v1/process-instances/{instance}", bearer),
        Read("trading_grid", "case", "GET", f"{COMMUNITY}/cases/{case}", bearer),
    ]
