"""Each invariant is seen to hold on a real story, and to be violated when the evidence is tampered with."""

import copy
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.evidence import Evidence
from tests.chaos.invariants import judge
from tests.chaos.invariants.bounds import upper_bound
from tests.chaos.invariants.decisions import same_end
from tests.chaos.invariants.holds import orphan_holds
from tests.simulation.fleet import cheap_papers
from tests.simulation.stories import STORIES
from tests.simulation.world import World

Tamper = Callable[[Any], None]


@pytest.fixture(scope="module")
def stories() -> dict[str, Evidence]:
    """Return the evidence of two whole reviews, one released and one cancelled."""
    found = {}
    with tempfile.TemporaryDirectory() as folder, cheap_papers():
        world = World(Path(folder))
        for story in STORIES:
            if story.name in {"all released", "all cancelled"}:
                story.begin(world)
                story.tell(world)
                found[story.name] = copy.deepcopy(world.evidence(seed=story.name))
        world.ledger.close()
    return found


@pytest.fixture
def good(stories: dict[str, Evidence]) -> Evidence:
    return copy.deepcopy(stories["all released"])


def effect(evidence: Evidence, operation: str) -> Any:
    return next(one for one in evidence.effects if one["operation"] == operation)


def again(evidence: Evidence, operation: str) -> None:
    evidence.effects.append(effect(evidence, operation))  # type: ignore[attr-defined]


def first(evidence: Evidence, table: str, **wanted: Any) -> Any:
    rows = evidence.tables[table]
    return next(row for row in rows if all(row[name] == value for name, value in wanted.items()))


def hold(evidence: Evidence, handle: str) -> None:
    order = next(iter(evidence.orders.values()))
    order["fulfillment_orders"][0]["holds"].append({"id": "h", "handle": handle, "ours": True})


TAMPERINGS: dict[str, tuple[str, Tamper]] = {
    "a delivery is missing": ("I1", lambda e: e.tables["deliveries"].clear()),
    "a delivery has no end": ("I1", lambda e: e.tables["deliveries"][0].update(state="new")),
    "an event waits": ("I1", lambda e: e.tables["events"][0].update(state="pending")),
    "a document was not filed": (
        "I1",
        lambda e: [e.effects.remove(one) for one in list(e.effects) if one["operation"] == "document_created"],
    ),
    "a hold twice": ("I2", lambda e: e.effects.insert(2, effect(e, "hold_placed"))),
    "a question twice": ("I2", lambda e: again(e, "process_started")),
    "a workspace twice": ("I2", lambda e: again(e, "workspace_created")),
    "a document twice": ("I2", lambda e: again(e, "document_created")),
    "a mail twice": ("I2", lambda e: again(e, "mail_sent")),
    "a mail of little weight again": (
        "I2",
        lambda e: (again(e, "mail_sent"), [row.update(tries=9, severity="warning") for row in e.tables["alerts"]]),
    ),
    "a weighty mail a third time": (
        "I2",
        lambda e: (again(e, "mail_sent"), again(e, "mail_sent"), [row.update(tries=9) for row in e.tables["alerts"]]),
    ),
    "a short message again": (
        "I2",
        lambda e: e.effects.extend([{**effect(e, "mail_sent"), "operation": "sms_sent"}] * 2),  # type: ignore[attr-defined]
    ),
    "an effect without an event": ("I3", lambda e: e.tables["events"].clear()),
    "a hold of no case": ("I4", lambda e: hold(e, "ot-nobody-001")),
    "a hold of a closed case": ("I4", lambda e: hold(e, f"ot-{first(e, 'cases', concern='ORDER_REVIEW')['id']}-001")),
    "a hold that never ended": ("I4", lambda e: e.tables["holds"][0].update(released_at=None)),
    "another outcome": ("I5", lambda e: first(e, "cases", concern="ORDER_REVIEW").update(outcome="cancel")),
    "two final answers": (
        "I5",
        lambda e: e.tables["decisions"].append({**e.tables["decisions"][0], "id": "other", "word": "cancel"}),
    ),
    "a decided case that stays open": (
        "I5",
        lambda e: (
            e.intents.clear(),  # type: ignore[attr-defined]  # random histories have none.
            first(e, "cases", concern="ORDER_REVIEW").update(state="open", outcome=""),
        ),
    ),
    "a hold after the end": (
        "I6",
        lambda e: [
            next(iter(e.orders.values())).update(cancelled_at="2026-11-18T08:00:00+00:00"),
        ],
    ),
    "an audit entry is gone": ("I7", lambda e: e.tables["audit"].pop(3)),
    "an audit entry was changed": ("I7", lambda e: e.tables["audit"][3].update(reason="changed")),
    "an audit entry was never sealed": ("I7", lambda e: e.tables["audit"][-1].update(seq=None)),
    "a step without an intent": ("I7", lambda e: first(e, "steps", outcome="done").update(key="")),
    "a run taken over too early": (
        "I7",
        lambda e: min(e.tables["steps"], key=lambda row: (row["run_id"], row["fence"])).update(outcome=None),
    ),
    "a name in the audit": ("I8", lambda e: e.tables["audit"][0].update(reason="for Erika Mustermann")),
    "a name in a mail": ("I8", lambda e: effect(e, "mail_sent")["detail"].update(text="Erika Mustermann")),
    "a forged delivery was stored": ("I10", lambda e: e.deliveries[0].update(forged=True)),
    "a cent is missing": ("I13", lambda e: next(iter(e.orders.values())).update(total="12400.56")),
    "another store": ("I14", lambda e: effect(e, "tags_added").update(store="other.myshopify.com")),
    "a run never ends": ("I15", lambda e: e.tables["runs"][0].update(state="running")),
}


