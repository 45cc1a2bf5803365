"""Released runs: since when no worker at hand knew the present step of a run."""

import sqlalchemy as sa
from alembic import op

RELEASED = sa.text("released_at IS NOT NULL")

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runs", sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_runs_released", "runs", ["released_at"], unique=False, sqlite_where=RELEASED, postgresql_where=RELEASED
    )


def downgrade() -> None:
    op.drop_index("ix_runs_released", table_name="runs")
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.drop_column("released_at")
