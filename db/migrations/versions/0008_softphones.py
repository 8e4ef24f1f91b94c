"""Phones in the browser: the kind of each account's phone, its sealed SIP password, how calls sounded."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("users", sa.Column("phone", TEXT, nullable=False, server_default="desk"))
    op.add_column("users", sa.Column("softphone_secret", TEXT))
    op.create_table(
        "call_quality",
        sa.Column("call_id", TEXT, primary_key=True),
        sa.Column("agent", TEXT, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("sent", "received", "lost", "lost_there")
        ),
        sa.Column("jitter_ms", sa.Float(), nullable=False),
        sa.Column("rtt_ms", sa.Float()),
        sa.Column("mos", sa.Float(), nullable=False),
        sa.Column("mos_worst", sa.Float(), nullable=False),
    )