def test_a_good_story_violates_nothing(stories: dict[str, Evidence]) -> None:
    assert [] == [str(violation) for evidence in stories.values() for violation in judge(evidence)]


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampered_evidence_is_seen(name: str, good: Evidence) -> None:
    invariant, tamper = TAMPERINGS[name]

    tamper(good)

    assert invariant in {violation.invariant for violation in judge(good)}


def test_a_violation_names_where_it_was_found(good: Evidence) -> None:
    good.tables["runs"][0]["state"] = "running"  # type: ignore[index]

    (violation,) = judge(good, only=["I15"])

    assert good.tables["runs"][0]["id"] == violation.run
    assert "all released" == violation.seed
    assert str(violation).startswith("I15: ")
    assert f"run {violation.run}" in str(violation)


def test_a_name_in_a_log_is_seen(good: Evidence) -> None:
    logged = replace(good, texts={"w1.log": "... Erika Mustermann ..."})

    assert ["I8"] == [violation.invariant for violation in judge(logged)]


def test_memory_that_grows_is_seen(good: Evidence) -> None:
    grown = replace(good, measures={"rss:w1": [100e6 + sample * 2e6 for sample in range(100)]})

    assert ["I11"] == [violation.invariant for violation in judge(grown)]


def test_rest_that_comes_too_late_is_seen(good: Evidence) -> None:
    assert ["I15"] == [violation.invariant for violation in judge(replace(good, quiet_after=float("inf")))]


def test_a_redaction_without_a_note_is_seen(good: Evidence) -> None:
    delivery = {**good.deliveries[0], "topic": "customers/redact", "webhook_id": "r1"}
    row = {**good.tables["deliveries"][0], "webhook_id": "r1", "note": ""}
    tables = {**good.tables, "deliveries": [*good.tables["deliveries"], row]}

    assert ["I9"] == [v.invariant for v in judge(replace(good, deliveries=[delivery], tables=tables), only=["I9"])]


def test_different_ends_of_the_same_facts_are_seen(stories: dict[str, Evidence]) -> None:
    released, cancelled = stories["all released"], stories["all cancelled"]

    assert [] == list(same_end(released, released))
    assert ["I12"] == [violation.invariant for violation in same_end(released, cancelled)]


def test_orphan_holds_are_counted(good: Evidence) -> None:
    hold(good, "ot-nobody-001")

    assert 1 == orphan_holds(good)


def test_kept_evidence_is_judged_as_before(good: Evidence, tmp_path: Path) -> None:
    again(good, "mail_sent")
    good.save(tmp_path)

    assert list(map(str, judge(good))) == list(map(str, judge(Evidence.load(tmp_path))))


@pytest.mark.parametrize(("trials", "per_million"), [(1, 950_000), (1_000, 2_991), (100_000, 30)])
def test_no_failure_leaves_a_bound(trials: int, per_million: int) -> None:
    assert per_million == round(upper_bound(trials))
