"""What was seen: the state of each subject that was judged, the balance of each day, and what only a sweep found."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sightings",
        sa.Column("store", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.Column("topics", JSON, nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("judged_at", MOMENT, nullable=True),
        sa.Column("found_at", MOMENT, nullable=True),
        sa.Column("found_updated_at", MOMENT, nullable=True),
        sa.Column("found_digest", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("store", "kind", "subject", name=op.f("pk_sightings")),
    )
    op.create_table(
        "balances",
        sa.Column("store", sa.String(length=255), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("in_shopify", sa.Integer(), nullable=False),
        sa.Column("handled", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("missing", JSON, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("store", "day", name=op.f("pk_balances")),
    )
    for table in ("cases", "runs"):
        op.add_column(table, sa.Column("late", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index("ix_deliveries_store_received", "deliveries", ["store", "received_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_deliveries_store_received", table_name="deliveries")
    for table in ("runs", "cases"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("late")
    op.drop_table("balances")
    op.drop_table("sightings")
