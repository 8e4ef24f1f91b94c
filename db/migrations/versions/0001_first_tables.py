"""The first tables: customers, calls, work items, scripts, users, audit."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""Compared byte by byte, as SQLite does: one order everywhere, and no system update breaks an index."""


def upgrade() -> None:
    _customers()
    _calls()
    _call_parts()
    _works()
    _scripts()
    _script_runs()
    _users()
    _audit()
    _indexes()


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, TEXT) for name in names]


def _required(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, TEXT, nullable=False) for name in names]


def _seconds(*names: str) -> list[sa.Column[float]]:
    return [sa.Column(name, sa.Float(), nullable=False) for name in names]


def _moments(*names: str, nullable: bool = True) -> list[sa.Column[sa.DateTime]]:
    return [sa.Column(name, sa.DateTime(timezone=True), nullable=nullable) for name in names]


def _key(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, TEXT, primary_key=True) for name in names]


def _part_of(column: str, target: str) -> list[sa.Column]:
    """The two key columns of a child table."""
    return [
        sa.Column(column, TEXT, sa.ForeignKey(target, ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
    ]


def _json(name: str) -> sa.Column:
    return sa.Column(name, sa.JSON(), nullable=False)


def _customers() -> None:
    op.create_table(
        "customers",
        *_key("customer_id"),
        *_required("name", "sort_name", "search_text"),
        *_texts("organisation", "email", "note"),
        sa.Column("external_id", TEXT, unique=True),
        _json("tags"),
        _json("fields"),
        sa.Column("version", sa.Integer(), nullable=False),
        *_moments("created_at", "updated_at", nullable=False),
    )
    op.create_table(
        "customer_numbers",
        *_part_of("customer_id", "customers.customer_id"),
        *_required("raw", "key", "tail"),
        *_texts("e164", "extension", "label"),
    )


def _calls() -> None:
    op.create_table(
        "calls",
        *_key("call_id"),
        *_required("pbx", "direction"),
        _json("linkedids"),
        *_moments("started_at", nullable=False),
        *_moments("ended_at", "follow_up_at"),
        *_texts("caller_number", "caller_name", "caller_e164", "caller_tail", "dialed", "dialed_tail"),
        sa.Column("customer_id", TEXT, sa.ForeignKey("customers.customer_id", ondelete="SET NULL")),
        *_texts("queue", "agent", "reason", "ended_by", "disposition", "note", "merged_into"),
        *_seconds("waited_s", "talk_s", "hold_s"),
        sa.Column("certain", sa.Boolean(), nullable=False),
    )


def _call_parts() -> None:
    op.create_table(
        "call_legs",
        *_part_of("call_id", "calls.call_id"),
        *_texts("agent", "device", "channel", "queue", "reason", "transfer"),
        *_moments("offered_at", "answered_at", "ended_at"),
        *_seconds("ring_s", "talk_s", "hold_s", "wrap_up_s"),
    )
    op.create_table(
        "call_visits",
        *_part_of("call_id", "calls.call_id"),
        *_required("queue"),
        *_moments("joined_at", nullable=False),
        *_moments("left_at"),
        *_texts("reason"),
        sa.Column("waited_s", sa.Float()),
    )


def _works() -> None:
    op.create_table(
        "works",
        *_key("work_id"),
        *_required("call_id", "agent", "pop"),
        *_moments("created_at", nullable=False),
        *_moments("answered_at", "wrap_up_until", "dismissed_at", "follow_up_at", "finished_at"),
        *_texts("customer_id", "disposition", "note", "run_id"),
        sa.UniqueConstraint("call_id", "agent"),
    )


def _scripts() -> None:
    op.create_table(
        "script_versions",
        *_key("name"),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        *_required("document"),
        *_moments("published_at", nullable=False),
    )
    op.create_table("queue_scripts", *_key("queue"), *_required("name"))


def _script_runs() -> None:
    op.create_table(
        "script_runs",
        *_key("run_id"),
        *_required("script", "agent", "language", "state"),
        sa.Column("version", sa.Integer(), nullable=False),
        *_texts("call_id", "customer_id"),
        *_moments("started_at", nullable=False),
        sa.ForeignKeyConstraint(["script", "version"], ["script_versions.name", "script_versions.version"]),
    )
    op.create_table(
        "script_answers",
        *_part_of("run_id", "script_runs.run_id"),
        *_required("item"),
        *_texts("value"),
        sa.Column("refused", sa.Boolean(), nullable=False),
        *_moments("at"),
    )


def _users() -> None:
    op.create_table(
        "users",
        *_key("user_id"),
        sa.Column("name", TEXT, nullable=False, unique=True),
        *_required("role", "password_hash"),
        *_texts("display_name", "extension", "device", "language"),
        _json("queues"),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        *_moments("created_at", nullable=False),
    )
    op.create_table(
        "sessions",
        *_key("token_hash"),
        sa.Column("user_id", TEXT, sa.ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False),
        *_moments("expires_at", nullable=False),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("entry_id", sa.Integer(), primary_key=True),
        *_moments("at", nullable=False),
        *_required("user", "action", "subject"),
        _json("detail"),
    )


def _indexes() -> None:
    for table, *columns in (
        ("customers", "sort_name", "customer_id"),
        ("customer_numbers", "key"),
        ("customer_numbers", "tail"),
        ("calls", "started_at", "call_id"),
        ("calls", "customer_id", "started_at"),
        ("calls", "caller_tail"),
        ("calls", "dialed_tail"),
        ("call_legs", "agent", "call_id"),
        ("call_visits", "left_at"),
        ("script_runs", "call_id"),
        ("script_runs", "customer_id"),
        ("script_runs", "script", "version"),
        ("sessions", "user_id"),
        ("sessions", "expires_at"),
        ("audit", "at"),
    ):
        op.create_index("_".join(("ix", table, *columns)), table, columns)
    _index_where("ix_calls_open", "calls", ["pbx", "started_at"], "ended_at IS NULL")
    _index_where(
        "ix_works_open", "works", ["agent", "created_at"], "finished_at IS NULL AND dismissed_at IS NULL"
    )


def _index_where(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
