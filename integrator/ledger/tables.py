"""The tables of the ledger. One schema for PostgreSQL and SQLite; every moment is UTC."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from integrator.ledger.types import Json, Serial, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[str]:
    return Column("id", String(36), primary_key=True)


deliveries = Table(
    "deliveries",
    metadata,
    _id(),
    Column("store", String(255), nullable=False),
    Column("webhook_id", String(255), nullable=False),
    Column("topic", String(255), nullable=False),
    Column("event_id", String(255), nullable=False),
    Column("triggered_at", String(64), nullable=False),
    Column("api_version", String(32), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("journal", String(255), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("body_hash", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("note", Text, nullable=False),
    Column("duplicates", Integer, nullable=False),
    UniqueConstraint("store", "webhook_id"),
    Index("ix_deliveries_state_received", "state", "received_at"),
)

events = Table(
    "events",
    metadata,
    _id(),
    Column("store", String(255), nullable=False),
    Column("topic", String(255), nullable=False),
    Column("source", String(16), nullable=False),
    Column("delivery_id", ForeignKey("deliveries.id"), nullable=True),
    Column("subject", String(255), nullable=False),
    Column("occurred_at", UtcDateTime, nullable=False),
    Column("quiet", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("outcome", Text, nullable=False),
    Column("due_at", UtcDateTime, nullable=True),
    Column("lease_until", UtcDateTime, nullable=True),
    Column("woken_at", UtcDateTime, nullable=True),
    Column("attempts", Integer, nullable=False),
    Index(
        "ix_events_pending",
        "due_at",
        sqlite_where=text("state = 'pending'"),
        postgresql_where=text("state = 'pending'"),
    ),
    Index("ix_events_subject", "store", "subject"),
    Index("ix_events_delivery", "delivery_id"),
)

cases = Table(
    "cases",
    metadata,
    _id(),
    Column("store", String(255), nullable=False),
    Column("concern", String(32), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("subject_name", String(255), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("team", String(64), nullable=False),
    Column("asked", Json, nullable=False),
    Column("inputs", Json, nullable=False),
    Column("subject_updated_at", UtcDateTime, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=True),
    Column("hard_at", UtcDateTime, nullable=True),
    Column("closed_at", UtcDateTime, nullable=True),
    Column("decision_id", String(36), nullable=True),
    Column("outcome", Text, nullable=False),
    Column("attention", Text, nullable=False),
    Column("quiet", Boolean, nullable=False),
    UniqueConstraint("store", "concern", "subject"),
    Index("ix_cases_state_opened", "state", "opened_at"),
    Index("ix_cases_name", "subject_name"),
)

case_reasons = Table(
    "case_reasons",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("word", String(64), primary_key=True),
    Column("rule", String(128), nullable=False),
    Column("rule_version", Integer, nullable=False),
    Column("seen", Text, nullable=False),
    Column("severity", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

legs = Table(
    "legs",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("system", String(32), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("remote_id", String(255), nullable=False),
    Column("state", String(16), nullable=False),
    Column("told", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_legs_remote", "system", "remote_id"),
)

holds = Table(
    "holds",
    metadata,
    Column("store", String(255), primary_key=True),
    Column("hold_id", String(255), primary_key=True),
    Column("fulfillment_order", String(255), nullable=False),
    Column("handle", String(255), nullable=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("run_id", String(36), nullable=False),
    Column("placed_at", UtcDateTime, nullable=False),
    Column("released_at", UtcDateTime, nullable=True),
    Index("ix_holds_case", "case_id"),
)

documents = Table(
    "documents",
    metadata,
    _id(),
    Column("store", String(255), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("name", String(255), nullable=False),
    Column("version", Integer, nullable=False),
    Column("system", String(32), nullable=False),
    Column("remote_id", String(255), nullable=False),
    Column("retention", String(64), nullable=False),
    Column("personal_data", String(32), nullable=False),
    Column("reason", Text, nullable=False),
    Column("filed_at", UtcDateTime, nullable=False),
    UniqueConstraint("store", "subject", "kind", "content_hash"),
)

alerts = Table(
    "alerts",
    metadata,
    _id(),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("stage", String(64), nullable=False),
    Column("audience", String(64), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("job_id", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("case_id", "generation", "stage", "audience"),
)

decisions = Table(
    "decisions",
    metadata,
    _id(),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("word", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("detail", Json, nullable=False),
    Column("decided_by", String(255), nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
    Column("source", String(32), nullable=False),
    Column("source_id", String(255), nullable=False),
    Column("facts", String(16), nullable=False),
    Column("standing", String(24), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("source", "source_id"),
    Index("ix_decisions_case", "case_id"),
)

runs = Table(
    "runs",
    metadata,
    _id(),
    Column("flow", String(64), nullable=False),
    Column("flow_version", String(16), nullable=False),
    Column("store", String(255), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("subject_name", String(255), nullable=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("after", String(36), nullable=True),
    Column("plan", Json, nullable=False),
    Column("params", Json, nullable=False),
    Column("values", Json, nullable=False),
    Column("state", String(16), nullable=False),
    Column("position", Integer, nullable=False),
    Column("step", String(64), nullable=False),
    Column("queue", String(32), nullable=False),
    Column("lap", Integer, nullable=False),
    Column("restart", Boolean, nullable=False),
    Column("quiet", Boolean, nullable=False),
    Column("due_at", UtcDateTime, nullable=True),
    Column("woken_at", UtcDateTime, nullable=True),
    Column("lease_owner", String(64), nullable=False),
    Column("lease_until", UtcDateTime, nullable=True),
    Column("fence", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("crashes", Integer, nullable=False),
    Column("first_failure_at", UtcDateTime, nullable=True),
    Column("note", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    UniqueConstraint("case_id", "flow", "generation"),
    Index(
        "ix_runs_due",
        "due_at",
        sqlite_where=text("state IN ('running', 'waiting')"),
        postgresql_where=text("state IN ('running', 'waiting')"),
    ),
    Index("ix_runs_name", "subject_name"),
    Index("ix_runs_subject", "store", "subject"),
    Index(
        "ix_runs_after",
        "after",
        sqlite_where=text("after IS NOT NULL"),
        postgresql_where=text("after IS NOT NULL"),
    ),
    Index("ix_runs_state_created", "state", "created_at"),
)

steps = Table(
    "steps",
    metadata,
    Column("run_id", ForeignKey("runs.id"), primary_key=True),
    Column("step", String(64), primary_key=True),
    Column("lap", Integer, primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("key", String(36), nullable=False),
    Column("fence", Integer, nullable=False),
    Column("worker", String(64), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("outcome", String(16), nullable=True),
    Column("value", Json, nullable=True),
    Column("error", Text, nullable=False),
)

cursors = Table(
    "cursors",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("value", Json, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

ticks = Table(
    "ticks",
    metadata,
    Column("job", String(64), primary_key=True),
    Column("slot", Serial, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
)

stores = Table(
    "stores",
    metadata,
    Column("domain", String(255), primary_key=True),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("last_delivery_at", UtcDateTime, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("seq", Serial, nullable=True, unique=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(128), nullable=False),
    Column("action", String(64), nullable=False),
    Column("store", String(255), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("case_id", String(36), nullable=False),
    Column("run_id", String(36), nullable=False),
    Column("reason", Text, nullable=False),
    Column("detail", Json, nullable=False),
    Column("hash", String(64), nullable=True),
    Index("ix_audit_run", "run_id"),
    Index("ix_audit_case", "case_id"),
)
