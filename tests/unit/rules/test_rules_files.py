"""Every mistake in a rules file is told with rule, key, what is wrong and what would be right."""

from collections.abc import Callable

import pytest

from integrator.rules import ConfigError, FlowSignature, RuleBook

Load = Callable[[str], RuleBook]

GOOD = """
[[rule]]
name = "high_value"
owner = "finance"
valid_from = 2026-01-01
on = ["orders/create"]
flows = ["workflow.order_review"]
reason = "value"
severity = "warning"
[rule.when]
total_at_least = "10000.00 EUR"
[rule.with."workflow.order_review"]
team = "finance"
within = "2d"
"""


def refusal(load: Load, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(text)
    return str(caught.value)


def test_a_good_file_loads(load: Load) -> None:
    assert ["high_value"] == [rule.name for rule in load(GOOD).rules]


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ("severity =", "severty =", 'key "severty": unknown key; did you mean "severity"?'),
        (
            "total_at_least",
            "total_at_lest",
            'key "when.total_at_lest": unknown key; did you mean "total_at_least"?',
        ),
        ("[rule.with.", "[rule.wiht.", 'key "wiht": unknown key; did you mean "with"?'),
        ('owner = "finance"', "", 'key "owner": is missing'),
        (
            'owner = "finance"',
            'owner = "finanse"',
            'key "owner": unknown team "finanse"; did you mean "finance"?',
        ),
        (
            'team = "finance"',
            'team = "nobody"',
            'team": unknown team "nobody"; known: connector_operators, finance, fraud, operations, order',
        ),
        (
            "team =",
            "teem =",
            'key "with."workflow.order_review".teem": unknown parameter; did you mean "team"?',
        ),
        (
            'team = "finance"',
            "team = 7",
            'key "with."workflow.order_review".team": Input should be a valid string',
        ),
        ('"2d"', '"2 days"', "'2 days' is not a duration such as '2d', '8h' or '90m'"),
        ('"2d"', '"48h"', "'48h' has a day or more in hours and minutes; write whole days, such as '2d'"),
        ('"2d"', '"0m"', "'0m' is no time at all"),
        ('"2d"', "2", "2 is not text; write a duration such as '2d', '8h' or '90m' in quotes"),
        (
            'flows = ["workflow.order_review"]',
            'flows = ["workflow.order_reveiw"]',
            'key "flows": unknown flow "workflow.order_reveiw"; did you mean "workflow.order_review"?',
        ),
        (
            '[rule.with."workflow.order_review"]',
            '[rule.with."ecm.order_record"]',
            'key "with."ecm.order_record"": the rule does not start this flow; add it to flows',
        ),
        (
            'flows = ["workflow.order_review"]',
            'flows = ["workflow.order_review", "workflow.order_review"]',
            'key "flows": a flow is named twice',
        ),
        (
            '"orders/create"',
            '"order/create"',
            "unknown topic 'order/create'; did you mean \"orders/create\"?",
        ),
        ('"orders/create"', '"ORDERS_CREATE"', "unknown topic 'ORDERS_CREATE'"),
        ('on = ["orders/create"]', "on = []", 'key "on": Tuple should have at least 1 item'),
        ('reason = "value"', 'reason = "High value!"', 'key "reason": String should match pattern'),
        (
            '"warning"',
            '"urgent"',
            'key "severity": "urgent" is not known; write "info", "warning", "high" or "critical"',
        ),
        (
            '"warning"',
            '"warning"\nmode = "on"',
            'key "mode": "on" is not known; write "active", "watch" or "off"',
        ),
        ('"warning"', '"warning"\nversion = "2"', 'key "version": Input should be a valid integer'),
        ('"warning"', '"warning"\nversion = 0', 'key "version": Input should be greater than or equal to 1'),
        (
            '"warning"',
            '"warning"\ninclude_test = "yes"',
            'key "include_test": Input should be a valid boolean',
        ),
        ("2026-01-01", '"soon"', 'key "valid_from": Input should be a valid date'),
        (
            '"warning"',
            '"warning"\nstores = ["acmee.myshopify.com"]',
            'key "stores": unknown store "acmee.myshopify.com"; did you mean "acme.myshopify.com"?',
        ),
        ('total_at_least = "10000.00 EUR"', "", 'key "when": the condition is empty; write always = true'),
        ("total_at_least =", "always = true\ntotal_at_least =", 'key "when": always stands alone'),
        (
            'total_at_least = "10000.00 EUR"',
            "wholesale = false",
            'key "when.wholesale": Input should be True',
        ),
        (
            'total_at_least = "10000.00 EUR"',
            'wholesale = "true"',
            'key "when.wholesale": "true" is not known',
        ),
        (
            'total_at_least = "10000.00 EUR"',
            'risk_at_least = "high"',
            '"high" is not known; write "LOW", "MEDIUM" or "HIGH"',
        ),
        ('total_at_least = "10000.00 EUR"', 'destinations = ["Iran"]', "'Iran' is not a country code"),
        (
            'total_at_least = "10000.00 EUR"',
            'destinations = ["UK"]',
            "'UK' is not a country code; did you mean \"GB\"?",
        ),
        (
            'total_at_least = "10000.00 EUR"',
            "destinations = []",
            'key "when.destinations": Tuple should have at least 1',
        ),
        (
            'total_at_least = "10000.00 EUR"',
            'customer_tags = [""]',
            'key "when.customer_tags.0": String should have',
        ),
        (
            'total_at_least = "10000.00 EUR"',
            'financial_status = ["OWED"]',
            'key "when.financial_status.0": "OWED"',
        ),
        (
            'total_at_least = "10000.00 EUR"',
            'recommendation = ["cancel"]',
            'key "when.recommendation.0": "cancel"',
        ),
    ],
)
def test_a_mistake_is_named_with_what_would_be_right(load: Load, was: str, now: str, expected: str) -> None:
    assert was in GOOD

    told = refusal(load, GOOD.replace(was, now))

    assert expected in told
    assert 'rules.toml: rule "high_value", ' in told


