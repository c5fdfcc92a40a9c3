"""The tables of the store: a tree of turns named by keyed hashes, the requests that made it, and the keys.

No column holds what was said but `turns.content`, which is empty unless text is kept.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, MetaData, String, Table

NAME = String(32)  # a keyed hash in hexadecimal

METADATA = MetaData()

TURNS = Table(
    "turns",
    METADATA,
    Column("id", NAME, primary_key=True),
    Column("parent", NAME, nullable=False),  # the turn before; the root's name for a first one
    Column("conversation", NAME, nullable=False),  # its first user turn
    Column("owner", NAME, nullable=False),  # key and user
    Column("person", NAME, nullable=False),  # the user, under every key
    Column("key", String(32), nullable=False),
    Column("position", Integer, nullable=False),
    Column("speaker", String(64), nullable=False),
    Column("pair", NAME, nullable=False),  # this turn and the one before, wherever they stand
    Column("alias", NAME),  # the id that the Responses API gave it
    Column("at", Float, nullable=False),  # seconds since 1970
    Column("measures", JSON, nullable=False),
    Column("content", JSON),
    Index("turns_parent", "parent"),
    Index("turns_conversation", "conversation"),
    Index("turns_person", "person"),
    Index("turns_pair", "pair"),
    Index("turns_alias", "alias"),
)

REQUESTS = Table(
    "requests",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("conversation", NAME),
    Column("turn", NAME),  # the last turn that was sent
    Column("reply", NAME),  # the turn that came back
    Column("owner", NAME, nullable=False),
    Column("person", NAME, nullable=False),
    Column("key", String(32), nullable=False),
    Column("at", Float, nullable=False),
    Column("path", String(64), nullable=False),
    Column("model", String(200), nullable=False),
    Column("kind", String(16), nullable=False),  # new, continued, forked ...
    Column("preset", String(16), nullable=False),
    Column("mediation", String(16), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("calls", Integer, nullable=False),
    Column("tokens", Integer, nullable=False),
    Column("milliseconds", Float, nullable=False),
    Column("status", Integer, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("first_byte", Float, nullable=False),  # milliseconds
    Column("duration", Float, nullable=False),  # milliseconds
    Column("prompt_tokens", Integer),
    Column("completion_tokens", Integer),
    Column("shadow", JSON),
    Index("requests_conversation", "conversation"),
    Index("requests_owner_at", "owner", "at"),
    Index("requests_person", "person"),
)

KEYS = Table(
    "keys",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("digest", String(64), nullable=False, unique=True),  # SHA-256 of the key
    Column("preset", String(16)),
    Column("rate", Integer),  # requests a minute
    Column("scope", String(16), nullable=False),
    Column("created", Float, nullable=False),
    Column("revoked", Float),
)

FORGOTTEN = Table(
    "forgotten",
    METADATA,
    Column("person", NAME, primary_key=True),
    Column("at", Float, primary_key=True),
)
