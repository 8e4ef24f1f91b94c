"""`cti import`: customers from CSV or XLSX, scripts from JSON. A script is checked before it is stored; of
customers the good rows are stored and the bad ones listed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import click

from cti.cli import configuration
from cti.config import Config
from cti.customers.importing import drafts
from cti.errors import CtiError, ScriptInvalid, UsageError
from cti.records.customer_import import ImportReport, import_customers
from cti.scripts import json_file, publish
from cti.scripts.document import Script
from cti.users.model import AuditEntry
from db.engine import Database, open_database

T = TypeVar("T")

_FILE = click.argument("file", type=click.Path(path_type=Path))
_QUIET_S = 1.0
_SPREADSHEET = b"PK"


class ImportFailed(CtiError):
    """Not one row of the file could be stored."""

    code = "import_failed"


@click.group("import")
def command() -> None:
    """Bring customers or scripts in from a file."""


@command.command()
@_FILE
@configuration.option
def customers(file: Path, config: Config) -> None:
    """Customers from a CSV or XLSX FILE; good rows go in, bad ones are listed."""
    country = config.phone.country
    rows = drafts(_read(file), country)

    async def run(database: Database) -> ImportReport:
        report = await import_customers(rows, database.customers, country, _Progress().show)
        await _note(database, "customers_imported", file.name, _counts(report))
        return report

    report = _with_database(config, run)
    for number, reason in report.bad:
        click.echo(f"row {number}: {reason}", err=True)
    click.echo("customers: " + ", ".join(f"{count} {result}" for result, count in _counts(report).items()))
    if report.bad and not report.good:
        raise ImportFailed("no row could be imported: see the reasons above")


@command.command()
@_FILE
@configuration.option
def script(file: Path, config: Config) -> None:
    """A survey or call script from a JSON FILE, checked and published as a new version."""
    document = _script(file)

    async def run(database: Database) -> Script:
        published = await database.scripts.publish(document)
        await _note(database, "script_published", published.name, {"version": str(published.version)})
        return published

    published = _with_database(config, run)
    click.echo(f"script {published.name}: version {published.version}, {len(published.items)} items")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error


def _script(file: Path) -> Script:
    data = _read(file)
    if data.startswith(_SPREADSHEET):
        raise UsageError(f"{file.name} is a spreadsheet: scripts are read from JSON files")
    try:
        document = json_file.read(data)
        publish.require_publishable(document)
    except ScriptInvalid as error:
        raise ScriptInvalid([f"{file.name}: {problem}" for problem in error.problems]) from error
    return document


def _with_database(config: Config, run: Callable[[Database], Awaitable[T]]) -> T:
    async def opened() -> T:
        database = await open_database(config.database.url, config.phone.country)
        try:
            return await run(database)
        finally:
            await database.close()

    return asyncio.run(opened())


async def _note(database: Database, action: str, subject: str, detail: dict[str, str]) -> None:
    entry = AuditEntry(
        at=datetime.now(UTC), user="command line", action=action, subject=subject, detail=detail
    )
    await database.audit.add(entry)


def _counts(report: ImportReport) -> dict[str, str]:
    good = {result: str(report.good[result]) for result in ("created", "updated", "unchanged")}
    return {**good, "bad": str(len(report.bad))}


class _Progress:
    """A line on stderr every second once the import takes longer than one."""

    def __init__(self) -> None:
        self._said = time.monotonic()

    def show(self, report: ImportReport) -> None:
        if time.monotonic() - self._said >= _QUIET_S:
            self._said = time.monotonic()
            click.echo(f"... {report.good.total() + len(report.bad)} rows", err=True)
