"""How many queue calls in a row an agent left unanswered."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("agent_plans", sa.Column("unanswered", sa.Integer()))
