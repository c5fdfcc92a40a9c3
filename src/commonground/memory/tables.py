"""The tables of the memory: items, each of one owner, and when an owner was forgotten."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, Index, MetaData, String, Table, Text, text

from commonground.memory.database import Tables

TABLES = Tables("commonground.memory", "memory_version")
METADATA = MetaData()

ITEMS = Table(
    "memory_items",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("owner", String(200), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("same", String(32), nullable=False),  # a hash of kind and text: what still holds is there once
    Column("subject", String(200), nullable=False),
    Column("value", Text, nullable=False),
    Column("source", JSON, nullable=False),
    Column("created", Float, nullable=False),  # seconds since 1970, as all times here
    Column("ended", Float),
    Column("replaces", String(32)),
    Column("depends_on", JSON, nullable=False),
    Column("stale", Boolean, nullable=False),
    Column("used", Float),
    Index("memory_items_owner", "owner"),
    Index(
        "memory_items_once", "owner", "same", unique=True,
        sqlite_where=text("ended IS NULL"), postgresql_where=text("ended IS NULL"),
    ),
)  # fmt: skip

FORGOTTEN = Table(
    "memory_forgotten",
    METADATA,
    Column("owner", String(200), primary_key=True),
    Column("at", Float, nullable=False),
)
