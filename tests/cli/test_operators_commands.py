"""`integrator runs | cases | deliveries | audit | ledger | doctor` on a real ledger."""

from collections.abc import Callable
from typing import Any

import pytest

from integrator.context import Connections
from integrator.ledger import audit, events
from integrator.ledger.audit import Entry

Command = Callable[..., Any]
WHY = ("--reason", "looked into it", "--as", "ada")


def entries(connections: Connections) -> list[tuple[str, str, str]]:
    return [(row["actor"], row["action"], row["reason"]) for row in reversed(audit.find(connections.ledger))]


def state_of(integrator: Command, run: str) -> str:
    return str(integrator("runs", "show", run, "--json").json["state"])


@pytest.mark.parametrize("text", ["#1042", "1042", "5678", "gid://shopify/Order/5678"])
def test_a_run_is_found_by_order_name_and_shopify_id(integrator: Command, run_id: str, text: str) -> None:
    assert [run_id] == [run["id"] for run in integrator("runs", "list", text, "--json").json]


def test_a_run_is_shown_with_its_plan(integrator: Command, run_id: str) -> None:
    shown = integrator("runs", "show", run_id)

    assert 0 == shown.code
    assert "hold_order, ask_reviewers" in shown.out
    assert "no attempt yet" in shown.out


def test_a_parked_run_is_requeued_once_and_the_audit_knows_by_whom(
    integrator: Command, connections: Connections, run_id: str
) -> None:
    assert 0 == integrator("runs", "park", run_id, *WHY).code
    assert "parked" == state_of(integrator, run_id)

    assert 0 == integrator("runs", "requeue", run_id, *WHY).code

    assert "running" == state_of(integrator, run_id)
    assert [("ada", "run.parked", "looked into it"), ("ada", "run.requeued", "looked into it")] == entries(connections)


def test_a_skipped_step_lets_a_parked_run_go_on(integrator: Command, run_id: str) -> None:
    integrator("runs", "park", run_id, *WHY)

    assert 0 == integrator("runs", "skip", run_id, *WHY).code

    shown = integrator("runs", "show", run_id, "--json").json
    assert ("running", "ask_reviewers") == (shown["state"], shown["step"])
    assert [("hold_order", "skipped")] == [(step["step"], step["outcome"]) for step in shown["steps"]]


def test_a_refusal_of_one_run_does_not_stop_the_others(integrator: Command, run_id: str) -> None:
    told = integrator("runs", "park", "no-such-run", run_id, *WHY, "--json")

    assert 1 == told.code
    assert "there is no run no-such-run\n" == told.err
    assert [("no-such-run", False), (run_id, True)] == [(one["run"], one["done"]) for one in told.json]


def test_a_running_step_is_not_skipped(integrator: Command, run_id: str) -> None:
    told = integrator("runs", "skip", run_id, *WHY)

    assert 1 == told.code
    assert "park it first" in told.err


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_nothing_is_changed(integrator: Command, run_id: str, reason: str) -> None:
    told = integrator("runs", "park", run_id, "--reason", reason)

    assert (1, "The reason is empty; say in a few words why.\n") == (told.code, told.err)
    assert "running" == state_of(integrator, run_id)


def test_who_did_it_is_the_user_of_the_machine_unless_said_otherwise(
    integrator: Command, connections: Connections, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "grace")

    integrator("runs", "park", run_id, "--reason", "tidying")

    assert [("grace", "run.parked", "tidying")] == entries(connections)


def test_a_case_is_decided_by_order_name(integrator: Command, connections: Connections, case_id: str) -> None:
    told = integrator("cases", "decide", "#1042", "release", *WHY)

    assert (0, "ORDER_REVIEW of #1042 decided: release\n") == (told.code, told.out)
    assert [("ada", "decision.accepted", "looked into it")] == entries(connections)
    [decision] = integrator("cases", "show", case_id, "--json").json["decisions"]
    assert ("release", "accepted", "ada", "console") == tuple(
        decision[name] for name in ("word", "standing", "decided_by", "source")
    )


def test_a_word_outside_the_vocabulary_is_refused_before_anything_is_recorded(
    integrator: Command, connections: Connections, case_id: str
) -> None:
    told = integrator("cases", "decide", case_id, "approve", *WHY)

    assert 1 == told.code
    assert "cannot be decided 'approve'; its words are cancel, correct, release, request_info" in told.err
    assert [] == entries(connections)


def test_the_first_decision_stands_against_a_second(integrator: Command, case_id: str) -> None:
    integrator("cases", "decide", case_id, "release", *WHY)

    told = integrator("cases", "decide", case_id, "cancel", *WHY)

    assert 1 == told.code
    assert "is decided otherwise already; that decision stands" in told.err


def test_deciding_the_same_twice_says_that_nothing_changes(integrator: Command, case_id: str) -> None:
    integrator("cases", "decide", case_id, "release", *WHY)

    told = integrator("cases", "decide", case_id, "release", *WHY)

    assert 1 == told.code
    assert "is decided that way already; nothing changes" in told.err


