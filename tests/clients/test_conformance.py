"""
The OpenText clients meet the same faults and must answer with the same errors.

Each operation is given a way to succeed; then the fault takes the place of its first answer.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import requests
import responses
from pydantic import SecretStr

from integrator.clients.ecm import Ecm
from integrator.clients.errors import (
    Conflict,
    Garbled,
    Refused,
    RemoteError,
    Throttled,
    Unauthorized,
    Unreachable,
)
from integrator.clients.file360 import File360, Grant, Ref
from integrator.clients.filr import Filr
from integrator.clients.gate import Gate
from integrator.clients.http import Http
from integrator.clients.notifications import Notice, NotificationCenter, Notifications, Phone, Preferences, Recipient
from integrator.clients.trading_grid import Attachment, InboxDocument, NewCase, NewDocument, NewSurvey, TradingGrid
from integrator.clients.workflow import Workflow
from tests.clients.stand_ins import CountingTokens

BASE = "https://opentext.example"
ANYTHING = re.compile(rf"{BASE}/(?!v1/auth).*")
HASH_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
NODE = {"data": {"properties": {"id": 7, "name": "Invoices", "type": 0}}}
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
NOTICE = Notice.model_validate(
    {
        "correlation_id": "key",
        "event": "opened",
        "severity": "high",
        "recipients": [{"type": "group", "id": "ops"}],
        "subject": "s",
        "text": "t",
    }
)
NOTIFICATION = {"id": "n-1", "correlation_id": "key", "event": "opened", "state": "accepted"}
PREFERENCES = {"channels": {"email": True, "sms": False, "in_app": True}, "min_severity": "info"}
ITEM = {
    "type": "file",
    "id": "fi-1",
    "name": "a.pdf",
    "parent_id": "fo-1",
    "path": "/Orders/a.pdf",
    "properties": {"state": "open"},
    "retention": None,
    "etag": '"fi-1.1"',
}
VERSION = {
    "version_number": 1,
    "size": 0,
    "mime_type": "application/pdf",
    "sha256": HASH_OF_NOTHING,
    "created_at": "2026-01-05T10:00:00.000Z",
    "created_by": "connector",
    "status": "draft",
}
SHARE = {"id": "sh-1", "item_id": "fi-1", "recipient": {"email": "a@b.example"}, "role": "viewer", "state": "active"}
LINK = {"id": "li-1", "item_id": "fi-1", "url": "https://file360.example/open/x", "state": "active"}
PERMISSIONS = {"inherit": False, "grants": [{"principal": {"type": "group", "id": "legal"}, "role": "viewer"}]}
FILE, FOLDER = Ref(type="file", id="fi-1"), Ref(type="folder", id="fo-1")
WORKFLOW = {
    **NODE,
    "definition": {"data_packages": []},
    "Work_WorkID": 7,
    "SubWork_Title": "E8 SHOPIFY-1001",
    "wf_details": {"wf_name": "E8 SHOPIFY-1001", "status": "stopped"},
}
"""One result that each of the calls behind a workflow's operation can read what it needs from."""
INSTANCE = {"id": "i-1", "businessKey": "key", "startTime": "2026-01-05T10:00:00.000Z"}

MOMENT = datetime(2026, 1, 5, 10, tzinfo=UTC)
CASE = {
    "id": "c-1",
    "external_reference": "key",
    "kind": "return_claim",
    "partner_id": "p-1",
    "state": "new",
    "version": 1,
}
SURVEY = {"id": "s-1", "external_reference": "key", "state": "open", "version": 1}
MESSAGE = {"id": "m-1", "external_reference": "key", "author": "requester", "body": "text"}
ATTACHMENT = {
    "id": "a-1",
    "file_name": "a.pdf",
    "media_type": "application/pdf",
    "size": 0,
    "sha256": HASH_OF_NOTHING,
    "scan_state": "clean",
}
FILR_FOLDER = {"id": 48, "doc_type": "binder", "entity_type": "folder", "title": "A", "href": "/folders/48"}
FILR_FILE = {"id": "0" * 32, "doc_type": "file", "name": "a.pdf", "length": 0}
INBOX_DOCUMENT = InboxDocument(
    id="d-1",
    document_type="invoice",
    document_number="1",
    partner_id="p-1",
    format="x12",
    content_sha256=HASH_OF_NOTHING,
    size=0,
    received=MOMENT,
)


