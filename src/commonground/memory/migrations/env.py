"""Runs the steps on the connection that the database hands over."""

from alembic import context

from commonground.memory.tables import METADATA

given = context.config.attributes
context.configure(connection=given["connection"], target_metadata=METADATA, version_table=given["version_table"])
with context.begin_transaction():
    context.run_migrations()
