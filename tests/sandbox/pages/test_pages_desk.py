import pytest

from tests.sandbox.callers import SandboxClient, StartReview
from tests.sandbox.ecm_callers import EcmClient
from tests.sandbox.pages.visitor import HOSTILE, STORE, Visitor, path_of


def variables(**values: object) -> list[dict[str, object]]:
    return [{"name": name, "value": value} for name, value in values.items()]


def test_open_tasks_stand_under_their_group(visitor: Visitor, start_review: StartReview) -> None:
    start_review(variables=variables(team="finance_review", subject_name="#1042", priority="high"))

    shown = visitor.get("/desk")

    assert shown.text.index("finance_review") < shown.text.index("#1042")
    assert shown.has("Review the order")


def test_a_decision_completes_the_task_and_stands_in_the_history(visitor: Visitor, start_review: StartReview) -> None:
    review = start_review()
    page, action = f"/desk/{review.id}", f"/desk/{review.id}/tasks/{review.open_task()['id']}"
    form = {"outcome": "correct", "reason": "wrong zip", "by": "ada@acme.example", "detail": '{"zip": "24103"}'}

    decided = visitor.post(action, form)

    values = {one["name"]: one["value"] for one in review.open_task(includeProcessVariables="true")["variables"]}
    assert (303, page) == (decided.status, decided.location)
    assert ("correct", "wrong zip", {"zip": "24103"}, "ada@acme.example") == tuple(
        values[name] for name in ("decision", "decision_reason", "decision_detail", "decided_by")
    )
    assert visitor.get(page).has("Task completed")
    assert visitor.get("/desk").has("Waiting for the connector")


@pytest.mark.parametrize("form", [{}, {"outcome": "release", "detail": "{"}, {"outcome": "release", "task": "x"}])
def test_a_decision_that_says_nothing_useful_is_refused(
    visitor: Visitor, start_review: StartReview, form: dict[str, str]
) -> None:
    review = start_review()
    task = review.open_task()["id"]

    shown = visitor.post(f"/desk/{review.id}/tasks/{task}", form)

    assert 400 == shown.status
    assert shown.problem
    assert task == review.open_task()["id"]


def test_a_task_is_decided_once(visitor: Visitor, start_review: StartReview) -> None:
    review = start_review()
    action = f"/desk/{review.id}/tasks/{review.open_task()['id']}"

    answers = [visitor.post(action, {"outcome": "release"}) for _ in range(2)]

    assert [303, 409] == [answer.status for answer in answers]
    assert "Could not find a task" in answers[1].problem


def test_an_ended_process_stays_to_be_looked_at(visitor: Visitor, start_review: StartReview) -> None:
    review = start_review(name="Order #1042 review")
    task = review.decide("release")
    review.act(task, "complete", outcome="applied")

    assert visitor.get("/desk").has("Order #1042 review")
    assert visitor.get(f"/desk/{review.id}").has("End applied")


def test_a_task_leads_to_its_order_and_its_documents(
    visitor: Visitor, sandbox: SandboxClient, start_review: StartReview
) -> None:
    order = visitor.place("low-value")
    ecm = EcmClient(sandbox)
    workspace = ecm.open_workspace(bo_id=str(order["number"]))
    paper = ecm.document("fact_sheet.pdf", b"%PDF-1.7", ecm.child(workspace, "Approvals"))
    review = start_review(variables=variables(shop=STORE, subject_gid=f"gid://shopify/Order/{order['number']}"))

    shown = visitor.get(f"/desk/{review.id}")

    assert f'href="{path_of(order)}"' in shown.text
    assert f'href="/files/ecm/{paper}"' in shown.text
    assert f'href="/files/ecm/{paper}"' in visitor.get(path_of(order)).text


def test_hostile_facts_stay_text(visitor: Visitor, start_review: StartReview) -> None:
    facts = variables(
        team=HOSTILE, subject_name=HOSTILE, shop="//evil.example", subject_gid=HOSTILE, note=[HOSTILE], items=HOSTILE
    )
    review = start_review(name=HOSTILE, variables=facts, comment={"message": HOSTILE})

    for path in ("/desk", f"/desk/{review.id}", "/effects"):
        shown = visitor.get(path)
        assert 200 == shown.status
        assert "<script" not in shown.text
        assert "<img" not in shown.text
    assert visitor.get(f"/desk/{review.id}").has(HOSTILE)
