"""The first form: turns, requests, keys, and who was forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    name = sa.String(32)
    op.create_table(
        "turns",
        sa.Column("id", name, primary_key=True),
        sa.Column("parent", name, nullable=False),
        sa.Column("conversation", name, nullable=False),
        sa.Column("owner", name, nullable=False),
        sa.Column("person", name, nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("speaker", sa.String(64), nullable=False),
        sa.Column("pair", name, nullable=False),
        sa.Column("alias", name),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("measures", sa.JSON, nullable=False),
        sa.Column("content", sa.JSON),
    )
    for column in ("parent", "conversation", "person", "pair", "alias"):
        op.create_index(f"turns_{column}", "turns", [column])
    op.create_table(
        "requests",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("conversation", name),
        sa.Column("turn", name),
        sa.Column("reply", name),
        sa.Column("owner", name, nullable=False),
        sa.Column("person", name, nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("path", sa.String(64), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("preset", sa.String(16), nullable=False),
        sa.Column("mediation", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.Column("tokens", sa.Integer, nullable=False),
        sa.Column("milliseconds", sa.Float, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("first_byte", sa.Float, nullable=False),
        sa.Column("duration", sa.Float, nullable=False),
        sa.Column("prompt_tokens", sa.Integer),
        sa.Column("completion_tokens", sa.Integer),
        sa.Column("shadow", sa.JSON),
    )
    op.create_index("requests_conversation", "requests", ["conversation"])
    op.create_index("requests_owner_at", "requests", ["owner", "at"])
    op.create_index("requests_person", "requests", ["person"])
    op.create_table(
        "keys",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False, unique=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("preset", sa.String(16)),
        sa.Column("rate", sa.Integer),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("revoked", sa.Float),
    )
    op.create_table(
        "forgotten",
        sa.Column("person", name, primary_key=True),
        sa.Column("at", sa.Float, primary_key=True),
    )


def downgrade() -> None:
    """Drop the tables, and all that is in them."""
    for table in ("forgotten", "keys", "requests", "turns"):
        op.drop_table(table)
