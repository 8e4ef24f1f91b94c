"""What people say of numbers, customers that became one, and organisations to look up by."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _organisations()
    _rulings()
    _merges()


def _organisations() -> None:
    """Filled here the way the program writes them: case, width and outer blanks do not count."""
    op.add_column("customers", sa.Column("organisation_key", TEXT))
    op.create_index("ix_customers_organisation_key_sort_name", "customers", ["organisation_key", "sort_name"])
    customers = sa.table(
        "customers", sa.column("customer_id"), sa.column("organisation"), sa.column("organisation_key")
    )
    named = sa.select(customers.c.customer_id, customers.c.organisation)
    rows = op.get_bind().execute(named.where(customers.c.organisation.is_not(None))).all()
    for customer_id, organisation in rows:
        key = unicodedata.normalize("NFKC", organisation).casefold().strip()[:200]
        op.execute(
            sa.update(customers)
            .where(customers.c.customer_id == customer_id)
            .values(organisation_key=key or None)
        )


def _rulings() -> None:
    op.create_table(
        "number_rulings",
        sa.Column("ruling_id", TEXT, primary_key=True),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("customer_id", TEXT, nullable=False),
        sa.Column("verdict", TEXT, nullable=False),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("undone_by", TEXT),
        sa.Column("undone_at", MOMENT),
    )
    op.create_index("ix_number_rulings_customer_id", "number_rulings", ["customer_id"])
    in_force = sa.text("undone_at IS NULL")
    op.create_index(
        "uq_number_rulings_in_force", "number_rulings", ["key", "customer_id"], unique=True,
        sqlite_where=in_force, postgresql_where=in_force,
    )  # fmt: skip
    op.create_table(
        "shared_numbers",
        sa.Column("key", TEXT, primary_key=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("organisation", TEXT),
        sa.Column("note", TEXT),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )


def _merges() -> None:
    op.create_table(
        "customer_merges",
        sa.Column("merge_id", TEXT, primary_key=True),
        sa.Column("kept_id", TEXT, nullable=False),
        sa.Column("gone_id", TEXT, nullable=False),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("gone", TEXT, nullable=False),
        sa.Column("kept_before", TEXT, nullable=False),
        sa.Column("kept_after", TEXT, nullable=False),
        sa.Column("undone_by", TEXT),
        sa.Column("undone_at", MOMENT),
    )
    for columns in (["kept_id"], ["gone_id"], ["at", "merge_id"]):
        op.create_index("_".join(("ix_customer_merges", *columns)), "customer_merges", columns)
    owner = sa.ForeignKey("customer_merges.merge_id", ondelete="CASCADE")
    op.create_table(
        "customer_merge_moves",
        sa.Column("merge_id", TEXT, owner, primary_key=True),
        sa.Column("table_name", TEXT, primary_key=True),
        sa.Column("row_id", TEXT, primary_key=True),
    )