def _listed(*rows: Any) -> dict[str, Any]:
    return {"collection": {"paging": {"page": 1, "page_total": 1}}, "results": list(rows)}


def _ecm(http: Http) -> Ecm:
    return Ecm(BASE, username="connector", password=SecretStr("secret"), http=http)


def _workflow(http: Http) -> Workflow:
    return Workflow(BASE, BASE, tokens=CountingTokens(), http=http, claim_as="connector@acme.example")


def _trading_grid(http: Http) -> TradingGrid:
    return TradingGrid(BASE, BASE, tokens=CountingTokens(), http=http)


def _new_case() -> NewCase:
    return NewCase(external_reference="key", kind="return_claim", partner_id="p-1", subject="s")


def _new_survey() -> NewSurvey:
    return NewSurvey(
        external_reference="key",
        title="t",
        campaign="c",
        starts=MOMENT,
        ends=MOMENT,
        skus=("A",),
        expected_units=Decimal(1),
        questions=(),
        partner_ids=("p-1",),
        opens=MOMENT,
        due=MOMENT,
    )


def _new_document() -> NewDocument:
    return NewDocument(
        external_reference="key", document_type="purchase_order", partner_id="p-1", format="x12", content="ISA"
    )


def _notifications(http: Http) -> Notifications:
    return Notifications(BASE, tokens=CountingTokens(), http=http)


def _center(http: Http) -> NotificationCenter:
    return NotificationCenter(BASE, tokens=CountingTokens(), http=http)


def _file360(http: Http) -> File360:
    return File360(BASE, tokens=CountingTokens(), http=http)


def _filr(http: Http) -> Filr:
    return Filr(BASE, username="connector", password=SecretStr("secret"), http=http)


@dataclass(frozen=True)
class Operation:
    """One client method, what its first request is, and how that succeeds."""

    name: str
    call: Callable[[Http], Any]
    method: str
    success: dict[str, Any]
    missing: Any = field(default=Refused)
    """What a 404 means: an error, or the value that the method returns."""
    conflict: Any = field(default=Conflict)
    reads_answer: bool = True
    """Whether anything is read from a 200, so that it can be garbled."""
    only_reads: bool = False
    """Set for a POST that changes nothing."""
    has_session: bool = True
    """Whether a 401 may be the end of a token or ticket; without one the login goes with every request."""

    @property
    def begins_with_a_change(self) -> bool:
        return self.method != "GET" and not self.only_reads


