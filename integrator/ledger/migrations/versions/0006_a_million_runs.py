"""A million runs: what people search and list is found by an index, however much has ended."""

import sqlalchemy as sa
from alembic import op

from integrator.ledger.migrations.concurrently import add_index

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_index("ix_runs_subject_alone", "runs", ["subject"])
    add_index("ix_runs_created", "runs", ["created_at"])
    add_index("ix_cases_subject", "cases", ["subject"])
    add_index("ix_cases_opened", "cases", ["opened_at", "id"])
    add_index("ix_deliveries_webhook", "deliveries", ["webhook_id"])
    add_index("ix_deliveries_received", "deliveries", ["received_at", "id"])
    add_index("ix_events_swept", "events", ["id"], where=sa.text("source = 'sweep'"))
    add_index("ix_events_replayed", "events", ["occurred_at"], where=sa.text("source = 'replay'"))
    add_index("ix_audit_action", "audit", ["action", "id"], where=sa.text("action <> 'step.done'"))


def downgrade() -> None:
    for name, table in (
        ("ix_audit_action", "audit"),
        ("ix_events_replayed", "events"),
        ("ix_events_swept", "events"),
        ("ix_deliveries_received", "deliveries"),
        ("ix_deliveries_webhook", "deliveries"),
        ("ix_cases_opened", "cases"),
        ("ix_cases_subject", "cases"),
        ("ix_runs_created", "runs"),
        ("ix_runs_subject_alone", "runs"),
    ):
        op.drop_index(name, table_name=table)
