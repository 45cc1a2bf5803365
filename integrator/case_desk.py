"""What operators do with cases: decide and assign. Each needs a reason and leaves an audit entry."""

from integrator.cases import CONCERNS, Case, Decision
from integrator.context import Connections
from integrator.decisions import take
from integrator.events.fingerprint import facts_of
from integrator.flow import load_flows
from integrator.ledger import cases, runs
from integrator.ledger.audit import Entry, append
from integrator.ledger.ids import new_id
from integrator.ledger.runs import Wakeup
from integrator.runner import Operation, Refusal

_NOT_ACCEPTED = {
    "repeat": "is decided that way already; nothing changes",
    "contradiction": "is decided otherwise already; that decision stands and the case asks for attention",
    "late": "is closed; the decision was recorded as late and changes nothing",
}


def decide(connections: Connections, case: Case, word: str, operation: Operation) -> list[Wakeup]:
    """
    Decide an open case in the place of its team, and return the runs to wake.

    Raises:
        Refusal: the word is not one of the concern, or the case was decided or closed before.
    """
    words = CONCERNS[case.concern].words
    if word not in words:
        known = f"its words are {', '.join(sorted(words))}" if words else "nobody has to decide it"
        raise Refusal(f"{case.concern} of {case.subject_name} cannot be decided {word!r}; {known}")
    decision = Decision(
        word=word,
        reason=operation.reason,
        by=operation.actor,
        at=connections.clock.now(),
        source="console",
        source_id=new_id(),
        facts=facts_of(case.inputs, CONCERNS[case.concern].inputs),
    )
    standing, wakeups = take(connections, case, decision)
    if standing != "accepted":
        raise Refusal(f"{case.concern} of {case.subject_name} {_NOT_ACCEPTED.get(standing, f'is {standing}')}")
    return wakeups


def assign(connections: Connections, case: Case, team: str, operation: Operation) -> list[Wakeup]:
    """
    Give an open case to another team, which is asked from now on, and return the runs to wake.

    Raises:
        Refusal: there is no such team, the case is closed, or the team has it already.
    """
    if team not in connections.teams:
        raise Refusal(f"there is no team {team}; known: {', '.join(connections.teams)}")
    ledger = connections.ledger
    with ledger.write() as connection:
        present = cases.get(connection, case.id)
        if present.state == "closed":
            raise Refusal(f"{case.concern} of {case.subject_name} is closed")
        if present.team == team:
            raise Refusal(f"{case.concern} of {case.subject_name} belongs to {team} already")
        cases.change(connection, case.id, team=team, asked=sorted({*present.asked, team}))
        for asking in load_flows(connections.settings.flows_package).values():
            if asking.asks:
                runs.ask_team(connection, case.id, flow=asking.name, parameter=asking.asks, team=team)
        entry = Entry(
            actor=operation.actor,
            action="case.assigned",
            store=case.store,
            subject=case.subject,
            case_id=case.id,
            reason=operation.reason,
            detail={"from": present.team, "to": team},
        )
        append(ledger, connection, entry)
        return runs.wake_case(ledger, connection, case.id, restart=True)