OPERATIONS = [
    Operation(
        "ecm.find_workspace",
        lambda http: _ecm(http).find_workspace("Order", "1001"),
        "GET",
        {"json": {"results": [NODE]}},
        missing=None,
    ),
    Operation("ecm.get_node", lambda http: _ecm(http).get_node(7), "GET", {"json": {"results": NODE}}),
    Operation(
        "ecm.list_nodes",
        lambda http: _ecm(http).list_nodes(9, node_type=0),
        "GET",
        {"json": {"results": [NODE]}},
    ),
    Operation(
        "ecm.find_folder",
        lambda http: _ecm(http).find_folder(9, "Invoices"),
        "GET",
        {"json": {"results": [NODE]}},
    ),
    Operation(
        "ecm.open_folder",
        lambda http: _ecm(http).open_folder(9, "Invoices"),
        "GET",
        {"json": {"results": [NODE]}},
    ),
    Operation(
        "ecm.find_document",
        lambda http: _ecm(http).find_document(9, "a.pdf"),
        "GET",
        {"json": {"results": []}},
    ),
    Operation(
        "ecm.file_document",
        lambda http: _ecm(http).file_document(9, "a.pdf", b"", mime="application/pdf", sha256=HASH_OF_NOTHING),
        "POST",
        {"json": {"results": NODE}},
    ),
    Operation("ecm.download", lambda http: _ecm(http).download(7), "GET", {"body": b"%PDF"}, reads_answer=False),
    Operation(
        "ecm.set_categories",
        lambda http: _ecm(http).set_categories(7, "Document", {}),
        "GET",
        {
            "json": {
                "results": [
                    {
                        "data": {"categories": {}},
                        "metadata": {"categories": {"1": {"name": "Document", "persona": "category"}}},
                    }
                ]
            }
        },
    ),
    Operation("ecm.relate", lambda http: _ecm(http).relate(1, 7), "GET", {"json": {"results": [NODE]}}),
    Operation(
        "ecm.classify",
        lambda http: _ecm(http).classify(7, 5),
        "GET",
        {"json": {"data": [{"rmclassification_id": 5}]}},
    ),
    Operation(
        "ecm.workspace_types",
        lambda http: _ecm(http).workspace_types(),
        "GET",
        {"json": {"results": [NODE]}},
    ),
    Operation(
        "ecm.find_category", lambda http: _ecm(http).find_category("Order"), "GET", {"json": {"results": [NODE]}}
    ),
    Operation(
        "ecm.list_documents",
        lambda http: _ecm(http).list_documents(9),
        "GET",
        {
            "json": {
                "results": [{"data": {"properties": {"id": 7, "name": "a.pdf", "modify_date": "2026-01-05T10:00:00Z"}}}]
            }
        },
    ),
    Operation(
        "ecm.read_categories",
        lambda http: _ecm(http).read_categories(7),
        "GET",
        {"json": {"results": [{"data": {"categories": {}}, "metadata": {"categories": {}}}]}},
    ),
    Operation(
        "ecm.audit_trail",
        lambda http: _ecm(http).audit_trail(7),
        "GET",
        {"json": {"results": {"data": {"audit": []}}}},
    ),
    Operation(
        "ecm.search",
        lambda http: _ecm(http).search("OTName: invoice"),
        "POST",
        {"json": {"results": [NODE]}},
        only_reads=True,
    ),
    Operation(
        "ecm.find_by_nickname",
        lambda http: _ecm(http).find_by_nickname("wf_order_approval"),
        "GET",
        {"json": {"results": NODE}},
        missing=None,
    ),
    Operation(
        "ecm.find_record",
        lambda http: _ecm(http).find_record(7),
        "GET",
        {"json": {"data": [{"rmclassification_id": 5}]}},
    ),
    Operation(
        "ecm.put_on_hold",
        lambda http: _ecm(http).put_on_hold(7, "Dispute 1", since=datetime(2026, 1, 5, tzinfo=UTC)),
        "GET",
        {"json": {"data": [{"hold_name": "Dispute 1", "hold_id": 3}]}},
    ),
    Operation("ecm.lift_hold", lambda http: _ecm(http).lift_hold(7, "Dispute 1"), "GET", {"json": {"data": []}}),
    Operation("ecm.holds_on", lambda http: _ecm(http).holds_on(7), "GET", {"json": {"data": []}}),
    Operation(
        "ecm.delete",
        lambda http: _ecm(http).delete(7),
        "DELETE",
        {"json": {"results": {}}},
        missing=None,
        reads_answer=False,
    ),
    Operation(
        "ecm.add_role_member",
        lambda http: _ecm(http).add_role_member(9, "Finance", "Finance"),
        "GET",
        {"json": {"results": [{"data": {"properties": {"id": 7, "name": "Finance"}, "members": [{"id": 7}]}}]}},
    ),
    Operation(
        "ecm.restrict_folder",
        lambda http: _ecm(http).restrict_folder(9, {7: ["see"]}),
        "GET",
        {"json": {"results": []}},
    ),
    Operation(
        "ecm.find_process",
        lambda http: _ecm(http).find_process("wf_order_approval", "E8 SHOPIFY-1001"),
        "GET",
        {"json": {"results": [WORKFLOW]}},
    ),
    Operation(
        "ecm.start_process",
        lambda http: _ecm(http).start_process("wf_order_approval", "E8 SHOPIFY-1001", values={}),
        "GET",
        {"json": {"results": [WORKFLOW]}},
    ),
    Operation(
        "ecm.process_state",
        lambda http: _ecm(http).process_state(7),
        "GET",
        {"json": {"results": WORKFLOW}},
    ),
    Operation(
        "ecm.stop_process",
        lambda http: _ecm(http).stop_process(7),
        "GET",
        {"json": {"results": WORKFLOW}},
        missing=None,
    ),
    Operation(
        "workflow.find_instance",
        lambda http: _workflow(http).find_instance("model", "key"),
        "GET",
        {"json": {"_embedded": {"process-instances": [INSTANCE]}}},
    ),
    Operation(
        "workflow.start",
        lambda http: _workflow(http).start("model", "key", name="n", variables={}),
        "POST",
        {"status": 201, "json": INSTANCE},
    ),
    Operation(
        "workflow.comment",
        lambda http: _workflow(http).comment("i-1", "text"),
        "GET",
        {"json": {"_embedded": {"comments": [{"message": "text"}]}}},
    ),
    Operation(
        "workflow.cancel",
        lambda http: _workflow(http).cancel("i-1", "reason"),
        "DELETE",
        {"status": 204},
        missing=None,
        reads_answer=False,
    ),
    Operation(
        "workflow.withdraw",
        lambda http: _workflow(http).withdraw("model", "key", but="i-1", reason="duplicate of i-1"),
        "GET",
        {"json": {"_embedded": {"process-instances": [INSTANCE]}}},
    ),
    Operation(
        "workflow.set_variables",
        lambda http: _workflow(http).set_variables("i-1", {"risk": "HIGH"}),
        "PUT",
        {"json": {}},
        missing=RemoteError,
        reads_answer=False,
    ),
    Operation("workflow.people_tasks", lambda http: _workflow(http).people_tasks("i-1"), "GET", {"json": {}}),
    Operation(
        "workflow.change_task",
        lambda http: _workflow(http).change_task("t-1", priority=90),
        "PUT",
        {"json": {}},
        missing=False,
        reads_answer=False,
    ),
    Operation(
        "workflow.resume",
        lambda http: _workflow(http).resume("i-1", "await_goods"),
        "GET",
        {"json": {"_embedded": {"executions": [{"id": "e-1", "activityId": "await_goods"}]}}},
        missing=False,
    ),
    Operation(
        "workflow.find_historic",
        lambda http: _workflow(http).find_historic("i-1"),
        "GET",
        {"json": INSTANCE},
        missing=None,
    ),
    Operation(
        "workflow.ended_between",
        lambda http: _workflow(http).ended_between("model", NOON - timedelta(minutes=10), NOON),
        "GET",
        {"json": {}},
    ),
    Operation("workflow.models", lambda http: _workflow(http).models(), "GET", {"json": {}}),
    Operation(
        "workflow.documentation_of",
        lambda http: _workflow(http).documentation_of("model:1:a"),
        "GET",
        {"json": {"modelContent": {"properties": {"documentation": "by hand"}}}},
    ),
    Operation(
        "workflow.deploy",
        lambda http: _workflow(http).deploy("model", "<definitions/>"),
        "POST",
        {"status": 201, "json": {"id": "model:1:a", "key": "model"}},
    ),
    Operation("workflow.connector_tasks", lambda http: _workflow(http).connector_tasks("model"), "GET", {"json": {}}),
    Operation(
        "workflow.find_connector_task",
        lambda http: _workflow(http).find_connector_task("key", "model"),
        "GET",
        {"json": {}},
    ),
    Operation(
        "workflow.claim",
        lambda http: _workflow(http).claim("t-1"),
        "POST",
        {"status": 204},
        missing=False,
        conflict=False,
        reads_answer=False,
    ),
    Operation(
        "workflow.complete",
        lambda http: _workflow(http).complete("t-1", "applied", {}),
        "POST",
        {"status": 204},
        missing=False,
        reads_answer=False,
    ),
    Operation(
        "notifications.send_mail",
        lambda http: _notifications(http).send_mail(
            to=[Recipient(ref="ops", email="ops@acme.example")],
            subject="s",
            text="t",
            message_id="m",
            reference="r",
            from_name="f",
        ),
        "POST",
        {"json": {"job_id": "xsi-1"}},
    ),
    Operation(
        "notifications.status",
        lambda http: _notifications(http).status("xsi-1"),
        "GET",
        {"json": {"job_state": ["Complete"]}},
    ),
    Operation(
        "notifications.send_sms",
        lambda http: _notifications(http).send_sms(
            to=[Phone(ref="ops", number="0034600000001")], text="t", message_id="m", reference="r"
        ),
        "POST",
        {"json": {"job_id": "xsi-1"}},
    ),
    Operation(
        "notifications.sms_status",
        lambda http: _notifications(http).sms_status("xsi-1"),
        "GET",
        {"json": {"job_state": ["Complete"]}},
    ),
    Operation(
        "notifications.create", lambda http: _center(http).create(NOTICE), "POST", {"status": 201, "json": NOTIFICATION}
    ),
    Operation("notifications.get", lambda http: _center(http).get("n-1"), "GET", {"json": NOTIFICATION}),
    Operation(
        "notifications.find",
        lambda http: _center(http).find("key", "opened"),
        "GET",
        {"json": {"_embedded": {"notifications": [NOTIFICATION]}}},
    ),
    Operation(
        "notifications.acknowledge",
        lambda http: _center(http).acknowledge("n-1", user="ada"),
        "POST",
        {"json": NOTIFICATION},
    ),
    Operation(
        "notifications.withdraw",
        lambda http: _center(http).withdraw("n-1", reason="solved"),
        "POST",
        {"json": NOTIFICATION},
    ),
    Operation("notifications.preferences", lambda http: _center(http).preferences("ops"), "GET", {"json": PREFERENCES}),
    Operation(
        "notifications.set_preferences",
        lambda http: _center(http).set_preferences("ops", Preferences.model_validate(PREFERENCES)),
        "PUT",
        {"json": PREFERENCES},
    ),
    Operation("trading_grid.find_partner", lambda http: _trading_grid(http).find_partner("ACME"), "GET", {"json": {}}),
    Operation(
        "trading_grid.get_partner",
        lambda http: _trading_grid(http).get_partner("p-1"),
        "GET",
        {"json": {"id": "p-1", "external_id": "ACME", "name": "n", "kind": "supplier", "state": "active"}},
    ),
    Operation(
        "trading_grid.open_case",
        lambda http: _trading_grid(http).open_case(_new_case()),
        "POST",
        {"status": 201, "json": CASE},
    ),
    Operation("trading_grid.find_case", lambda http: _trading_grid(http).find_case("key"), "GET", {"json": {}}),
    Operation("trading_grid.get_case", lambda http: _trading_grid(http).get_case("c-1"), "GET", {"json": CASE}),
    Operation(
        "trading_grid.move_case",
        lambda http: _trading_grid(http).move_case("c-1", "withdrawn", version=1, reason="cancelled"),
        "POST",
        {"json": CASE},
    ),
    Operation(
        "trading_grid.add_message",
        lambda http: _trading_grid(http).add_message("c-1", external_reference="key", body="text"),
        "POST",
        {"status": 201, "json": MESSAGE},
    ),
    Operation("trading_grid.messages", lambda http: _trading_grid(http).messages("c-1"), "GET", {"json": {}}),
    Operation(
        "trading_grid.attach",
        lambda http: _trading_grid(http).attach(
            "c-1", external_reference="key", name="a.pdf", content=b"", mime="application/pdf", document_type="photo"
        ),
        "POST",
        {"status": 201, "json": ATTACHMENT},
    ),
    Operation("trading_grid.attachments", lambda http: _trading_grid(http).attachments("c-1"), "GET", {"json": {}}),
    Operation(
        "trading_grid.attachment_content",
        lambda http: _trading_grid(http).attachment_content("c-1", Attachment.model_validate(ATTACHMENT)),
        "GET",
        {"body": b""},
        reads_answer=False,
    ),
    Operation(
        "trading_grid.open_survey",
        lambda http: _trading_grid(http).open_survey(_new_survey()),
        "POST",
        {"status": 201, "json": SURVEY},
    ),
    Operation(
        "trading_grid.close_survey", lambda http: _trading_grid(http).close_survey("s-1"), "POST", {"json": SURVEY}
    ),
    Operation("trading_grid.responses", lambda http: _trading_grid(http).responses("s-1"), "GET", {"json": {}}),
    Operation(
        "trading_grid.events",
        lambda http: _trading_grid(http).events(),
        "GET",
        {"json": {"next_cursor": "MDAw", "has_more": False}},
    ),
    Operation(
        "trading_grid.send_document",
        lambda http: _trading_grid(http).send_document(_new_document()),
        "POST",
        {"status": 202, "json": {"id": "d-1", "external_reference": "key", "state": "accepted"}},
    ),
    Operation("trading_grid.find_document", lambda http: _trading_grid(http).find_document("key"), "GET", {"json": {}}),
    Operation(
        "trading_grid.sent_document",
        lambda http: _trading_grid(http).sent_document("d-1"),
        "GET",
        {"json": {"id": "d-1", "external_reference": "key", "state": "accepted"}},
    ),
    Operation("trading_grid.inbox", lambda http: _trading_grid(http).inbox(), "GET", {"json": {}}),
    Operation(
        "trading_grid.document_content",
        lambda http: _trading_grid(http).document_content(INBOX_DOCUMENT),
        "GET",
        {"body": b""},
        reads_answer=False,
    ),
    Operation(
        "trading_grid.acknowledge_document",
        lambda http: _trading_grid(http).acknowledge_document("d-1", "accepted"),
        "POST",
        {"json": {}},
        reads_answer=False,
    ),
]

