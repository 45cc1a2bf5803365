"""Prepared keys: a run knows the key of its next step, so that claim and intent can be one statement; room in pages."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runs", sa.Column("next_key", sa.String(36), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        # A row that finds room on its own page is changed without touching its indexes.
        op.execute("ALTER TABLE runs SET (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.01)")
        op.execute("ALTER TABLE steps SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02)")
        op.execute("ALTER TABLE events SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.01)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in ("events", "steps", "runs"):
            op.execute(f"ALTER TABLE {table} RESET (fillfactor, autovacuum_vacuum_scale_factor)")
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.drop_column("next_key")
