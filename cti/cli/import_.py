"""`cti import`: customers from CSV or XLSX, scripts from JSON. Everything is checked before it is stored."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import click

from cti import config
from cti.config import Config
from cti.customers.importing import drafts
from cti.errors import CtiError, ScriptInvalid, UsageError
from cti.records.customer_import import ImportReport, import_customers
from cti.scripts import json_file, publish
from cti.scripts.document import Script
from db.engine import Database, open_database

_CONFIG = click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path),
    help="Settings; else config.toml when there is one.",
)
_FILE = click.argument("file", type=click.Path(path_type=Path))
_QUIET_S = 1.0


class ImportFailed(CtiError):
    """Not one row of the file could be stored."""

    code = "import_failed"


@click.group(name="import")
def command() -> None:
    """Bring customers or scripts in from a file."""


@command.command()
@_FILE
@_CONFIG
def customers(file: Path, config_file: Path | None) -> None:
    """Customers from a CSV or XLSX FILE; good rows go in, bad ones are listed."""
    settings = _settings(config_file)
    report = asyncio.run(_import_customers(_read(file), settings))
    for number, reason in report.bad:
        click.echo(f"row {number}: {reason}", err=True)
    click.echo(_summary(report))
    if report.bad and not report.good:
        raise ImportFailed("no row could be imported: see the reasons above")


@command.command()
@_FILE
@_CONFIG
def script(file: Path, config_file: Path | None) -> None:
    """A survey or call script from a JSON FILE, checked and published as a new version."""
    document = _script(file)
    published = asyncio.run(_publish(document, _settings(config_file)))
    click.echo(f"script {published.name}: version {published.version}, {len(published.items)} items")


def _settings(config_file: Path | None) -> Config:
    usual = Path("config.toml")
    return config.load(config_file or (usual if usual.is_file() else None), os.environ)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error


def _script(file: Path) -> Script:
    try:
        document = json_file.read(_read(file))
        publish.require_publishable(document)
    except ScriptInvalid as error:
        raise ScriptInvalid([f"{file.name}: {problem}" for problem in error.problems]) from error
    return document


async def _open(settings: Config) -> Database:
    return await open_database(settings.database.url, settings.phone.country)


async def _import_customers(data: bytes, settings: Config) -> ImportReport:
    rows = drafts(data, settings.phone.country)
    database = await _open(settings)
    try:
        return await import_customers(rows, database.customers, settings.phone.country, _Progress().show)
    finally:
        await database.close()


async def _publish(document: Script, settings: Config) -> Script:
    database = await _open(settings)
    try:
        return await database.scripts.publish(document)
    finally:
        await database.close()


class _Progress:
    """A line on stderr every second once the import takes longer than one."""

    def __init__(self) -> None:
        self._said = time.monotonic()

    def show(self, report: ImportReport) -> None:
        if time.monotonic() - self._said >= _QUIET_S:
            self._said = time.monotonic()
            click.echo(f"... {report.good.total() + len(report.bad)} rows", err=True)


def _summary(report: ImportReport) -> str:
    counts = (f"{report.good[result]} {result}" for result in ("created", "updated", "unchanged"))
    return f"customers: {', '.join(counts)}, {len(report.bad)} bad"