OPERATIONS += [
    Operation(f"file360.{name}", call, method, {"json": answer}, reads_answer=answer is not None)
    for name, method, answer, call in (
        (
            "who_am_i",
            "GET",
            {"id": "connector", "name": "Connector", "root_folder_id": "fo-0"},
            lambda http: _file360(http).who_am_i(),
        ),
        ("find", "GET", _listed(ITEM), lambda http: _file360(http).find("T1:acme.myshopify.com:order:1")),
        ("find_at", "GET", _listed(ITEM), lambda http: _file360(http).find_at("/Orders/a.pdf")),
        ("get", "GET", ITEM, lambda http: _file360(http).get(FILE)),
        ("list_folder", "GET", _listed(ITEM), lambda http: _file360(http).list_folder("fo-1")),
        ("open_folder", "POST", ITEM, lambda http: _file360(http).open_folder("fo-1", "1001")),
        ("open_path", "GET", _listed({**ITEM, "type": "folder"}), lambda http: _file360(http).open_path("/Orders")),
        ("set_properties", "GET", ITEM, lambda http: _file360(http).set_properties(FILE, {"state": "open"})),
        ("trash", "DELETE", None, lambda http: _file360(http).trash(FILE)),
        (
            "upload",
            "POST",
            ITEM,
            lambda http: _file360(http).upload("fo-1", "a.pdf", b"", mime="application/pdf", sha256=HASH_OF_NOTHING),
        ),
        (
            "add_version",
            "POST",
            VERSION,
            lambda http: _file360(http).add_version("fi-1", b"", mime="application/pdf", sha256=HASH_OF_NOTHING),
        ),
        ("versions", "GET", _listed(VERSION), lambda http: _file360(http).versions("fi-1")),
        ("download", "GET", None, lambda http: _file360(http).download("fi-1")),
        ("set_status", "PUT", ITEM, lambda http: _file360(http).set_status("fi-1", "in_review")),
        (
            "share",
            "POST",
            SHARE,
            lambda http: _file360(http).share(
                FILE, email="a@b.example", role="viewer", reference="share-1", expires_at=None
            ),
        ),
        ("shares", "GET", _listed(SHARE), lambda http: _file360(http).shares(FILE)),
        ("end_share", "DELETE", None, lambda http: _file360(http).end_share("sh-1")),
        ("open_link", "POST", LINK, lambda http: _file360(http).open_link(FILE, reference="link-1")),
        ("links", "GET", _listed(LINK), lambda http: _file360(http).links(FILE)),
        ("end_link", "DELETE", None, lambda http: _file360(http).end_link("li-1")),
        ("permissions", "GET", PERMISSIONS, lambda http: _file360(http).permissions("fo-1")),
        (
            "set_permissions",
            "PUT",
            PERMISSIONS,
            lambda http: _file360(http).set_permissions(
                "fo-1", [Grant(type="group", id="legal", role="viewer")], inherit=False
            ),
        ),
        (
            "retention_policies",
            "GET",
            _listed({"name": "orders_10y", "years": 10, "months": 0, "basis": "created"}),
            lambda http: _file360(http).retention_policies(),
        ),
        ("set_retention", "PUT", ITEM, lambda http: _file360(http).set_retention(FILE, "orders_10y")),
        ("hold", "PUT", ITEM, lambda http: _file360(http).hold(FOLDER, reference="dispute-1", reason="dispute")),
        ("release_hold", "DELETE", ITEM, lambda http: _file360(http).release_hold(FOLDER, reference="dispute-1")),
        (
            "activities",
            "GET",
            {"results": [], "next_cursor": "0", "has_more": False},
            lambda http: _file360(http).activities(),
        ),
        ("activities_of", "GET", _listed(), lambda http: _file360(http).activities_of(FILE)),
    )
]

