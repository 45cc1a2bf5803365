"""What the flows about cases, content, retention and approvals ask of Extended ECM, against a running sandbox."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from integrator.clients.ecm import Ecm
from integrator.clients.errors import Refused, Unauthorized, Unreachable
from integrator.clients.gate import Gate
from integrator.clients.http import Http
from integrator.sandbox.config import SandboxConfig
from tests.sandbox.callers import SandboxClient
from tests.sandbox.conftest import run_server

MAP, TITLE = "wf_order_approval", "E8 SHOPIFY-1001"
JANUARY = datetime(2026, 1, 5, tzinfo=UTC)
SALES_RECORDS = 41320


@pytest.fixture(scope="module")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from run_server(SandboxConfig(data_dir=tmp_path_factory.mktemp("sandbox")))


@pytest.fixture
def sandbox(server_url: str) -> SandboxClient:
    client = SandboxClient(server_url)
    client.control("POST", "/reset")
    return client


@pytest.fixture
def ecm(sandbox: SandboxClient) -> Iterator[Ecm]:
    yield from client_of(sandbox, "connector", "connector")


@pytest.fixture
def finance(sandbox: SandboxClient) -> Iterator[Ecm]:
    """What a colleague without rights of his own sees."""
    yield from client_of(sandbox, "finance", "livelink")


def client_of(sandbox: SandboxClient, username: str, password: str) -> Iterator[Ecm]:
    http = Http("ecm", gate=Gate.local())
    yield Ecm(f"{sandbox.url}/ecm/cs/cs/api", username=username, password=SecretStr(password), http=http)
    http.close()


def break_once(sandbox: SandboxClient, operation: str, kind: str, **further: float) -> None:
    sandbox.control("POST", "/faults", {"system": "ecm", "operation": operation, "kind": kind, **further})


def open_case(ecm: Ecm) -> int:
    return ecm.open_workspace("Case", "dispute-1", name="Dispute 1", type_name="Shopify Case").id


def file(ecm: Ecm, folder: int, content: bytes = b"x", name: str = "photo.jpg") -> int:
    sha256 = hashlib.sha256(content).hexdigest()
    return ecm.file_document(folder, name, content, mime="image/jpeg", sha256=sha256).node_id


def start(ecm: Ecm, *documents: int) -> int:
    values = {"Order Number": "#1001", "Total": "12400.00"}
    return ecm.start_process(MAP, TITLE, values=values, documents=documents).id


def test_a_workflow_is_started_once_and_its_decision_read(sandbox: SandboxClient, ecm: Ecm) -> None:
    folder = ecm.open_folder(open_case(ecm), "Evidence").id

    process = start(ecm, file(ecm, folder))
    waiting = ecm.process_state(process)
    sandbox.control("POST", f"/ecm/processes/{process}/decide", {"disposition": "Ask Customer", "comment": "why?"})
    decided = ecm.process_state(process)

    assert process == start(ecm)
    assert (True, None) == (waiting.is_open, waiting.disposition)
    assert decided.disposition is not None
    assert ("Ask Customer", "why?", 1202) == (
        decided.disposition.label,
        decided.disposition.comment,
        decided.disposition.user_id,
    )
    (effect,) = sandbox.effects("process_initiated")
    assert (TITLE, "Case/dispute-1") == (effect["key"], effect["subject"])


@pytest.mark.parametrize("kind", ["reset_after", "garbage", "status_after"])
def test_a_workflow_whose_start_was_not_answered_is_found(sandbox: SandboxClient, ecm: Ecm, kind: str) -> None:
    ecm.find_process(MAP, TITLE)  # Logs in and reads the map, so that the fault meets the start.
    # The first change fills the draft in and passes; the second one starts it.
    break_once(sandbox, "PUT /v2/draftprocesses/{draft}", "delay", delay_seconds=0)
    break_once(sandbox, "PUT /v2/draftprocesses/{draft}", kind)

    assert start(ecm) == start(ecm)
    assert 1 == len(sandbox.effects("process_initiated"))


def test_a_question_is_withdrawn_once(sandbox: SandboxClient, ecm: Ecm) -> None:
    process = start(ecm)

    for _ in range(2):
        ecm.stop_process(process)
    ecm.stop_process(999_999)

    assert ("stopped", False) == (ecm.process_state(process).status, ecm.process_state(process).is_open)
    assert 1 == len(sandbox.effects("process_stopped"))


def test_what_is_on_hold_stays_until_it_is_lifted(sandbox: SandboxClient, ecm: Ecm) -> None:
    document = file(ecm, ecm.open_folder(open_case(ecm), "Evidence").id)

    for _ in range(2):
        ecm.put_on_hold(document, "Dispute 1", since=JANUARY)
    with pytest.raises(Unauthorized):
        ecm.delete(document)
    held = ecm.holds_on(document)
    for _ in range(2):
        ecm.lift_hold(document, "Dispute 1")
    for _ in range(2):
        ecm.delete(document)

    assert ["Dispute 1"] == held
    assert ["hold_created", "hold_put", "hold_lifted", "node_deleted"] == [
        effect["operation"]
        for effect in sandbox.effects()
        if effect["operation"].startswith("hold") or effect["operation"] == "node_deleted"
    ]


@pytest.mark.parametrize("operation", ["POST /v1/holds", "POST /v1/nodes/{id}/holds"])
def test_a_hold_whose_answer_was_lost_is_not_doubled(sandbox: SandboxClient, ecm: Ecm, operation: str) -> None:
    case = open_case(ecm)
    break_once(sandbox, operation, "reset_after")

    ecm.put_on_hold(case, "Dispute 1", since=JANUARY)

    assert ["Dispute 1"] == ecm.holds_on(case)
    assert [1, 1] == [len(sandbox.effects(one)) for one in ("hold_created", "hold_put")]


def test_a_record_tells_its_schedule(ecm: Ecm) -> None:
    document = file(ecm, ecm.open_folder(open_case(ecm), "Resolution").id)
    before = ecm.find_record(document)

    ecm.classify(document, SALES_RECORDS)

    record = ecm.find_record(document)
    assert before is None
    assert record is not None
    assert (SALES_RECORDS, "SALES-10Y", "ACTIVE", True) == (
        record.class_id,
        record.schedule,
        record.status,
        record.is_official,
    )


def test_people_see_a_case_by_their_role_and_the_restricted_folder_not(
    sandbox: SandboxClient, ecm: Ecm, finance: Ecm
) -> None:
    case = open_case(ecm)
    folder = ecm.open_folder(case, "Correspondence").id

    for _ in range(2):
        ecm.add_role_member(case, "Finance", "finance")
    seen = finance.find_folder(case, "Correspondence")
    for _ in range(2):
        ecm.restrict_folder(folder, {1206: ["see", "see_contents"]})

    assert seen is not None
    assert finance.find_folder(case, "Correspondence") is None
    assert 1 == len(sandbox.effects("role_member_added"))


def test_approved_content_is_noticed_by_its_date_and_read_at_its_version(sandbox: SandboxClient, ecm: Ecm) -> None:
    product = ecm.open_workspace("Product", "77", name="Mug (77)", type_name="Shopify Product").id
    approved = ecm.open_folder(product, "Approved for Web").id
    first = file(ecm, approved)
    mark = ecm.list_documents(approved)[-1].modified
    sandbox.control("POST", "/clock", {"advance_seconds": 60})
    second = file(ecm, approved, name="detail.jpg")
    ecm.set_categories(second, "Web Content", {"Approval State": "Approved", "Alt Text": "A mug"})
    file(ecm, approved, b"y", name="detail.jpg")

    assert [first, second] == [one.id for one in ecm.list_documents(approved)]
    assert [second] == [one.id for one in ecm.list_documents(approved, since=mark) if one.modified > mark]
    assert {"Approval State": "Approved", "Alt Text": "A mug"} == ecm.read_categories(second)["Web Content"]
    assert (b"x", b"y") == (ecm.download(second, version=1), ecm.download(second))
    assert [10, 11] == [entry.event_type for entry in ecm.audit_trail(second, event_types=(10, 11))]


def test_the_index_lags_and_a_query_may_be_refused(sandbox: SandboxClient, ecm: Ecm) -> None:
    sandbox.control("POST", "/switches", {"ecm_index_seconds": 60})
    folder = ecm.open_folder(open_case(ecm), "Evidence").id
    document = file(ecm, folder)

    early = ecm.search("OTName: photo", below=folder)
    sandbox.control("POST", "/clock", {"advance_seconds": 62})

    assert [] == early
    assert [document] == [node.id for node in ecm.search("OTName: photo", below=folder)]
    with pytest.raises(Refused):
        ecm.search("OTName:")


def test_a_ticket_that_was_revoked_is_renewed(sandbox: SandboxClient, ecm: Ecm) -> None:
    assert ecm.find_by_nickname(MAP) is not None

    sandbox.control("POST", "/ecm/tickets/revoke")

    assert ecm.find_by_nickname(MAP) is not None


def test_an_effect_that_failed_is_told_and_may_be_asked_for_again(sandbox: SandboxClient, ecm: Ecm) -> None:
    process = start(ecm)
    break_once(sandbox, "PUT /v2/processes/{process}/status", "status")

    with pytest.raises(Unreachable):
        ecm.stop_process(process)
    ecm.stop_process(process)

    assert 1 == len(sandbox.effects("process_stopped"))
