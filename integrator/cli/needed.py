"""What the flows that are switched on for a store need to find in the remote systems."""

from collections.abc import Iterable

from integrator.flow import Need, find_flow, get_step
from integrator.rules import RuleBook
from integrator.steps.reading import READING
from integrator.stores import Store


def needs_of(store: Store, rules: RuleBook) -> frozenset[Need]:
    """
    Collect what the steps of the store's flows declare; empty when no rule looks at the store.

    A rule in `watch` mode starts nothing, so it needs no more than to read orders.
    """
    on = [rule for rule in rules.rules if rule.mode != "off" and {"*", store.domain} & set(rule.stores)]
    if not on:
        return frozenset()
    started = {name for rule in on if rule.mode == "active" for name in rule.flows}
    return frozenset(READING).union(*map(_needs_of_flow, started))


def names(needs: Iterable[Need], system: str, kind: str) -> list[str]:
    """Return the names of one kind of need, sorted."""
    return sorted(need.name for need in needs if (need.system, need.kind) == (system, kind))


def _needs_of_flow(name: str) -> frozenset[Need]:
    flow = find_flow(name)
    lines = flow.plan.lines if flow else ()
    return frozenset(need for line in lines for need in get_step(line.step).needs)
