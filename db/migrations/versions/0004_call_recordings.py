"""What was recorded of calls."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "call_recordings",
        sa.Column("recording_id", TEXT, primary_key=True),
        sa.Column("call_id", TEXT, nullable=False),
        sa.Column("pbx", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("file", TEXT),
        sa.Column("started_at", moment, nullable=False),
        sa.Column("started_by", TEXT),
        sa.Column("ended_at", moment),
        sa.Column("unrecorded", sa.JSON(), nullable=False),
    )
    op.create_index("ix_call_recordings_call_id", "call_recordings", ["call_id"])
    running = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_call_recordings_running",
        "call_recordings",
        ["call_id"],
        sqlite_where=running,
        postgresql_where=running,
    )
