"""Runs the steps on the connection that the store hands over."""

from alembic import context

from commonground.server.tables import METADATA

given = context.config.attributes
context.configure(connection=given["connection"], target_metadata=METADATA, version_table=given["version_table"])
with context.begin_transaction():
    context.run_migrations()
