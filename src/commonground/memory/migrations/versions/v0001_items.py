"""The first form: items, and who was forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "memory_items",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("same", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("source", sa.JSON, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("ended", sa.Float),
        sa.Column("replaces", sa.String(32)),
        sa.Column("depends_on", sa.JSON, nullable=False),
        sa.Column("stale", sa.Boolean, nullable=False),
        sa.Column("used", sa.Float),
    )
    holding = sa.text("ended IS NULL")
    op.create_index("memory_items_owner", "memory_items", ["owner"])
    op.create_index(
        "memory_items_once", "memory_items", ["owner", "same"], unique=True,
        sqlite_where=holding, postgresql_where=holding,
    )  # fmt: skip
    op.create_table(
        "memory_forgotten",
        sa.Column("owner", sa.String(200), primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables, and all that is in them."""
    for table in ("memory_forgotten", "memory_items"):
        op.drop_table(table)
