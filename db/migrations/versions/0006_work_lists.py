"""Tasks, who has taken which callback, and the attempts to reach people."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)
PROMISED = sa.text("follow_up_at IS NOT NULL AND follow_up_done_at IS NULL")
NOT_DONE = sa.text("done_at IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_calls_promised", "calls", ["follow_up_at"], sqlite_where=PROMISED, postgresql_where=PROMISED
    )
    _tasks()
    op.create_table(
        "callback_claims",
        sa.Column("entry", TEXT, primary_key=True),
        sa.Column("agent", TEXT, nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("call_id", TEXT),
    )
    op.create_table(
        "callback_attempts",
        sa.Column("attempt_id", sa.Integer(), primary_key=True),
        sa.Column("entry", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("result", TEXT, nullable=False),
        sa.Column("agent", TEXT),
        sa.Column("call_id", TEXT),
        sa.UniqueConstraint("entry", "call_id", "result", name="uq_callback_attempts_entry_call_id_result"),
    )
    op.create_index("ix_callback_attempts_at", "callback_attempts", ["at"])


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("task_id", TEXT, primary_key=True),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("note", TEXT),
        sa.Column("customer_id", TEXT, sa.ForeignKey("customers.customer_id", ondelete="SET NULL")),
        *(sa.Column(name, TEXT) for name in ("call_id", "number", "agent")),
        sa.Column("due_at", MOMENT),
        sa.Column("created_by", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT),
        sa.Column("done_by", TEXT),
    )
    op.create_index("ix_tasks_customer_id_created_at", "tasks", ["customer_id", "created_at"])
    op.create_index("ix_tasks_done_at", "tasks", ["done_at"])
    op.create_index("ix_tasks_open", "tasks", ["due_at"], sqlite_where=NOT_DONE, postgresql_where=NOT_DONE)
