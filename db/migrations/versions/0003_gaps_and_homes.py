"""Gaps of the PBX links, what of a call was not seen, and the PBX of each account."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("calls", sa.Column("gap_s", sa.Float(), nullable=False, server_default="0"))
    op.add_column("users", sa.Column("pbx", TEXT))
    op.create_table(
        "link_gaps",
        sa.Column("pbx", TEXT, primary_key=True),
        sa.Column("began_at", moment, primary_key=True),
        sa.Column("ended_at", moment, nullable=False),
        sa.Column("calls_closed", sa.Integer(), nullable=False),
        sa.Column("calls_kept", sa.Integer(), nullable=False),
    )
    op.create_index("ix_link_gaps_ended_at", "link_gaps", ["ended_at"])
    op.create_table(
        "link_seen",
        sa.Column("pbx", TEXT, primary_key=True),
        sa.Column("seen_at", moment, nullable=False),
    )