def test_a_case_is_given_to_another_team(integrator: Command, connections: Connections, case_id: str) -> None:
    assert 0 == integrator("cases", "assign", case_id, "finance", *WHY).code

    assert "finance" == integrator("cases", "show", case_id, "--json").json["team"]
    assert [("ada", "case.assigned", "looked into it")] == entries(connections)


@pytest.mark.parametrize(
    ("team", "why"), [("nobody", "there is no team nobody"), ("fraud", "belongs to fraud already")]
)
def test_a_case_is_not_given_to_nobody_nor_to_its_own_team(
    integrator: Command, case_id: str, team: str, why: str
) -> None:
    told = integrator("cases", "assign", case_id, team, *WHY)

    assert 1 == told.code
    assert why in told.err


def test_a_case_is_shown_with_its_reasons(integrator: Command, case_id: str) -> None:
    shown = integrator("cases", "show", case_id)

    assert "risk HIGH by Shopify" in shown.out
    assert "no decision yet" in shown.out


def test_a_delivery_is_shown_without_its_body(integrator: Command, delivery_id: str) -> None:
    shown = integrator("deliveries", "show", "wh-1", "--json")

    assert delivery_id == shown.json["id"]
    assert "ada@acme.example" not in shown.out
    assert "body" not in shown.json


def test_a_delivery_is_replayed_quietly(integrator: Command, connections: Connections, delivery_id: str) -> None:
    told = integrator("deliveries", "replay", delivery_id, *WHY)

    assert (0, "1 replayed, quietly\n") == (told.code, told.out)
    [event] = events.of_delivery(connections.ledger, delivery_id)
    assert ("replay", True) == (event["source"], event["quiet"])
    assert [("ada", "delivery.replayed", "looked into it")] == entries(connections)


def test_deliveries_are_listed_by_topic(integrator: Command, delivery_id: str) -> None:
    assert [delivery_id] == [
        one["id"] for one in integrator("deliveries", "list", "--topic", "orders/create", "--json").json
    ]
    assert "no deliveries\n" == integrator("deliveries", "list", "--topic", "orders/paid").out


def test_the_audit_is_listed_and_verified(integrator: Command, connections: Connections, run_id: str) -> None:
    integrator("runs", "park", run_id, *WHY)
    audit.seal(connections.ledger)

    [entry] = integrator("audit", "list", "--action", "run.parked", "--run", run_id, "--json").json
    verified = integrator("audit", "verify", "--json")

    assert ("ada", "run.parked") == (entry["actor"], entry["action"])
    assert (0, {"fitting": 1, "unsealed": 0, "wrong": ""}) == (verified.code, verified.json)


def test_a_changed_audit_ends_with_1_and_names_the_entry(integrator: Command, connections: Connections) -> None:
    with connections.ledger.write() as connection:
        audit.append(connections.ledger, connection, Entry(actor="ada", action="run.parked"))
    audit.seal(connections.ledger)
    with connections.ledger.write() as connection:
        connection.exec_driver_sql("UPDATE audit SET actor = 'eve'")

    told = integrator("audit", "verify")

    assert 1 == told.code
    assert "entry 1 (run.parked) was changed after it was sealed\n" == told.err


def test_a_ledger_is_upgraded_and_then_current(integrator: Command) -> None:
    before = integrator("ledger", "check")

    assert 0 == integrator("ledger", "upgrade").code

    assert 1 == before.code
    assert "integrator ledger upgrade" in before.err
    assert 0 == integrator("ledger", "check").code


def test_the_doctor_goes_on_after_what_is_wrong(integrator: Command, connections: Connections) -> None:
    (connections.settings.config_dir / "teams.toml").write_text("[[team]]\n")

    told = integrator("doctor", "--local", "--json")

    health: dict[str, set[str]] = {}
    for look in told.json:
        health.setdefault(look["what"], set()).add(look["health"])
    assert 1 == told.code
    assert {"wrong"} == health["teams.toml"] == health["redis"] == health["rules.toml"]
    assert ({"good"}, {"good"}, {"warning"}) == (
        health["stores.toml"],
        health["ledger"],
        health["retention.toml"],
    )


def test_the_doctor_says_that_remote_systems_were_not_asked_without_redis(integrator: Command) -> None:
    told = integrator("doctor")

    assert 1 == told.code
    assert "remotes        not asked, because there is no Redis" in told.out


@pytest.mark.parametrize("words", ["stores check", "stores subscribe", "rules simulate"])
def test_a_command_that_calls_out_refuses_without_redis(integrator: Command, words: str) -> None:
    told = integrator(*words.split())

    assert (1, "") == (told.code, told.out)
    assert told.err.startswith("There is no Redis, which remote calls need")


def test_the_ingress_does_not_start_without_a_secret_to_check_signatures_with(
    integrator: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTEGRATOR_SHOPIFY_CLIENT_SECRETS", "")

    told = integrator("ingress")

    assert 1 == told.code
    assert "INTEGRATOR_SHOPIFY_CLIENT_SECRETS is missing or empty" in told.err
