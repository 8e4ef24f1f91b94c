"""`cti user add|passwd|list|disable`: accounts, straight in the database; every change is audited."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

import click

from cti.cli import configuration
from cti.config import Config
from cti.errors import UsageError
from cti.users.model import AuditEntry, Role, User
from db.engine import Database, open_database

T = TypeVar("T")

_NAME = click.argument("name")
_FROM_STDIN = click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")


@click.group("user")
def command() -> None:
    """Accounts of agents, supervisors and administrators."""


@command.command()
@_NAME
@click.option("--role", type=click.Choice(["agent", "supervisor", "admin"]), required=True)
@click.option("--display-name", help="Name shown to others.")
@click.option("--extension", help="Number of the agent's phone, such as 1001.")
@click.option("--device", help="The agent's phone, such as PJSIP/1001.")
@click.option("--pbx", help="PBX of that phone, as in config.toml; without it the first one.")
@click.option("--queue", "queues", multiple=True, help="Queue that a shift joins; may be given again.")
@_FROM_STDIN
@configuration.option
def add(
    name: str, role: Role, display_name: str | None, extension: str | None, device: str | None,
    pbx: str | None, queues: tuple[str, ...], password_stdin: bool, config: Config,
) -> None:  # fmt: skip
    """Create the account NAME."""
    if pbx is not None and pbx not in [row.name for row in config.pbx]:
        raise UsageError(f"there is no PBX {pbx}: {', '.join(row.name for row in config.pbx)}")
    password = _password(password_stdin)

    async def run(database: Database) -> None:
        await database.users.add(
            name, role, password,
            display_name=display_name, extension=extension, device=device, pbx=pbx, queues=queues,
        )  # fmt: skip
        await _note(database, "user_added", name, {"role": role})

    _with_database(config, run)
    click.echo(f"user {name} can log in")


@command.command()
@_NAME
@_FROM_STDIN
@configuration.option
def passwd(name: str, password_stdin: bool, config: Config) -> None:
    """Give NAME a new password and end present log-ins."""
    password = _password(password_stdin)

    async def run(database: Database) -> None:
        await database.users.set_password(name, password)
        await _note(database, "password_changed", name)

    _with_database(config, run)
    click.echo(f"user {name} has a new password")


@command.command("list")
@configuration.option
def list_users(config: Config) -> None:
    """Show all accounts."""

    async def run(database: Database) -> list[User]:
        return await database.users.list()

    rows = [("name", "role", "extension", "device", "queues", "state")]
    rows += [_line(user) for user in _with_database(config, run)]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@command.command()
@_NAME
@configuration.option
def disable(name: str, config: Config) -> None:
    """Lock NAME out at once; calls and answers stay."""

    async def run(database: Database) -> None:
        await database.users.disable(name)
        await _note(database, "user_disabled", name)

    _with_database(config, run)
    click.echo(f"user {name} can no longer log in")


def _with_database(config: Config, work: Callable[[Database], Awaitable[T]]) -> T:
    async def run() -> T:
        database = await open_database(config.database.url, config.phone.country)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())


async def _note(database: Database, action: str, name: str, detail: dict[str, str] | None = None) -> None:
    now = datetime.now(UTC)
    await database.audit.add(
        AuditEntry(at=now, user="command line", action=action, subject=name, detail=detail or {})
    )


def _password(from_stdin: bool) -> str:
    if not from_stdin:
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise UsageError("no password on standard input: write it on the first line")
    return password


def _line(user: User) -> tuple[str, str, str, str, str, str]:
    state = "disabled" if user.disabled else "active"
    queues = ",".join(user.queues) or "-"
    return user.name, user.role, user.extension or "-", user.device or "-", queues, state
