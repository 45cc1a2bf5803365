"""What a replay would do: the real judgement of the subject as it is now, in a transaction that is rolled back."""

from dataclasses import dataclass

from integrator.clients.errors import RemoteError
from integrator.context import Connections
from integrator.intake.judge import Answers, ask, carry_in
from integrator.intake.replay import CannotReplay, Stored, find
from integrator.rules import RuleBook


@dataclass(frozen=True)
class _Event:
    """The event that a replay would raise."""

    topic: str
    quiet: bool
    source: str = "replay"


def preview(connections: Connections, rules: RuleBook, delivery_id: str, *, quiet: bool) -> dict[str, str]:
    """Return `subject` and a sentence `would`; nothing is written, and of remote systems only the order is read."""
    try:
        stored = find(connections, delivery_id)
        return {"subject": stored.subject, "would": _would(connections, rules, stored, quiet=quiet)}
    except CannotReplay as refusal:
        return {"subject": "", "would": f"refuse: {refusal}"}
    except RemoteError as error:
        return {"subject": stored.subject, "would": f"not known, the order cannot be read: {error}"}


def _would(connections: Connections, rules: RuleBook, stored: Stored, *, quiet: bool) -> str:
    order = connections.shopify(connections.stores[stored.store]).get_order(stored.subject)
    if order is None:
        return f"park: {stored.store} has no such order"
    return _tried(connections, ask(connections, rules, order, [_Event(stored.topic, quiet)]))


def _tried(connections: Connections, answers: Answers) -> str:
    with connections.ledger.trial() as connection:
        wakeups, told = carry_in(connections, connection, answers)
    flows = sorted({wakeup.flow for wakeup in wakeups})
    return f"{told}; {', '.join(flows)} would go on" if flows else told