OPERATIONS += [
    Operation(
        f"filr.{name}",
        call,
        method,
        {"json": answer},
        reads_answer=answer is not None,
        missing=None if name.startswith("trash") else Refused,
        has_session=False,
    )
    for name, method, answer, call in (
        ("log_in", "GET", {"id": 7}, lambda http: _filr(http).log_in()),
        ("get_folder", "GET", FILR_FOLDER, lambda http: _filr(http).get_folder(48)),
        ("get_file", "GET", FILR_FILE, lambda http: _filr(http).get_file("0" * 32)),
        (
            "list_children",
            "GET",
            {"first": 0, "count": 1, "total": 1, "items": [FILR_FILE]},
            lambda http: _filr(http).list_children(48),
        ),
        ("open_folder", "POST", FILR_FOLDER, lambda http: _filr(http).open_folder(48, "A")),
        ("upload", "POST", FILR_FILE, lambda http: _filr(http).upload(48, "a.pdf", b"")),
        ("replace_content", "POST", None, lambda http: _filr(http).replace_content("0" * 32, b"")),
        ("download", "GET", None, lambda http: _filr(http).download("0" * 32)),
        ("trash_folder", "DELETE", None, lambda http: _filr(http).trash_folder(48)),
        ("trash_file", "DELETE", None, lambda http: _filr(http).trash_file("0" * 32)),
    )
]

