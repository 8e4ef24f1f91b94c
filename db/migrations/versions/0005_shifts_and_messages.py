"""Shifts, states of agents over time, what they chose; calls to be coded later; messages to customers."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def _required(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, TEXT, nullable=False) for name in names]


def upgrade() -> None:
    op.add_column("calls", sa.Column("follow_up_agent", TEXT))
    op.add_column("works", sa.Column("follow_up_agent", TEXT))
    op.add_column("works", sa.Column("uncoded_at", MOMENT))
    _index_where("ix_works_uncoded", "works", ["agent", "created_at"], "uncoded_at IS NOT NULL")
    _agents()
    _messages()


def _agents() -> None:
    op.create_table(
        "shifts",
        sa.Column("shift_id", TEXT, primary_key=True),
        *_required("agent"),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("queues", sa.JSON(), nullable=False),
    )
    op.create_index("ix_shifts_agent_started_at", "shifts", ["agent", "started_at"])
    _index_where("ix_shifts_open", "shifts", ["agent"], "ended_at IS NULL", unique=True)
    op.create_table(
        "agent_intervals",
        sa.Column("interval_id", sa.Integer(), primary_key=True),
        *_required("agent", "pbx", "state"),
        sa.Column("reason", TEXT),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("certain", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_agent_intervals_agent_began_at", "agent_intervals", ["agent", "began_at"])
    _index_where("ix_agent_intervals_open", "agent_intervals", ["agent"], "ended_at IS NULL")
    op.create_table(
        "agent_plans",
        sa.Column("agent", TEXT, primary_key=True),
        sa.Column("queues", sa.JSON()),
        *(sa.Column(name, TEXT) for name in ("next_state", "next_reason", "next_by")),
    )


def _messages() -> None:
    op.create_table(
        "message_templates",
        sa.Column("template_id", TEXT, primary_key=True),
        sa.Column("name", TEXT, nullable=False, unique=True),
        *_required("channel", "language", "text", "changed_by"),
        sa.Column("queues", sa.JSON(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    op.create_table(
        "messages",
        sa.Column("message_id", TEXT, primary_key=True),
        sa.Column("customer_id", TEXT, sa.ForeignKey("customers.customer_id", ondelete="CASCADE")),
        sa.Column("call_id", TEXT),
        sa.Column("to", TEXT),
        *_required("agent", "channel", "text", "state"),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_messages_customer_id_at", "messages", ["customer_id", "at"])
    op.create_index("ix_messages_call_id", "messages", ["call_id"])


def _index_where(name: str, table: str, columns: list[str], where: str, unique: bool = False) -> None:
    is_in = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=is_in, postgresql_where=is_in)
