"""Beginning a run of the flow of four steps, as intake would: its case and itself in one transaction."""

from datetime import UTC, datetime

from integrator.cases import RECORD, Reason
from integrator.flow import Plan
from integrator.ledger import findings, runs
from integrator.ledger.database import Ledger
from integrator.ledger.ids import idempotency_key
from integrator.ledger.runs import Wakeup
from integrator.settings import Settings

STORE = "acme.myshopify.com"
INSTALLATION = Settings().installation


def begin_run(ledger: Ledger, plan: Plan, number: int) -> Wakeup | None:
    """Open the case of the order with this number and start its run; `None` when it was begun before."""
    subject = f"gid://shopify/Order/{number}"
    found = findings.Finding(
        store=STORE,
        concern=RECORD,
        subject=subject,
        subject_name=f"#{number}",
        subject_updated_at=datetime.now(UTC),
        inputs={},
        reasons=[Reason(word="record", rule="bench", seen="bench", severity="info")],
    )
    with ledger.write() as connection:
        case, _ = findings.ensure(ledger, connection, found)
        new = runs.NewRun(
            flow=plan.flow,
            flow_version=plan.version,
            store=STORE,
            subject=subject,
            subject_name=case.subject_name,
            case_id=case.id,
            generation=1,
            plan=plan.model_dump(mode="json"),
            params={},
            first_step=plan.lines[0].key,
            first_queue=plan.lines[0].queue,
            first_key=idempotency_key(INSTALLATION, store=STORE, scope=case.id, step=plan.lines[0].key, generation=1),
            quiet=False,
        )
        return runs.create(ledger, connection, new)