@pytest.mark.parametrize(
    "amount",
    [
        '"ten EUR"',
        '"-5 EUR"',
        '"1e400 EUR"',
        '"1E4 EUR"',
        '"NaN EUR"',
        '"sNaN EUR"',
        '"Infinity EUR"',
        '"10000.00"',
        '"10000.00 EURO"',
        '"10000.00 eur"',
        '"EUR 10000.00"',
        '"10,000.00 EUR"',
        '"10_000.00 EUR"',
        '" 10000.00 EUR"',
        '"٣٠٠ EUR"',
        '"9999999999999 EUR"',
        '""',
        "10000.00",
        "10000",
        "nan",
        "true",
        "[]",
    ],
)
def test_what_is_not_an_amount_is_refused_with_an_example(load: Load, amount: str) -> None:
    told = refusal(load, GOOD.replace('"10000.00 EUR"', amount))

    assert 'rule "high_value", key "when.total_at_least": ' in told
    assert "is not an amount; write text such as '10000.00 EUR'" in told


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("0 EUR", "an amount must be above zero; write always = true to catch every order"),
        ("0.00 EUR", "an amount must be above zero; write always = true to catch every order"),
        ("10.005 EUR", "'10.005 EUR' has more decimals than EUR knows, which is 2"),
        ("1000.5 JPY", "'1000.5 JPY' has more decimals than JPY knows, which is 0"),
    ],
)
def test_an_impossible_amount_is_refused_with_the_reason(load: Load, amount: str, expected: str) -> None:
    assert expected in refusal(load, GOOD.replace("10000.00 EUR", amount))


@pytest.mark.parametrize("amount", ["10000 EUR", "10000.5 EUR", "1000 JPY", "1000.000 JPY", "10.005 KWD"])
def test_an_amount_that_its_currency_knows_is_taken(load: Load, amount: str) -> None:
    assert load(GOOD.replace("10000.00 EUR", amount))


def test_two_rules_of_one_name_are_refused(load: Load) -> None:
    assert 'rule "high_value", key "name": is already used by another rule' in refusal(load, GOOD + GOOD)


def test_two_rules_with_names_that_look_alike_are_refused(load: Load) -> None:
    told = refusal(load, GOOD + GOOD.replace('"high_value"', '"highvalue"'))

    assert 'rule "highvalue", key "name": looks like the rule "high_value"; tell them apart' in told


def test_a_rule_without_a_name_is_found_by_its_place(load: Load) -> None:
    assert 'rule number 2, key "name": is missing' in refusal(load, GOOD + GOOD.replace('name = "high_value"', ""))


def test_all_mistakes_are_told_at_once(load: Load) -> None:
    told = refusal(load, GOOD.replace("severity", "severty").replace("on =", "onn ="))

    assert {"severty", "severity", "onn", "on"} <= {word.strip('":') for word in told.split()}


def test_a_misspelt_table_is_refused(load: Load) -> None:
    assert 'key "rules": unknown key; did you mean "rule"?' in refusal(load, GOOD.replace("[[rule]]", "[[rules]]"))


def test_a_single_table_in_place_of_a_list_is_refused(load: Load) -> None:
    assert "must be a list of tables; write [[rule]] above each one" in refusal(load, "[rule]\nname = 'x'")


def test_text_that_is_not_toml_is_refused_with_the_line(load: Load) -> None:
    assert "the file is not TOML (" in refusal(load, "[[rule]\n")


def test_a_flow_parameter_without_default_must_be_given(load: Load, flows: dict[str, FlowSignature]) -> None:
    review = flows["workflow.order_review"]
    flows["workflow.order_review"] = type(review)(review.name, review.concern, review.parameters, frozenset({"team"}))

    told = refusal(load, GOOD.replace('team = "finance"', ""))

    assert 'key "with."workflow.order_review".team": is missing; the flow has no default for it' in told
