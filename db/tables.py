"""The tables, as the newest migration leaves them (a test holds both equal). Columns are named like the
fields of the cti types they hold; seconds are floats, times `Moment`, ids text.

`..._tail` columns hold the digits of a number's key, last digit first: a plain index then finds whole
numbers and endings alike. Tables without a foreign key to calls (works, script_runs) may be written
a moment before the call's own row; `cti db check` reports what never found its call.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
    text,
)  # fmt: skip

from db.column_types import Moment, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _index_where(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


customers = Table(
    "customers",
    metadata,
    Column("customer_id", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("organisation", Words),
    Column("email", Words),
    Column("tags", JSON, nullable=False),
    Column("note", Words),
    Column("external_id", Words, unique=True),
    Column("fields", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("sort_name", Words, nullable=False),
    Column("search_text", Words, nullable=False),
    Index(None, "sort_name", "customer_id"),
)

customer_numbers = Table(
    "customer_numbers",
    metadata,
    Column("customer_id", ForeignKey("customers.customer_id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("raw", Words, nullable=False),
    Column("e164", Words),
    Column("extension", Words),
    Column("label", Words),
    Column("key", Words, nullable=False, index=True),
    Column("tail", Words, nullable=False, index=True),
)

calls = Table(
    "calls",
    metadata,
    Column("call_id", Words, primary_key=True),
    Column("pbx", Words, nullable=False),
    Column("linkedids", JSON, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("direction", Words, nullable=False),
    Column("caller_number", Words),
    Column("caller_name", Words),
    Column("caller_e164", Words),
    Column("customer_id", ForeignKey("customers.customer_id", ondelete="SET NULL")),
    Column("dialed", Words),
    Column("queue", Words),
    Column("agent", Words),
    Column("reason", Words),
    Column("ended_by", Words),
    Column("waited_s", Float, nullable=False),
    Column("talk_s", Float, nullable=False),
    Column("hold_s", Float, nullable=False),
    Column("certain", Boolean, nullable=False),
    Column("gap_s", Float, nullable=False, server_default="0"),
    Column("disposition", Words),
    Column("note", Words),
    Column("follow_up_at", Moment),
    Column("merged_into", Words),
    Column("caller_tail", Words, index=True),
    Column("dialed_tail", Words, index=True),
    Column("follow_up_done_at", Moment),
    Index(None, "started_at", "call_id"),
    Index(None, "customer_id", "started_at"),
    _index_where("ix_calls_open", "pbx", "started_at", where="ended_at IS NULL"),
)

call_legs = Table(
    "call_legs",
    metadata,
    Column("call_id", ForeignKey("calls.call_id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("agent", Words),
    Column("device", Words),
    Column("channel", Words),
    Column("queue", Words),
    Column("offered_at", Moment),
    Column("answered_at", Moment),
    Column("ended_at", Moment),
    Column("ring_s", Float, nullable=False),
    Column("talk_s", Float, nullable=False),
    Column("hold_s", Float, nullable=False),
    Column("wrap_up_s", Float, nullable=False),
    Column("reason", Words),
    Column("transfer", Words),
    Index(None, "agent", "call_id"),
)

call_visits = Table(
    "call_visits",
    metadata,
    Column("call_id", ForeignKey("calls.call_id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("queue", Words, nullable=False),
    Column("joined_at", Moment, nullable=False),
    Column("left_at", Moment, index=True),
    Column("reason", Words),
    Column("waited_s", Float),
)

link_gaps = Table(
    "link_gaps",
    metadata,
    Column("pbx", Words, primary_key=True),
    Column("began_at", Moment, primary_key=True),
    Column("ended_at", Moment, nullable=False, index=True),
    Column("calls_closed", Integer, nullable=False),
    Column("calls_kept", Integer, nullable=False),
)

link_seen = Table(
    "link_seen",
    metadata,
    Column("pbx", Words, primary_key=True),
    Column("seen_at", Moment, nullable=False),
)

works = Table(
    "works",
    metadata,
    Column("work_id", Words, primary_key=True),
    Column("call_id", Words, nullable=False),
    Column("agent", Words, nullable=False),
    Column("pop", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("customer_id", Words),
    Column("answered_at", Moment),
    Column("wrap_up_until", Moment),
    Column("dismissed_at", Moment),
    Column("disposition", Words),
    Column("note", Words),
    Column("follow_up_at", Moment),
    Column("finished_at", Moment),
    Column("run_id", Words),
    UniqueConstraint("call_id", "agent"),
    _index_where(
        "ix_works_open", "agent", "created_at", where="finished_at IS NULL AND dismissed_at IS NULL"
    ),
)

script_versions = Table(
    "script_versions",
    metadata,
    Column("name", Words, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("document", Words, nullable=False),
    Column("published_at", Moment, nullable=False),
)

queue_scripts = Table(
    "queue_scripts",
    metadata,
    Column("queue", Words, primary_key=True),
    Column("name", Words, nullable=False),
)

script_runs = Table(
    "script_runs",
    metadata,
    Column("run_id", Words, primary_key=True),
    Column("script", Words, nullable=False),
    Column("version", Integer, nullable=False),
    Column("call_id", Words, index=True),
    Column("customer_id", Words, index=True),
    Column("agent", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("state", Words, nullable=False),
    ForeignKeyConstraint(["script", "version"], ["script_versions.name", "script_versions.version"]),
    Index(None, "script", "version"),
)

script_answers = Table(
    "script_answers",
    metadata,
    Column("run_id", ForeignKey("script_runs.run_id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("item", Words, nullable=False),
    Column("value", Words),
    Column("refused", Boolean, nullable=False),
    Column("at", Moment),
)

users = Table(
    "users",
    metadata,
    Column("user_id", Words, primary_key=True),
    Column("name", Words, nullable=False, unique=True),
    Column("role", Words, nullable=False),
    Column("display_name", Words),
    Column("extension", Words),
    Column("device", Words),
    Column("pbx", Words),
    Column("queues", JSON, nullable=False),
    Column("language", Words),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("password_hash", Words, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Words, primary_key=True),
    Column("user_id", ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("expires_at", Moment, nullable=False, index=True),
)

audit = Table(
    "audit",
    metadata,
    Column("entry_id", Integer, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("user", Words, nullable=False),
    Column("action", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("detail", JSON, nullable=False),
)
