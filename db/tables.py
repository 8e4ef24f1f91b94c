"""The tables, as the newest migration leaves them (a test holds both equal). Columns are named like the
fields of the cti types they hold; seconds are floats, times `Moment`, ids text.

`..._tail` columns hold the digits of a number's key, last digit first: a plain index then finds whole
numbers and endings alike. Tables without a foreign key to calls (works, script_runs, call_recordings) may
be written a moment before the call's own row; `cti db check` reports what never found its call.
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


def _index_where(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


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
    Column("organisation_key", Words),
    Index(None, "sort_name", "customer_id"),
    Index(None, "organisation_key", "sort_name"),
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

number_rulings = Table(
    "number_rulings",
    metadata,
    Column("ruling_id", Words, primary_key=True),
    Column("key", Words, nullable=False),
    Column("customer_id", Words, nullable=False, index=True),
    Column("verdict", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("undone_by", Words),
    Column("undone_at", Moment),
    _index_where("uq_number_rulings_in_force", "key", "customer_id", where="undone_at IS NULL", unique=True),
)

shared_numbers = Table(
    "shared_numbers",
    metadata,
    Column("key", Words, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("organisation", Words),
    Column("note", Words),
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
)

customer_merges = Table(
    "customer_merges",
    metadata,
    Column("merge_id", Words, primary_key=True),
    Column("kept_id", Words, nullable=False, index=True),
    Column("gone_id", Words, nullable=False, index=True),
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("gone", Words, nullable=False),
    Column("kept_before", Words, nullable=False),
    Column("kept_after", Words, nullable=False),
    Column("undone_by", Words),
    Column("undone_at", Moment),
    Index(None, "at", "merge_id"),
)

customer_merge_moves = Table(
    "customer_merge_moves",
    metadata,
    Column("merge_id", ForeignKey("customer_merges.merge_id", ondelete="CASCADE"), primary_key=True),
    Column("table_name", Words, primary_key=True),
    Column("row_id", Words, primary_key=True),
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
    Column("follow_up_agent", Words),
    Index(None, "started_at", "call_id"),
    Index(None, "customer_id", "started_at"),
    _index_where("ix_calls_open", "pbx", "started_at", where="ended_at IS NULL"),
    _index_where(
        "ix_calls_promised", "follow_up_at", where="follow_up_at IS NOT NULL AND follow_up_done_at IS NULL"
    ),
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

call_recordings = Table(
    "call_recordings",
    metadata,
    Column("recording_id", Words, primary_key=True),
    Column("call_id", Words, nullable=False, index=True),
    Column("pbx", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("file", Words),
    Column("started_at", Moment, nullable=False),
    Column("started_by", Words),
    Column("ended_at", Moment),
    Column("unrecorded", JSON, nullable=False),
    _index_where("ix_call_recordings_running", "call_id", where="ended_at IS NULL"),
)

call_quality = Table(
    "call_quality",
    metadata,
    Column("call_id", Words, primary_key=True),
    Column("agent", Words, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("received", Integer, nullable=False),
    Column("lost", Integer, nullable=False),
    Column("lost_there", Integer, nullable=False),
    Column("jitter_ms", Float, nullable=False),
    Column("rtt_ms", Float),
    Column("mos", Float, nullable=False),
    Column("mos_worst", Float, nullable=False),
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
    Column("follow_up_agent", Words),
    Column("uncoded_at", Moment),
    UniqueConstraint("call_id", "agent"),
    _index_where(
        "ix_works_open", "agent", "created_at", where="finished_at IS NULL AND dismissed_at IS NULL"
    ),
    _index_where("ix_works_uncoded", "agent", "created_at", where="uncoded_at IS NOT NULL"),
)

tasks = Table(
    "tasks",
    metadata,
    Column("task_id", Words, primary_key=True),
    Column("title", Words, nullable=False),
    Column("note", Words),
    Column("customer_id", ForeignKey("customers.customer_id", ondelete="SET NULL")),
    Column("call_id", Words),
    Column("number", Words),
    Column("agent", Words),
    Column("due_at", Moment),
    Column("created_by", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("done_at", Moment),
    Column("done_by", Words),
    Index(None, "customer_id", "created_at"),
    Index(None, "done_at"),
    _index_where("ix_tasks_open", "due_at", where="done_at IS NULL"),
)

callback_claims = Table(
    "callback_claims",
    metadata,
    Column("entry", Words, primary_key=True),
    Column("agent", Words, nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("call_id", Words),
)

callback_attempts = Table(
    "callback_attempts",
    metadata,
    Column("attempt_id", Integer, primary_key=True),
    Column("entry", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("result", Words, nullable=False),
    Column("agent", Words),
    Column("call_id", Words),
    UniqueConstraint("entry", "call_id", "result"),
    Index(None, "at"),
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
    Column("keys", JSON),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("password_hash", Words, nullable=False),
    Column("phone", Words, nullable=False, server_default="desk"),
    Column("softphone_secret", Words),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Words, primary_key=True),
    Column("user_id", ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("expires_at", Moment, nullable=False, index=True),
)

shifts = Table(
    "shifts",
    metadata,
    Column("shift_id", Words, primary_key=True),
    Column("agent", Words, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("queues", JSON, nullable=False),
    Index(None, "agent", "started_at"),
    _index_where("ix_shifts_open", "agent", where="ended_at IS NULL", unique=True),
)

agent_intervals = Table(
    "agent_intervals",
    metadata,
    Column("interval_id", Integer, primary_key=True),
    Column("agent", Words, nullable=False),
    Column("pbx", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("reason", Words),
    Column("began_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("certain", Boolean, nullable=False),
    Index(None, "agent", "began_at"),
    _index_where("ix_agent_intervals_open", "agent", where="ended_at IS NULL"),
)

agent_plans = Table(
    "agent_plans",
    metadata,
    Column("agent", Words, primary_key=True),
    Column("queues", JSON),
    Column("next_state", Words),
    Column("next_reason", Words),
    Column("next_by", Words),
    Column("unanswered", Integer),
)

message_templates = Table(
    "message_templates",
    metadata,
    Column("template_id", Words, primary_key=True),
    Column("name", Words, nullable=False, unique=True),
    Column("channel", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("queues", JSON, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", Words, nullable=False),
)

messages = Table(
    "messages",
    metadata,
    Column("message_id", Words, primary_key=True),
    Column("customer_id", ForeignKey("customers.customer_id", ondelete="CASCADE")),
    Column("call_id", Words, index=True),
    Column("agent", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("to", Words),
    Column("text", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("state", Words, nullable=False),
    Index(None, "customer_id", "at"),
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
