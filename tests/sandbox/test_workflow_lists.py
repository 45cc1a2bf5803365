"""Envelope, paging, sorting, strict parameters and date notations of the lists."""

from typing import Any

import pytest

from tests.sandbox.callers import SandboxClient, StartReview

PATH = "/workflow/v1/process-instances"
HISTORY = "/workflow-history/v1/historic-process-instances"


def names(listed: dict[str, Any]) -> list[str]:
    return [row["businessKey"] for row in listed["_embedded"]["process-instances"]]


def test_an_empty_list_has_no_embedded_part(sandbox: SandboxClient) -> None:
    listed = sandbox.api("GET", PATH).json

    assert "_embedded" not in listed
    assert ({"totalElements": 0}, {"self"}) == (listed["page"], listed["_links"].keys())


def test_ten_rows_are_the_default_and_next_leads_through_the_rest(
    sandbox: SandboxClient, start_review: StartReview
) -> None:
    keys = [f"key-{number:02}" for number in range(12)]
    for key in keys:
        start_review(key)

    first = sandbox.api("GET", PATH, sort="startTime", order="asc").json
    follow = first["_links"]["next"]["href"].removeprefix(sandbox.url)
    second = sandbox.api("GET", follow).json

    assert (keys[:10], keys[10:]) == (names(first), names(second))
    assert {"totalElements": 12} == second["page"]
    assert "next" not in second["_links"]


def test_offset_counts_rows_not_pages(sandbox: SandboxClient, start_review: StartReview) -> None:
    for number in range(4):
        start_review(f"key-{number}")

    assert ["key-1", "key-2"] == names(sandbox.api("GET", PATH, offset=1, count=2).json)
    assert ["key-3", "key-2"] == names(sandbox.api("GET", PATH, count=2, sort="startTime", order="desc").json)


@pytest.mark.parametrize(
    "query",
    [
        "offset=-1",
        "count=0",
        "count=many",
        "sort=colour",
        "order=upwards",
        "suspended=yes",
        "bussinesKey=key-1",
        "businessKeyLike=key%25",
        "businessKey=a&businessKey=b",
        "startedAfter=2026-01-05T00:00:00.000%2B0000",
        "startedAfter=2026-01-05",
        "startedAfter=2026-13-45T00:00:00.000Z",
    ],
)
def test_a_parameter_that_does_not_fit_is_refused(sandbox: SandboxClient, query: str) -> None:
    reply = sandbox.api("GET", f"{PATH}?{query}")

    assert (400, {"message", "exception"}) == (reply.status, reply.json.keys())


def test_dates_with_z_or_an_offset_with_colon_are_taken(sandbox: SandboxClient, start_review: StartReview) -> None:
    start_review("key-1")

    after = sandbox.api("GET", PATH, startedAfter="2020-01-05T00:00:00.000Z").json
    before = sandbox.api("GET", PATH, startedBefore="2020-01-05T00:00:00+05:30").json

    assert ["key-1"] == names(after)
    assert "_embedded" not in before


@pytest.mark.parametrize(
    ("notation", "runtime", "history"),
    [
        ("mixed", "+0000", "+05:30"),
        ("plain", "+0000", "+0000"),
        ("offset", "+05:30", "+05:30"),
        ("zulu", "Z", "Z"),
    ],
)
def test_dates_come_in_the_notation_that_is_switched_on(
    sandbox: SandboxClient, start_review: StartReview, notation: str, runtime: str, history: str
) -> None:
    review = start_review()
    sandbox.control("POST", "/switches", {"date_notation": notation})

    running = sandbox.api("GET", f"{PATH}/{review.id}").json["startTime"]
    historic = review.history().json["startTime"]

    assert running.endswith(runtime)
    assert historic.endswith(history)


def test_history_holds_running_and_ended_instances(sandbox: SandboxClient, start_review: StartReview) -> None:
    ended, running = start_review("key-1"), start_review("key-2")
    sandbox.api("DELETE", f"{PATH}/{ended.id}")

    def found(**parameters: Any) -> list[str]:
        listed = sandbox.api("GET", HISTORY, **parameters).json
        return [row["id"] for row in listed.get("_embedded", {}).get("historic-process-instances", [])]

    assert [ended.id, running.id] == found()
    assert [ended.id] == found(finished="true", sort="endTime", order="asc")
    assert [running.id] == found(finished="false")
    assert [ended.id] == found(finishedAfter="2020-01-01T00:00:00.000Z", businessKey="key-1")
    assert [] == found(finishedBefore="2020-01-01T00:00:00.000Z")


def test_history_learns_of_start_and_end_after_its_lag(sandbox: SandboxClient, start_review: StartReview) -> None:
    sandbox.control("POST", "/switches", {"history_lag_seconds": 3})
    review = start_review()

    unheard = review.history().status
    sandbox.control("POST", "/clock", {"advance_seconds": 4})
    sandbox.api("DELETE", f"{PATH}/{review.id}", deleteReason="withdrawn")
    still_running = review.history().json
    sandbox.control("POST", "/clock", {"advance_seconds": 4})
    ended = review.history().json

    assert 404 == unheard
    assert (None, None) == (still_running["endTime"], still_running["deleteReason"])
    assert "withdrawn" == ended["deleteReason"]
    assert ended["endTime"]


def test_the_duration_of_an_ended_instance_is_told_in_milliseconds(
    sandbox: SandboxClient, start_review: StartReview
) -> None:
    review = start_review()
    sandbox.control("POST", "/clock", {"advance_seconds": 60})
    sandbox.api("DELETE", f"{PATH}/{review.id}")

    assert 60_000 <= review.history().json["durationInMillis"] < 70_000


def test_history_forgets_what_ended_too_long_ago(sandbox: SandboxClient, start_review: StartReview) -> None:
    sandbox.control("POST", "/switches", {"history_keep_seconds": 600})
    ended, running = start_review("key-1"), start_review("key-2")
    sandbox.api("DELETE", f"{PATH}/{ended.id}")

    sandbox.control("POST", "/clock", {"advance_seconds": 601})

    assert (404, 200) == (ended.history().status, running.history().status)


def test_history_may_show_ten_rows_whatever_it_is_asked_for(sandbox: SandboxClient, start_review: StartReview) -> None:
    sandbox.control("POST", "/switches", {"history_paging": False})
    keys = [f"key-{number:02}" for number in range(12)]
    for key in keys:
        start_review(key)

    listed = sandbox.api("GET", HISTORY, offset=10, count=200, sort="startTime", order="desc").json

    rows = listed["_embedded"]["historic-process-instances"]
    assert keys[:10] == [row["businessKey"] for row in rows]
    assert {"_links", "_embedded"} == listed.keys()
