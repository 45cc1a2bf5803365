"""What a ledger's tables look like, as the database itself shows them."""

from typing import Any

from sqlalchemy import inspect

from integrator.ledger.database import Ledger


def tables_of(ledger: Ledger) -> set[str]:
    return set(inspect(ledger.engine).get_table_names())


def shape_of(ledger: Ledger) -> dict[str, Any]:
    """Describe every table as the database itself shows it, conditions of partial indexes included."""
    inspector = inspect(ledger.engine)
    return {
        table: {
            "columns": [(c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)],
            "primary key": inspector.get_pk_constraint(table),
            "unique": sorted(inspector.get_unique_constraints(table), key=str),
            "foreign keys": sorted(inspector.get_foreign_keys(table), key=str),
            "indexes": sorted(
                (i["name"], i["column_names"], i["unique"], _condition(i)) for i in inspector.get_indexes(table)
            ),
        }
        for table in sorted(tables_of(ledger) - {"alembic_version"})
    }


def _condition(index: Any) -> str:
    options = index.get("dialect_options", {})
    return str(options.get("sqlite_where", "")) + str(options.get("postgresql_where", ""))
