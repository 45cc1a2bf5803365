"""The backlog bench's judgment of order: who was overtaken, and whether it mattered."""

from tests.bench.backlog.judgments import Judgment, overtaken


def judged(*events: tuple[int, float, str]) -> dict[str, list[Judgment]]:
    return {"order": [Judgment(*event) for event in events]}


def test_events_judged_in_the_order_of_receipt_or_together_are_in_order() -> None:
    found = overtaken(judged((1, 5.0, "RECORD opened"), (2, 5.0, "RECORD opened"), (3, 6.0, "RECORD extended")))

    assert (0, []) == found


def test_an_event_judged_after_a_newer_one_is_counted_and_harmless_when_it_changed_nothing() -> None:
    found = overtaken(judged((2, 5.0, "RECORD opened"), (1, 6.0, "nothing new"), (3, 7.0, "nothing new")))

    assert (1, []) == found


def test_an_event_that_changed_something_after_a_newer_one_is_out_of_order() -> None:
    found = overtaken(judged((1, 6.0, "RECORD extended"), (2, 5.0, "RECORD opened"), (3, 7.0, "nothing new")))

    assert (1, ["order"]) == found


def test_subjects_are_compared_with_themselves_only() -> None:
    found = overtaken({"one": [Judgment(1, 9.0, "opened")], "other": [Judgment(2, 5.0, "opened")]})

    assert (0, []) == found