every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
every_operation_with_a_session = pytest.mark.parametrize(
    "operation",
    [operation for operation in OPERATIONS if operation.has_session],
    ids=lambda operation: operation.name,
)
every_reading_operation = pytest.mark.parametrize(
    "operation",
    [operation for operation in OPERATIONS if operation.reads_answer],
    ids=lambda operation: operation.name,
)


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.post(f"{BASE}/v1/auth", json={"ticket": "ticket"})
        yield mock


@pytest.fixture
def system(operation: Operation) -> Iterator[Http]:
    client = Http(operation.name.partition(".")[0], gate=Gate.local())
    yield client
    client.close()


def meet(
    operation: Operation, system: Http, wire: responses.RequestsMock, **fault: Any
) -> pytest.ExceptionInfo[RemoteError]:
    """Let the fault answer every request and return the error that comes of it."""
    for method in ("GET", "POST", "PUT", "DELETE"):
        wire.add(method, ANYTHING, **fault)
    with pytest.raises(RemoteError) as raised:
        operation.call(system)
    assert operation.name == f"{raised.value.system}.{raised.value.operation}"
    return raised


def requests_made(wire: responses.RequestsMock) -> int:
    return sum(not str(call.request.url).endswith("/v1/auth") for call in wire.calls)


@every_operation
def test_a_good_answer_is_taken(operation: Operation, system: Http, wire: responses.RequestsMock) -> None:
    for method in ("GET", "POST", "PUT", "DELETE"):
        wire.add(method, ANYTHING, **operation.success)

    operation.call(system)

    first = next(call.request for call in wire.calls if not str(call.request.url).endswith("/v1/auth"))
    assert operation.method == first.method


