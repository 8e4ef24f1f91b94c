"""`cti db upgrade|backup|restore|check`: care for the database that the configuration names."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import click

from cti.cli import configuration
from cti.config import Config
from db import backup as backups
from db.check import problems
from db.engine import Database, open_database
from db.upgrade import newest_revision

_FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
_QUIET_S = 1.0


@click.group("db")
def command() -> None:
    """Care for the database."""


@command.command()
@configuration.option
def upgrade(config: Config) -> None:
    """Bring the tables to the newest version."""

    async def run() -> None:
        await (await open_database(config.database.url, config.phone.country)).close()

    asyncio.run(run())
    click.echo(f"the tables are at {newest_revision()}")


@command.command()
@_FILE
@configuration.option
def backup(file: Path, config: Config) -> None:
    """Copy the whole database into FILE; the server may go on."""
    asyncio.run(backups.backup(config.database.url, file, _Progress("backup")))
    click.echo(f"{file}: {file.stat().st_size} bytes")


@command.command()
@_FILE
@configuration.option
def restore(file: Path, config: Config) -> None:
    """Replace the whole database by FILE; stop the server before."""
    asyncio.run(backups.restore(config.database.url, file, _Progress("restore")))
    click.echo(f"restored {file}")


@command.command()
@configuration.option
@click.pass_context
def check(context: click.Context, config: Config) -> None:
    """Look for damage, missing upgrades and lost rows."""

    async def run() -> list[str]:
        backups.require_database(config.database.url)
        database = Database(config.database.url, config.phone.country)
        try:
            return await problems(database.transactions)
        finally:
            await database.close()

    found = asyncio.run(run())
    for line in found or ["the database is sound"]:
        click.echo(line)
    context.exit(1 if found else 0)


class _Progress:
    """Says on stderr how far it is, once a second, and nothing in the first second."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._started = self._said = time.monotonic()

    def __call__(self, share: float | None) -> None:
        now = time.monotonic()
        if now - self._said < _QUIET_S:
            return
        self._said = now
        done = f"{now - self._started:.0f} s" if share is None else f"{share:.0%}"
        click.echo(f"{self._doing}: {done}", err=True)
