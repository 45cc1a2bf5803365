"""What messages say: order name, amount, reasons, deadline, link; no address, phone, e-mail or card data (R29)."""

from dataclasses import dataclass

from integrator.cases import Case
from integrator.context import Context
from integrator.ledger import cases

_HEADLINES = {
    "opened": "needs attention",
    "waiting on you": "waits for your decision",
    "decided": "is decided",
    "closed": "is closed",
    "write-back failed": "could not be brought up to date in Shopify",
}


@dataclass(frozen=True)
class Message:
    """A mail in plain text."""

    subject: str
    text: str


def write(ctx: Context, case: Case, *, stage: str) -> Message:
    """Write the message for one stage of a case."""
    headline = _HEADLINES.get(stage) or ("is overdue" if stage.startswith("overdue") else "has changed")
    if stage.startswith("info"):
        headline = "needs information from the customer"
    lines = [
        f"Order {case.subject_name} of {ctx.store.title} {headline}.",
        "",
        f"Severity: {case.severity}",
        *(f"Reason: {reason.seen}" for reason in case.reasons),
    ]
    if case.due_at:
        lines.append(f"Decide by: {case.due_at:%Y-%m-%d %H:%M} UTC")
    if stage in {"decided", "closed"}:
        lines += _end(ctx, case)
    lines += [
        "",
        f"Case: {ctx.settings.console_url}/cases/{case.id}",
        "Opening the link decides nothing; deciding takes a sign-in.",
    ]
    return Message(subject=f"[{case.severity}] Order {case.subject_name} {headline}", text="\n".join(lines))


def _end(ctx: Context, case: Case) -> list[str]:
    """Say what was decided and what came of it, in words of the system; free text of people stays in the case."""
    with ctx.ledger.read() as connection:
        decision = cases.decision_of(connection, case)
        outcome = cases.get(connection, case.id).outcome.partition(":")[0]
    told = [f"Decision: {decision.word} by {decision.source}"] if decision else []
    return [*told, f"Outcome: {outcome}"] if outcome else told