@every_operation_with_a_session
def test_one_401_is_mended_by_a_new_login(operation: Operation, system: Http, wire: responses.RequestsMock) -> None:
    stale = {"error": "Authentication Required"}
    wire.add(operation.method, ANYTHING, status=401, json=stale)
    for method in ("GET", "POST", "PUT", "DELETE"):
        wire.add(method, ANYTHING, **operation.success)

    operation.call(system)

    sent = [call.request for call in wire.calls if not str(call.request.url).endswith("/v1/auth")]
    assert (sent[0].method, sent[0].url) == (sent[1].method, sent[1].url)


@pytest.mark.parametrize(
    "operation",
    [operation for operation in OPERATIONS if not operation.has_session],
    ids=lambda operation: operation.name,
)
def test_without_a_session_one_401_is_final(operation: Operation, system: Http, wire: responses.RequestsMock) -> None:
    raised = meet(operation, system, wire, status=401, headers={"WWW-Authenticate": "Basic"})

    assert isinstance(raised.value, Unauthorized)
    assert 1 == requests_made(wire)


@every_operation_with_a_session
def test_a_second_401_is_final(operation: Operation, system: Http, wire: responses.RequestsMock) -> None:
    raised = meet(operation, system, wire, status=401, json={"error": "Authentication Required"})

    assert isinstance(raised.value, Unauthorized)
    assert not raised.value.retryable
    assert 2 == requests_made(wire)


