"""Alembic's entry: runs the migrations on the connection that `integrator ledger upgrade` opened."""

from alembic import context

from integrator.ledger.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=connection.dialect.name == "sqlite")
with context.begin_transaction():
    context.run_migrations()
