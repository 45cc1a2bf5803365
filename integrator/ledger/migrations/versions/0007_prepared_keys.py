"""Prepared keys: a run knows the key of its next step, so that claim and intent can be one statement; room in pages."""

import sqlalchemy as sa
from alembic import op

from integrator.ledger.migrations.storage import reset_storage, set_storage

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runs", sa.Column("next_key", sa.String(36), nullable=True))
    set_storage("runs", fillfactor=60, sweep_after=0.01)
    set_storage("steps", fillfactor=85, sweep_after=0.02)
    set_storage("events", fillfactor=85, sweep_after=0.01)


def downgrade() -> None:
    for table in ("events", "steps", "runs"):
        reset_storage(table)
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.drop_column("next_key")
