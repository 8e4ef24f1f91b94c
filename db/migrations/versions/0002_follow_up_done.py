"""When a follow-up was closed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("calls", sa.Column("follow_up_done_at", sa.DateTime(timezone=True)))
