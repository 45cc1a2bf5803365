"""Asking every rule about one order. Pure: nothing is read and nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from integrator.cases import SEVERITIES, Reason
from integrator.events.order import OrderSnapshot
from integrator.rules.conditions import CONDITIONS, Finding
from integrator.rules.model import Rule
from integrator.rules.signatures import FlowStart
from integrator.stores import Store


@dataclass(frozen=True, slots=True)
class BoundRule:
    """A rule whose flows are known and whose parameters are read."""

    rule: Rule
    starts: tuple[FlowStart, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that fired."""

    rule: Rule
    flows: tuple[FlowStart, ...]
    reason: Reason
    watch: bool
    """Whether only to record what would be done (R9)."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one rule says about one order, and why."""

    rule: Rule
    applies: bool
    why: tuple[str, ...]
    """Sentences: what spoke against asking the rule, then what each condition saw."""


class RuleBook:
    """The rules of one file, checked and bound to the flows."""

    def __init__(self, rules: Sequence[BoundRule]) -> None:
        self._rules = tuple(rules)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, in file order, also those that are off."""
        return tuple(bound.rule for bound in self._rules)

    @property
    def topics(self) -> frozenset[str]:
        """The topics that some rule listens to."""
        return frozenset(topic for rule in self.rules if rule.mode != "off" for topic in rule.on)

    def judge(self, order: OrderSnapshot, *, topic: str, store: Store, at: datetime) -> list[Match]:
        """
        Ask every rule.

        Args:
            order: as read just now.
            topic: Shopify's topic of the event, such as `orders/create`.
            store: the store of `order`.
            at: the moment of judging, aware; decides whether a rule is valid yet.

        Returns:
            The rules that fired, strongest first: by severity, among equals in file order.
        """
        matches = []
        for bound in self._rules:
            if _obstacles(bound.rule, order, topic=topic, store=store, at=at):
                continue
            findings = _findings(bound.rule, order)
            if all(finding.holds for finding in findings):
                matches.append(_match(bound, findings))
        return sorted(matches, key=lambda match: -SEVERITIES.index(match.rule.severity))

    def explain(self, order: OrderSnapshot, *, topic: str, store: Store, at: datetime) -> list[Explanation]:
        """Ask every rule as `judge` does, and return for each, in file order, whether it fires and why."""
        explanations = []
        for rule in self.rules:
            findings = _findings(rule, order)
            obstacles = _obstacles(rule, order, topic=topic, store=store, at=at)
            applies = not obstacles and all(finding.holds for finding in findings)
            told = [f"{'yes' if finding.holds else 'no'}: {finding.seen}" for finding in findings]
            explanations.append(Explanation(rule, applies, (*obstacles, *told)))
        return explanations


def _obstacles(rule: Rule, order: OrderSnapshot, *, topic: str, store: Store, at: datetime) -> list[str]:
    """Why the rule is not even asked; empty when it is."""
    obstacles = []
    if rule.mode == "off":
        obstacles.append("the rule is off")
    if topic not in rule.on:
        obstacles.append(f"the rule does not listen to {topic}")
    if "*" not in rule.stores and store.domain not in rule.stores:
        obstacles.append(f"the rule is not for {store.domain}")
    if at.astimezone(ZoneInfo(store.time_zone)).date() < rule.valid_from:
        obstacles.append(f"the rule is valid from {rule.valid_from}")
    if order.test and not rule.include_test:
        obstacles.append("test orders do not count")
    if order.created_at < store.go_live_at and not rule.include_before_go_live:
        obstacles.append(f"the order was made before the store went live on {store.go_live}")
    return obstacles


def _findings(rule: Rule, order: OrderSnapshot) -> list[Finding]:
    return [CONDITIONS[name](order, limit) for name, limit in rule.when.given()]


def _match(bound: BoundRule, findings: list[Finding]) -> Match:
    rule = bound.rule
    reason = Reason(
        word=rule.reason,
        rule=rule.name,
        rule_version=rule.version,
        seen="; ".join(finding.seen for finding in findings),
        severity=rule.severity,
    )
    return Match(rule, bound.starts, reason, watch=rule.mode == "watch")