@every_operation
def test_a_missing_permission_is_final(operation: Operation, system: Http, wire: responses.RequestsMock) -> None:
    raised = meet(operation, system, wire, status=403, json={"message": "Forbidden"})

    assert isinstance(raised.value, Unauthorized)
    assert 1 == requests_made(wire)


@every_operation
def test_a_404_means_what_the_operation_says(operation: Operation, system: Http, wire: responses.RequestsMock) -> None:
    document = {"error": "Not found", "message": "Not found"}
    for method in ("GET", "POST", "PUT", "DELETE"):
        wire.add(method, ANYTHING, status=404, json=document)

    if isinstance(operation.missing, type):
        with pytest.raises(Refused):
            operation.call(system)
    else:
        assert operation.missing is operation.call(system)


@every_operation
def test_a_409_means_what_the_operation_says(operation: Operation, system: Http, wire: responses.RequestsMock) -> None:
    document = {"error": "edit conflict", "message": "Conflict"}
    for method in ("GET", "POST", "PUT", "DELETE"):
        wire.add(method, ANYTHING, status=409, json=document)

    if isinstance(operation.conflict, type):
        with pytest.raises(Conflict):
            operation.call(system)
    else:
        assert operation.conflict is operation.call(system)


@every_operation
@pytest.mark.parametrize("status", [400, 413, 415, 422])
def test_a_refusal_is_final(operation: Operation, system: Http, wire: responses.RequestsMock, status: int) -> None:
    raised = meet(operation, system, wire, status=status, json={"message": "no", "error": "no"})

    assert Refused is type(raised.value)
    assert not raised.value.retryable


@every_operation
def test_a_throttle_says_when_to_come_back(operation: Operation, system: Http, wire: responses.RequestsMock) -> None:
    raised = meet(operation, system, wire, status=429, headers={"Retry-After": "7"})

    assert isinstance(raised.value, Throttled)
    assert timedelta(seconds=7) == raised.value.retry_after
    assert not raised.value.ambiguous


@every_operation
def test_a_throttle_without_a_time_is_given_one(
    operation: Operation, system: Http, wire: responses.RequestsMock
) -> None:
    raised = meet(operation, system, wire, status=429)

    assert isinstance(raised.value, Throttled)
    assert timedelta(0) < raised.value.retry_after


@every_operation
@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500, "json": {"message": "Internal server error", "exception": "..."}},
        {"status": 500, "body": "<html>Error Processing Request</html>"},
        {"status": 502, "body": "<html>Bad gateway</html>"},
        {"status": 503},
        {"body": requests.ReadTimeout("too slow")},
    ],
    ids=["500", "500 in HTML", "502", "503", "timeout"],
)
def test_a_system_that_is_away_may_be_asked_again(
    operation: Operation, system: Http, wire: responses.RequestsMock, fault: dict[str, Any]
) -> None:
    raised = meet(operation, system, wire, **fault)

    assert isinstance(raised.value, Unreachable)
    assert raised.value.retryable


@every_operation
def test_only_a_failed_write_leaves_its_effect_open(
    operation: Operation, system: Http, wire: responses.RequestsMock
) -> None:
    raised = meet(operation, system, wire, status=503)

    assert operation.begins_with_a_change is raised.value.ambiguous


@every_reading_operation
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Welcome</html>",
        b'{"results": [{"da',
        b"[]",
        b"7",
        b'{"results": 7, "_embedded": 7}',
        b"\xff",
    ],
)
def test_an_answer_that_breaks_the_contract_is_garbled(
    operation: Operation, system: Http, wire: responses.RequestsMock, body: bytes
) -> None:
    raised = meet(operation, system, wire, status=200, body=body)

    assert isinstance(raised.value, Garbled)
    assert raised.value.retryable
    assert operation.begins_with_a_change is raised.value.ambiguous


@every_operation
def test_no_error_repeats_what_the_remote_said(
    operation: Operation, system: Http, wire: responses.RequestsMock
) -> None:
    document = {"error": "Ms Smith, Main Street 1", "message": "Ms Smith, Main Street 1"}

    raised = meet(operation, system, wire, status=400, json=document)

    assert "Smith" not in f"{raised.value!r} {raised.value.__context__!r} {raised.value.__cause__!r}"
