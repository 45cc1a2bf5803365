"""The OpenText clients against a running sandbox, which shares no code with them."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import SecretStr

from integrator.clients.auth import BearerTokens
from integrator.clients.ecm import Document, Ecm, NotFound
from integrator.clients.ecm.mishaps import UnknownName
from integrator.clients.errors import Conflict, Garbled, Refused, RemoteError, Throttled, Unauthorized, Unreachable
from integrator.clients.gate import Gate
from integrator.clients.http import Http
from integrator.clients.notifications import (
    Delivery,
    Notice,
    NotificationCenter,
    Notifications,
    Phone,
    Recipient,
)
from integrator.clients.notifications.center_models import Addressee, ChannelChoice
from integrator.clients.workflow import ConnectorTask, FieldMap, NotThere, Workflow, outcome_of, window_of
from integrator.models import load_models, mark_of
from integrator.money import Money
from tests.support.sandboxes import Controls as Sandbox

MODEL = "shopify_order_review"
KEY = "W1:acme.myshopify.com:order:1001:1"
CLAIM_AS = "connector@sandbox.invalid"
CONTENT = b"%PDF-1.7 an invoice"
OTHER_CONTENT = b"%PDF-1.7 a corrected invoice"
SALES_RECORDS = 41320
OPS = Recipient(ref="ops-1", email="ops@acme.example")
ON_CALL = Phone(ref="ops-1", number="+34600000001")
NOTICE = Notice(
    correlation_id="N1:acme.myshopify.com:order:1001:1",
    event="order_high_risk",
    severity="high",
    recipients=(Addressee(type="group", id="ops"),),
    channels=("in_app", "email"),
    subject="Order #1001 needs review",
    text="High risk",
)


@pytest.fixture
def sandbox(server_url: str) -> Sandbox:
    sandbox = Sandbox(server_url)
    sandbox.control("POST", "/reset")
    return sandbox


def system(name: str, **further: Any) -> Iterator[Http]:
    http = Http(name, gate=Gate.local(), **further)
    yield http
    http.close()


@pytest.fixture
def tokens(sandbox: Sandbox) -> Iterator[BearerTokens]:
    for http in system("tokens"):
        url = f"{sandbox.url}/tenants/demo/oauth2/token"
        yield BearerTokens(url, "sandbox-client", SecretStr("sandbox-secret"), http=http)


@pytest.fixture
def ecm(sandbox: Sandbox) -> Iterator[Ecm]:
    for http in system("ecm"):
        url = f"{sandbox.url}/ecm/cs/cs/api"
        yield Ecm(url, username="connector", password=SecretStr("connector"), http=http)


@pytest.fixture
def workflow(sandbox: Sandbox, tokens: BearerTokens) -> Iterator[Workflow]:
    for http in system("workflow"):
        url, history_url = f"{sandbox.url}/workflow/v1", f"{sandbox.url}/workflow-history/v1"
        yield Workflow(url, history_url, tokens=tokens, http=http, claim_as=CLAIM_AS)


@pytest.fixture
def notifications(sandbox: Sandbox, tokens: BearerTokens) -> Iterator[Notifications]:
    for http in system("notifications"):
        yield Notifications(f"{sandbox.url}/notifications", tokens=tokens, http=http)


@pytest.fixture
def center(sandbox: Sandbox, tokens: BearerTokens) -> Iterator[NotificationCenter]:
    sandbox.control("POST", "/switches", {"notification_center": True})
    for http in system("notifications"):
        yield NotificationCenter(sandbox.url, tokens=tokens, http=http)


def open_order(ecm: Ecm, number: str = "1001") -> int:
    values = {"Shopify Order": {"Order Number": f"#{number}", "Total": "12400.00"}}
    opened = ecm.open_workspace(
        "Order", number, name=f"#{number} ({number})", type_name="Shopify Order", categories=values
    )
    return opened.id


def file_invoice(ecm: Ecm, folder_id: int, content: bytes = CONTENT) -> Document:
    return ecm.file_document(
        folder_id,
        "1001_invoice_20260105_1.pdf",
        content,
        mime="application/pdf",
        sha256=hashlib.sha256(content).hexdigest(),
        description="Invoice",
        external_identity="gid://shopify/Order/1001",
        external_date=datetime(2026, 1, 5, tzinfo=UTC),
        categories={"Document": {"Document Type": "invoice"}},
    )


def start_review(workflow: Workflow, key: str = KEY) -> str:
    variables = {
        "team": "fraud_review",
        "order_total": Money(amount=Decimal(12400), currency="EUR"),
        "risk_facts": {"level": "HIGH", "reasons": ["AVS mismatch"]},
        "due_at": datetime(2026, 1, 7, 12, tzinfo=UTC),
    }
    return workflow.start(MODEL, key, name="Order #1001 review", variables=variables).id


def decide(sandbox: Sandbox, outcome: str = "cancel", *, key: str = KEY, reason: str = "FRAUD") -> None:
    open_tasks = sandbox.control("GET", "/tasks")["tasks"]
    task_id = next(task["id"] for task in open_tasks if task["business_key"] == key)
    decision = {"outcome": outcome, "reason": reason, "by": "ada@acme.example", "detail": {"restock": True}}
    sandbox.control("POST", f"/tasks/{task_id}/decide", decision)


def get_connector_task(workflow: Workflow, model: str = MODEL) -> ConnectorTask:
    task = workflow.find_connector_task(KEY, model)
    assert task is not None
    return task


def send_sms(notifications: Notifications, *, to: Phone = ON_CALL) -> str:
    return notifications.send_sms(to=[to], text="Order #1001\non hold", message_id="n1-7f3b", reference="N1:acme")


def send_mail(notifications: Notifications, *, to: Recipient = OPS, subject: str = "Order #1001") -> str:
    return notifications.send_mail(
        to=[to],
        subject=subject,
        text="Grüße, please review",
        message_id="n1-7f3a",
        reference=KEY,
        from_name="Order desk",
    )


class TestEcm:
    def test_the_server_is_ready(self, ecm: Ecm) -> None:
        assert ecm.ping()

    def test_a_workspace_is_made_once_with_its_categories(self, sandbox: Sandbox, ecm: Ecm) -> None:
        assert ecm.find_workspace("Order", "1001") is None

        first, second = open_order(ecm), open_order(ecm)

        found = ecm.find_workspace("Order", "1001")
        assert found is not None
        assert first == second == found.id
        assert ["Order/1001"] == [effect["key"] for effect in sandbox.effects("workspace_created")]
        tree = sandbox.control("GET", "/ecm/tree")["workspaces"]
        assert {"Order Number": "#1001", "Total": "12400.00"} == {
            name: value for name, value in tree[0]["categories"]["Shopify Order"].items() if value
        }

    @pytest.mark.parametrize("kind", ["reset_after", "garbage", "status_after"])
    def test_a_workspace_whose_answer_was_lost_is_found(self, sandbox: Sandbox, ecm: Ecm, kind: str) -> None:
        sandbox.break_once("ecm", "POST /v2/businessworkspaces", kind)

        opened = open_order(ecm)

        assert opened == open_order(ecm)
        assert 1 == len(sandbox.effects("workspace_created"))

    def test_workers_that_open_one_folder_at_once_get_the_same(self, sandbox: Sandbox, ecm: Ecm) -> None:
        workspace = open_order(ecm)
        found: list[int] = []
        threads = [
            threading.Thread(target=lambda: found.append(ecm.open_folder(workspace, "Late papers").id))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)

        assert 8 == len(found)
        assert 1 == len(set(found))
        assert 1 == len(sandbox.effects("folder_created"))

    def test_a_folder_of_the_template_is_found(self, ecm: Ecm) -> None:
        workspace = open_order(ecm)

        found = ecm.find_folder(workspace, "Invoices")

        assert found is not None
        assert found == ecm.open_folder(workspace, "Invoices")
        assert ecm.find_folder(workspace, "No such folder") is None

    def test_a_document_is_filed_once_and_changed_content_becomes_a_version(self, sandbox: Sandbox, ecm: Ecm) -> None:
        folder = ecm.open_folder(open_order(ecm), "Invoices").id

        first, again = file_invoice(ecm, folder), file_invoice(ecm, folder)
        changed, changed_again = (file_invoice(ecm, folder, OTHER_CONTENT) for _ in range(2))

        assert [(1, True), (1, False), (2, True), (2, False)] == [
            (document.version, document.created) for document in (first, again, changed, changed_again)
        ]
        found = ecm.find_document(folder, "1001_invoice_20260105_1.pdf")
        assert found == changed_again
        assert OTHER_CONTENT == ecm.download(first.node_id)
        assert ["document_created", "version_added"] == [
            effect["operation"] for effect in sandbox.effects("document_created", "version_added")
        ]

    def test_a_document_whose_answer_was_lost_is_not_doubled(self, sandbox: Sandbox, ecm: Ecm) -> None:
        folder = ecm.open_folder(open_order(ecm), "Invoices").id
        sandbox.break_once("ecm", "POST /v2/nodes", "reset_after")

        with pytest.raises(Unreachable) as raised:
            file_invoice(ecm, folder)
        filed = file_invoice(ecm, folder)

        assert raised.value.ambiguous
        assert (1, False) == (filed.version, filed.created)
        assert 1 == len(sandbox.effects("document_created", "version_added"))

    def test_going_back_to_earlier_content_is_a_version_of_its_own(self, ecm: Ecm) -> None:
        folder = ecm.open_folder(open_order(ecm), "Invoices").id

        filed = [file_invoice(ecm, folder, content) for content in (CONTENT, OTHER_CONTENT, CONTENT)]

        assert [1, 2, 3] == [document.version for document in filed]

    def test_a_category_is_applied_where_it_is_missing(self, sandbox: Sandbox, ecm: Ecm) -> None:
        workspace = open_order(ecm)

        ecm.set_categories(workspace, "Shopify Case", {"Kind": "fraud"})
        ecm.set_categories(workspace, "Shopify Case", {"State": "open"})

        categories = sandbox.control("GET", "/ecm/tree")["workspaces"][0]["categories"]["Shopify Case"]
        assert {"Kind": "fraud", "State": "open"} == {name: value for name, value in categories.items() if value}

    def test_workspaces_are_related_once(self, sandbox: Sandbox, ecm: Ecm) -> None:
        order = open_order(ecm)
        case = ecm.open_workspace("Case", "ticket-1", name="ticket 1", type_name="Shopify Case").id

        ecm.relate(order, case)
        ecm.relate(order, case)

        assert 1 == len(sandbox.effects("workspaces_related"))

    def test_a_record_is_classified_once(self, sandbox: Sandbox, ecm: Ecm) -> None:
        folder = ecm.open_folder(open_order(ecm), "Invoices").id
        document = file_invoice(ecm, folder)

        ecm.classify(document.node_id, SALES_RECORDS)
        ecm.classify(document.node_id, SALES_RECORDS)

        assert 1 == len(sandbox.effects("classified"))

    def test_an_expired_ticket_is_renewed_unseen(self, sandbox: Sandbox, ecm: Ecm) -> None:
        workspace = open_order(ecm)
        sandbox.control("POST", "/clock", {"advance_seconds": 10 * 24 * 3600})

        found = ecm.find_workspace("Order", "1001")

        assert found is not None
        assert workspace == found.id

    def test_a_wrong_password_is_said_at_once(self, sandbox: Sandbox) -> None:
        for http in system("ecm"):
            url = f"{sandbox.url}/ecm/cs/cs/api"
            ecm = Ecm(url, username="connector", password=SecretStr("wrong"), http=http)

            with pytest.raises(Unauthorized):
                ecm.find_workspace("Order", "1001")

    def test_a_missing_node_is_not_found(self, ecm: Ecm) -> None:
        with pytest.raises(NotFound):
            ecm.download(999_999)

    def test_a_system_that_drips_is_given_up(self, sandbox: Sandbox) -> None:
        for http in system("ecm", deadline=timedelta(seconds=0.3)):
            url = f"{sandbox.url}/ecm/cs/cs/api"
            ecm = Ecm(url, username="connector", password=SecretStr("connector"), http=http)
            sandbox.break_once("ecm", "POST /v1/auth", "drip", delay_seconds=0.05)

            with pytest.raises(Unreachable):
                ecm.find_workspace("Order", "1001")


class TestWorkflow:
    def test_a_decision_comes_back_as_a_connector_task_and_is_completed_once(
        self, sandbox: Sandbox, workflow: Workflow
    ) -> None:
        instance_id = start_review(workflow)
        assert [] == workflow.connector_tasks(MODEL)
        decide(sandbox)

        (task,) = workflow.connector_tasks(MODEL)

        assert (KEY, instance_id) == (task.business_key, task.instance_id)
        assert ("cancel", "FRAUD", "ada@acme.example", {"restock": True}) == tuple(
            task.variables[name] for name in ("decision", "decision_reason", "decided_by", "decision_detail")
        )
        assert "12400.00 EUR" == task.variables["order_total"]
        assert datetime(2026, 1, 7, 12, tzinfo=UTC) == task.variables["due_at"]
        assert timedelta(minutes=1) > abs(task.variables["decided_at"] - datetime.now(UTC))
        assert workflow.claim(task.id)
        assert workflow.claim(task.id)
        assert workflow.complete(task.id, "applied", {"job": "gid://shopify/Job/1"})
        assert not workflow.complete(task.id, "applied", {})
        assert not workflow.claim(task.id)
        assert [] == workflow.connector_tasks(MODEL)

    def test_a_claimed_task_stays_visible_to_whoever_claimed_it(self, sandbox: Sandbox, workflow: Workflow) -> None:
        start_review(workflow)
        decide(sandbox)
        task = get_connector_task(workflow)

        assert workflow.claim(task.id)

        assert task == get_connector_task(workflow)
        assert [task] == workflow.connector_tasks(MODEL)

    def test_a_task_of_somebody_else_is_not_ours(
        self, sandbox: Sandbox, workflow: Workflow, tokens: BearerTokens
    ) -> None:
        start_review(workflow)
        decide(sandbox)
        task = get_connector_task(workflow)
        for http in system("workflow"):
            url = f"{sandbox.url}/workflow/v1"
            other = Workflow(url, url, tokens=tokens, http=http, claim_as="other@sandbox.invalid")
            assert other.claim(task.id)

        assert not workflow.claim(task.id)

    def test_many_tasks_are_listed_over_all_pages(self, sandbox: Sandbox, workflow: Workflow) -> None:
        keys = [f"W1:acme.myshopify.com:order:{number}:1" for number in range(103)]
        for key in keys:
            start_review(workflow, key)
        for task in sandbox.control("GET", "/tasks")["tasks"]:
            sandbox.control("POST", f"/tasks/{task['id']}/decide", {"outcome": "release"})

        found = workflow.connector_tasks(MODEL)

        assert sorted(keys) == sorted(task.business_key for task in found)

    def test_a_start_whose_answer_was_lost_is_found_and_its_double_withdrawn(
        self, sandbox: Sandbox, workflow: Workflow
    ) -> None:
        sandbox.break_once("workflow", "POST /process-instances", "reset_after")
        with pytest.raises(Unreachable) as raised:
            start_review(workflow)
        assert raised.value.ambiguous
        first = workflow.find_instance(MODEL, KEY)
        assert first is not None
        second = start_review(workflow)

        withdrawn = workflow.withdraw(MODEL, KEY, but=first.id, reason=f"duplicate of {first.id}")

        assert [second] == withdrawn
        assert first == workflow.find_instance(MODEL, KEY)

    def test_an_ended_instance_is_found_in_history_with_its_reason(self, workflow: Workflow) -> None:
        instance_id = start_review(workflow)

        workflow.cancel(instance_id, "order cancelled")
        workflow.cancel(instance_id, "order cancelled")

        found = workflow.find_instance(MODEL, KEY)
        assert found is not None
        assert (instance_id, True, "order cancelled") == (found.id, found.ended, found.delete_reason)

    @pytest.mark.parametrize("notation", ["plain", "offset", "zulu"])
    def test_dates_are_read_in_every_notation(self, sandbox: Sandbox, workflow: Workflow, notation: str) -> None:
        sandbox.control("POST", "/switches", {"date_notation": notation})
        start_review(workflow)

        found = workflow.find_instance(MODEL, KEY)

        assert found is not None
        assert found.started is not None
        assert timedelta(minutes=1) > abs(found.started - datetime.now(UTC))

    def test_variables_and_comments_converge(self, sandbox: Sandbox, workflow: Workflow) -> None:
        instance_id = start_review(workflow)

        for _ in range(2):
            workflow.set_variables(instance_id, {"risk_facts": {"level": "LOW"}, "note": "new"})
            workflow.comment(instance_id, "risk was scored again")

        assert ["risk_facts", "note"] == [effect["key"] for effect in sandbox.effects("variable_set")]
        assert 1 == len(sandbox.effects("comment_added"))
        decide(sandbox)
        variables = get_connector_task(workflow).variables
        assert ({"level": "LOW"}, "new") == (variables["risk_facts"], variables["note"])

    def test_a_completion_whose_answer_was_lost_says_so_the_next_time(
        self, sandbox: Sandbox, workflow: Workflow
    ) -> None:
        start_review(workflow)
        decide(sandbox)
        task = get_connector_task(workflow)
        sandbox.break_once("workflow", "POST /tasks/{id} complete", "status_after", status=502)

        with pytest.raises(Unreachable) as raised:
            workflow.complete(task.id, "applied", {})

        assert raised.value.ambiguous
        assert not workflow.complete(task.id, "applied", {})

    def test_an_expired_token_is_renewed_unseen(self, sandbox: Sandbox, workflow: Workflow) -> None:
        start_review(workflow)
        sandbox.control("POST", "/tokens/revoke")

        assert workflow.find_instance(MODEL, KEY) is not None


def start(workflow: Workflow, model: str, key: str = KEY) -> str:
    return workflow.start(model, key, name="a process", variables={"shop": "acme.myshopify.com"}).id


class TestWorkflowPeople:
    def test_a_task_of_people_is_raised_dated_and_given_away(self, sandbox: Sandbox, workflow: Workflow) -> None:
        instance_id = start_review(workflow)
        (task,) = workflow.people_tasks(instance_id)
        due = datetime(2026, 3, 1, 9, tzinfo=UTC)

        changed = [workflow.change_task(task.id, due=due, priority=90, groups=["finance_review"]) for _ in range(2)]

        assert [True, True] == changed
        assert [("review", ("finance_review",), due)] == [
            (one.place, one.groups, one.due) for one in workflow.people_tasks(instance_id)
        ]
        assert [task.id] == [effect["key"] for effect in sandbox.effects("task_updated")]

    def test_the_connectors_task_is_not_one_of_people(self, sandbox: Sandbox, workflow: Workflow) -> None:
        instance_id = start_review(workflow)
        (task,) = workflow.people_tasks(instance_id)

        decide(sandbox)

        assert [] == workflow.people_tasks(instance_id)
        assert not workflow.change_task(task.id, priority=90)

    def test_a_change_of_nothing_is_not_sent(self, workflow: Workflow) -> None:
        with pytest.raises(ValueError, match="nothing"):
            workflow.change_task("t-1")

    def test_a_waiting_process_goes_on_once(self, sandbox: Sandbox, workflow: Workflow) -> None:
        instance_id = start(workflow, "shopify_return_review")
        assert not workflow.resume(instance_id, "await_goods")
        decide(sandbox, "approve")
        workflow.complete(get_connector_task(workflow, "shopify_return_review").id, "applied", {})
        sandbox.break_once("workflow", "PUT /process-instances/executions/{id}", "status_after", status=502)

        with pytest.raises(Unreachable) as raised:
            workflow.resume(instance_id, "await_goods", {"received": 2})

        assert raised.value.ambiguous
        assert not workflow.resume(instance_id, "await_goods", {"received": 2})
        assert 1 == len(sandbox.effects("execution_triggered"))
        assert ["inspection"] == [task.place for task in workflow.people_tasks(instance_id)]


class TestWorkflowHistory:
    def test_an_outcome_is_found_although_history_is_late(self, sandbox: Sandbox, workflow: Workflow) -> None:
        sandbox.control("POST", "/switches", {"history_lag_seconds": 30})
        instance_id = start(workflow, "shopify_dispute")
        decide(sandbox, "accept", reason="too old")
        workflow.complete(get_connector_task(workflow, "shopify_dispute").id, "applied", {})
        ended = datetime.now(UTC)

        first = workflow.ended_between("shopify_dispute", *window_of(ended, ended + timedelta(seconds=10)))
        running = workflow.find_historic(instance_id)
        sandbox.control("POST", "/clock", {"advance_seconds": 60})
        second = workflow.ended_between("shopify_dispute", *window_of(ended, ended + timedelta(seconds=70)))

        assert ([], None) == (first, running)
        assert [instance_id] == [one.id for one in second]
        outcome = outcome_of(second[0], FieldMap())
        assert outcome is not None
        assert ("decided", "accept", "too old") == (outcome.kind, outcome.word, outcome.reason)
        assert "end_applied" == second[0].end_activity

    def test_a_withdrawn_process_is_no_decision(self, workflow: Workflow) -> None:
        instance_id = start(workflow, "shopify_dispute")
        workflow.cancel(instance_id, "dispute withdrawn")

        found = workflow.find_historic(instance_id)

        assert found is not None
        outcome = outcome_of(found, FieldMap())
        assert outcome is not None
        assert ("withdrawn", "dispute withdrawn") == (outcome.kind, outcome.reason)

    @pytest.mark.parametrize("is_paged", [True, False])
    def test_all_ends_are_found_whether_history_pages_or_not(
        self, sandbox: Sandbox, workflow: Workflow, *, is_paged: bool
    ) -> None:
        sandbox.control("POST", "/switches", {"history_paging": is_paged})
        begun = datetime.now(UTC)
        started = [start(workflow, "shopify_dispute", f"key-{number}") for number in range(12)]
        for instance_id in started:
            workflow.cancel(instance_id, "order cancelled")

        minute = timedelta(minutes=1)
        found = workflow.ended_between("shopify_dispute", begun - minute, datetime.now(UTC) + minute)

        assert started == [one.id for one in found]


class TestWorkflowModels:
    def test_a_deployed_model_is_known_again_by_its_mark(self, sandbox: Sandbox, workflow: Workflow) -> None:
        shipped = {model.key: model for model in load_models()}
        model = shipped["shopify_dispute"]
        before = {one.key: one.version for one in workflow.models()}

        deployed = workflow.deploy(model.key, model.marked)

        assert shipped.keys() == before.keys()
        assert (model.key, model.name, before[model.key] + 1) == (deployed.key, deployed.name, deployed.version)
        assert model.content_hash == mark_of(workflow.documentation_of(deployed.id))
        assert deployed in workflow.models()

    def test_a_file_that_is_no_model_is_refused(self, workflow: Workflow) -> None:
        with pytest.raises(Refused):
            workflow.deploy("shopify_dispute", "<definitions/>")

    def test_what_was_written_about_a_model_that_is_not_there_is_refused(self, workflow: Workflow) -> None:
        with pytest.raises(NotThere):
            workflow.documentation_of("shopify_dispute:9:none")

    def test_a_deployment_whose_answer_was_lost_is_seen(self, sandbox: Sandbox, workflow: Workflow) -> None:
        (model,) = (one for one in load_models() if one.key == "shopify_dispute")
        sandbox.break_once("workflow", "POST /runtime/models", "reset_after")

        with pytest.raises(Unreachable) as raised:
            workflow.deploy(model.key, model.marked)

        assert raised.value.ambiguous
        (latest,) = (one for one in workflow.models() if one.key == model.key)
        assert model.content_hash == mark_of(workflow.documentation_of(latest.id))


class TestWhatIsSetUp:
    def test_workspace_types_and_categories_are_found_until_they_are_deleted(self, sandbox: Sandbox, ecm: Ecm) -> None:
        before = ecm.find_category("Document")
        sandbox.control("POST", "/ecm/forget", {"category": "Document"})
        sandbox.control("POST", "/ecm/forget", {"workspace_type": "Shopify Order"})

        assert before
        assert ecm.find_category("Document") is None
        assert "Shopify Order" not in ecm.workspace_types()
        with pytest.raises(UnknownName):
            open_order(ecm)

    def test_a_model_is_listed_until_it_is_taken_away(self, sandbox: Sandbox, workflow: Workflow) -> None:
        before = {model.key for model in workflow.models()}
        sandbox.control("DELETE", f"/models/{MODEL}")

        assert {MODEL} == before - {model.key for model in workflow.models()}


class TestNotifications:
    def test_a_mail_arrives_with_subject_and_text(self, sandbox: Sandbox, notifications: Notifications) -> None:
        send_mail(notifications, subject="Order #1001\r\nBcc: all@evil.example")

        (mail,) = sandbox.control("GET", "/mails")["mails"]
        assert ("ops@acme.example", "Order #1001 Bcc: all@evil.example", "Grüße, please review") == (
            mail["address"],
            mail["subject"],
            mail["text"],
        )
        assert ["n1-7f3a"] == [effect["key"] for effect in sandbox.effects("mail_sent")]

    @pytest.mark.parametrize(
        ("address", "expected"),
        [
            ("ops@acme.example", Delivery(ref="ops-1", state="Sent")),
            ("ops@bounce.invalid", Delivery(ref="ops-1", state="Error", code=5000)),
            ("ops@optout.invalid", Delivery(ref="ops-1", state="Sent", has_opted_out=True)),
        ],
    )
    def test_the_status_tells_what_became_of_it(
        self, sandbox: Sandbox, notifications: Notifications, address: str, expected: Delivery
    ) -> None:
        job = send_mail(notifications, to=Recipient(ref="ops-1", email=address))
        before = notifications.status(job)
        sandbox.control("POST", "/clock", {"advance_seconds": 600})

        after = notifications.status(job)

        assert not before.complete
        assert after.complete
        assert (expected,) == after.deliveries

    def test_a_mail_whose_answer_was_lost_may_have_gone_out(
        self, sandbox: Sandbox, notifications: Notifications
    ) -> None:
        sandbox.break_once("notifications", "POST /outbound/emails", "reset_after")

        with pytest.raises(Unreachable) as raised:
            send_mail(notifications)

        assert raised.value.ambiguous
        assert 1 == len(sandbox.effects("mail_sent"))

    @pytest.mark.parametrize(
        ("word", "outcome"),
        [("seen", "seen"), ("delivered", "delivered"), ("bounced", "failed"), ("cancelled", "failed")],
    )
    def test_a_short_message_is_followed_to_its_end(
        self, sandbox: Sandbox, notifications: Notifications, word: str, outcome: str
    ) -> None:
        job = send_sms(notifications)
        before = notifications.sms_status(job)
        sandbox.control("POST", f"/jobs/{job}/mark", {"as": word})

        after = notifications.sms_status(job)

        assert ("under way", outcome) == (before.outcome, after.outcome)
        assert after.complete
        assert ["Order #1001 on hold"] == [one["text"] for one in sandbox.control("GET", "/mails")["mails"]]

    def test_who_opted_out_is_written_to_in_vain(self, sandbox: Sandbox, notifications: Notifications) -> None:
        sandbox.control("POST", f"/jobs/{send_mail(notifications)}/mark", {"as": "opted_out"})

        again = notifications.status(send_mail(notifications))

        assert ("failed", True) == (again.outcome, again.deliveries[0].has_opted_out)

    def test_a_number_that_the_service_does_not_take_is_refused_for_good(
        self, sandbox: Sandbox, notifications: Notifications
    ) -> None:
        beyond_the_model = Phone.model_construct(ref="ops-1", number="0034 600", inserts=())

        with pytest.raises(Refused) as raised:
            send_sms(notifications, to=beyond_the_model)

        assert (False, False) == (raised.value.retryable, raised.value.ambiguous)
        assert [] == sandbox.effects("sms_sent")

    def test_everybody_reads_the_own_values(self, sandbox: Sandbox, notifications: Notifications) -> None:
        send_mail(
            notifications,
            to=Recipient(ref="ops-1", email="ops@acme.example", inserts=("#1001",)),
            subject="Order (i1)",
        )

        assert ["Order #1001"] == [one["subject"] for one in sandbox.control("GET", "/mails")["mails"]]


class TestNotificationCenter:
    def test_a_lost_answer_is_mended_by_the_same_call_again(self, sandbox: Sandbox, center: NotificationCenter) -> None:
        sandbox.break_once("notifications", "POST /notifications", "reset_after")
        with pytest.raises(Unreachable) as raised:
            center.create(NOTICE)

        found = center.find(NOTICE.correlation_id, NOTICE.event)
        created = center.create(NOTICE)

        assert raised.value.ambiguous
        assert found == created
        assert 1 == len(sandbox.effects("notification_created"))

    def test_another_text_under_the_same_reference_is_a_conflict(self, center: NotificationCenter) -> None:
        center.create(NOTICE)

        with pytest.raises(Conflict, match="duplicate_conflict"):
            center.create(NOTICE.model_copy(update={"text": "Low risk"}))

    def test_nobody_is_told_under_a_name_that_is_unknown(self, center: NotificationCenter) -> None:
        nobody = NOTICE.model_copy(update={"recipients": (Addressee(type="group", id="unknown"),)})

        with pytest.raises(Refused) as raised:
            center.create(nobody)

        assert ("unknown_recipient",) == raised.value.codes

    def test_a_notification_is_acknowledged_and_withdrawn(self, sandbox: Sandbox, center: NotificationCenter) -> None:
        created = center.create(NOTICE)

        acknowledged = center.acknowledge(created.id, user="ada@acme.example", comment="on it")
        center.withdraw(created.id, reason="released")

        assert "acknowledged" == acknowledged.state
        assert "withdrawn" == center.get(created.id).state
        assert 1 == len(sandbox.effects("notification_withdrawn"))

    def test_preferences_are_kept_and_suppress(self, center: NotificationCenter) -> None:
        wanted = center.preferences("ops").model_copy(
            update={"channels": ChannelChoice(email=False, sms=False, in_app=True)}
        )

        assert wanted == center.set_preferences("ops", wanted)
        states = {one.channel: one.state for one in center.create(NOTICE).deliveries}
        assert {"in_app": "queued", "email": "suppressed"} == states

    def test_the_own_one_is_found_among_many_pages(self, center: NotificationCenter) -> None:
        for number in range(101):
            center.create(NOTICE.model_copy(update={"event": f"event_{number}"}))

        found = center.find(NOTICE.correlation_id, "event_100")

        assert found
        assert "event_100" == found.event
        assert center.find(NOTICE.correlation_id, "event_101") is None

    def test_where_there_is_no_center_nothing_is_created(self, sandbox: Sandbox, center: NotificationCenter) -> None:
        sandbox.control("POST", "/switches", {"notification_center": False})

        with pytest.raises(Refused):
            center.create(NOTICE)


def call(request: pytest.FixtureRequest, name: str) -> Callable[[], object]:
    """An operation of a client that is logged in and connected, so that a fault does not meet the login."""
    client = request.getfixturevalue(name)
    calls: dict[str, Callable[[], object]] = {
        "ecm": lambda: client.find_folder(2000, "Shopify"),
        "workflow": lambda: client.find_instance(MODEL, KEY),
        "notifications": lambda: send_mail(client),
    }
    calls[name]()
    return calls[name]


every_system = pytest.mark.parametrize("name", ["ecm", "workflow", "notifications"])


@every_system
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"kind": "status", "status": 503}, Unreachable),
        ({"kind": "reset_before", "times": 2}, Unreachable),
        ({"kind": "garbage"}, Garbled),
        ({"kind": "garbage_html"}, Garbled),
    ],
)
def test_a_fault_becomes_its_error_and_is_gone_the_next_time(
    request: pytest.FixtureRequest,
    sandbox: Sandbox,
    name: str,
    fault: dict[str, Any],
    expected: type[RemoteError],
) -> None:
    operation = call(request, name)
    sandbox.control("POST", "/faults", {"system": name, **fault})

    with pytest.raises(expected):
        operation()

    sandbox.control("DELETE", "/faults")
    operation()


@every_system
def test_a_throttle_is_obeyed_before_the_remote_is_asked_again(
    request: pytest.FixtureRequest, sandbox: Sandbox, name: str
) -> None:
    operation = call(request, name)
    sandbox.control("POST", "/faults", {"system": name, "kind": "status", "status": 429, "retry_after": 60})

    for _ in range(2):
        with pytest.raises(Throttled) as raised:
            operation()

        assert timedelta(seconds=50) < raised.value.retry_after


@every_system
def test_an_expired_login_is_renewed_once(request: pytest.FixtureRequest, sandbox: Sandbox, name: str) -> None:
    operation = call(request, name)
    sandbox.control("POST", "/faults", {"system": name, "kind": "expired_token"})

    operation()

    assert [] == sandbox.control("GET", "/faults")["faults"]
