"""Brings the tables to the newest migration, all or nothing; two servers that start at once take turns."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from cti.errors import StoreUnavailable
from db.transaction import Transactions

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x637469
"""Number of PostgreSQL's advisory lock that migrations hold."""


async def upgrade(transactions: Transactions) -> None:
    """Runs the missing migrations in one transaction. Raises StoreUnavailable when the tables were made
    by a newer program."""
    async with transactions.writing() as connection:
        await connection.run_sync(_upgrade)


async def revision(transactions: Transactions) -> str | None:
    """The migration the tables are at; None for an empty database."""
    async with transactions.reading() as connection:
        return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())


def newest_revision() -> str | None:
    """The last migration of this program."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def known_revisions() -> set[str]:
    """All migrations of this program."""
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = _config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreUnavailable(f"a newer version of cti made this database, use that one: {error}") from error


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config
