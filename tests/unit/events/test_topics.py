"""Topics: which order a body is about, and whether it is of its topic at all."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrator.config_file import read_toml
from integrator.events.body import UnreadableBody
from integrator.events.topics import TOPICS, order_of

ORDER = {"id": 5678, "admin_graphql_api_id": "gid", "name": "#1042", "financial_status": "paid", "line_items": []}
GID = "gid://shopify/Order/5678"


def wanted_topics() -> list[str]:
    rules = read_toml(Path("config") / "rules.toml")["rule"]
    return sorted({topic for rule in rules for topic in rule["on"]})


def body_of(topic: str) -> dict[str, Any]:
    """Make the smallest body of a topic about order 5678."""
    body: dict[str, Any] = dict.fromkeys(TOPICS[topic].needs, 0)
    return body | {"id": 5678} | {"order_id": 5678, "order_edit": {"order_id": 5678}}


@pytest.mark.parametrize("topic", wanted_topics())
def test_every_topic_that_a_shipped_rule_listens_to_leads_to_its_order(topic: str) -> None:
    assert GID == order_of(topic, body_of(topic))


@pytest.mark.parametrize("topic", TOPICS)
def test_a_body_without_the_keys_of_its_topic_is_of_another_one(topic: str) -> None:
    with pytest.raises(UnreadableBody, match=f"does not fit the topic {topic}: it has no "):
        order_of(topic, {"something": "else"})


def test_the_missing_keys_are_named() -> None:
    body = {key: value for key, value in ORDER.items() if key not in {"name", "line_items"}}

    with pytest.raises(UnreadableBody, match=r"it has no name, line_items$"):
        order_of("orders/create", body)


@pytest.mark.parametrize("topic", ["products/update", "customers/redact", "returns/request"])
def test_a_known_topic_about_something_else_leads_to_no_order(topic: str) -> None:
    assert order_of(topic, body_of(topic)) is None


def test_an_unknown_topic_leads_to_no_order() -> None:
    assert order_of("orders/created", {}) is None


@pytest.mark.parametrize(
    "number",
    [None, "", "5678/../1", "gid://shopify/Order/1", "-1", 1.5, True, [], {}, "\u0665\u0666", "1" * 21, " 1"],
    ids=repr,
)
def test_an_order_id_that_is_no_number_is_refused(number: Any) -> None:
    with pytest.raises(UnreadableBody, match="its order id is not a number"):
        order_of("orders/create", ORDER | {"id": number})


@pytest.mark.parametrize("edit", [None, [], "text", {}, {"order_id": None}], ids=repr)
def test_a_nested_order_id_that_is_not_there_is_refused(edit: Any) -> None:
    with pytest.raises(UnreadableBody, match="its order id is not a number"):
        order_of("orders/edited", {"order_edit": edit})


@settings(deadline=None, database=None)
@given(
    st.sampled_from(sorted(TOPICS)),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.decimals(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=6,
    ),
)
def test_no_value_of_any_key_leads_anywhere_but_to_an_order_or_a_refusal(topic: str, value: Any) -> None:
    body = body_of(topic) | {"id": value, "order_id": value, "order_edit": value}

    try:
        found = order_of(topic, body)
    except UnreadableBody:
        return

    assert found is None or found.removeprefix("gid://shopify/Order/").isdigit()
