"""`cti user add|passwd|list|disable`: accounts, straight in the database; every change is audited."""

from __future__ import annotations

import asyncio
import secrets
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final, TypeVar

import click

from cti.cli import configuration
from cti.config import Config
from cti.directory import device_of
from cti.errors import UsageError
from cti.users.model import AuditEntry, Role, User
from cti.users.pjsip_lines import softphone_lines
from cti.users.sealing import seal
from db.engine import Database, open_database

T = TypeVar("T")

_NAME = click.argument("name")
SECRET_BYTES: Final = 18
"""Of a SIP password that is chosen here."""

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
@click.option(
    "--softphone", is_flag=True, help="The phone is the agent's browser; prints lines for pjsip.conf."
)
@_FROM_STDIN
@configuration.option
def add(
    name: str, role: Role, display_name: str | None, extension: str | None, device: str | None,
    pbx: str | None, queues: tuple[str, ...], softphone: bool, password_stdin: bool, config: Config,
) -> None:  # fmt: skip
    """Create the account NAME."""
    if pbx is not None and pbx not in [row.name for row in config.pbx]:
        raise UsageError(f"there is no PBX {pbx}: {', '.join(row.name for row in config.pbx)}")
    if softphone and not (device or extension):
        raise UsageError("a phone in the browser needs --extension, or --device PJSIP/NAME")
    password = _password(password_stdin)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    sealed = seal(config.web.secret_key, secret) if softphone else None

    async def run(database: Database) -> User:
        added = await database.users.add(
            name, role, password, display_name=display_name, extension=extension, device=device, pbx=pbx,
            queues=queues, softphone=sealed,
        )  # fmt: skip
        await _note(database, "user_added", name, {"role": role})
        return added

    added = _with_database(config, run)
    click.echo(f"user {name} can log in")
    if softphone:
        _say_lines(config, added, secret)


@command.command()
@_NAME
@click.option("--secret-stdin", is_flag=True, help="Read the SIP password from standard input.")
@click.option("--off", is_flag=True, help="The phone stands on the desk again.")
@configuration.option
def softphone(name: str, secret_stdin: bool, off: bool, config: Config) -> None:
    """Make the browser the phone of NAME, or give it a new SIP password; prints lines for pjsip.conf."""
    secret = _secret() if secret_stdin else secrets.token_urlsafe(SECRET_BYTES)
    sealed = None if off else seal(config.web.secret_key, secret)

    async def run(database: Database) -> User:
        user = await database.users.get(name)
        if not off and device_of(user) is None:
            raise UsageError(f"user {name} has neither extension nor device")
        await database.users.set_softphone(name, sealed)
        await _note(database, "softphone_set", name)
        return user

    user = _with_database(config, run)
    if off:
        click.echo(f"the phone of {name} stands on the desk")
    else:
        click.echo(f"the phone of {name} is the browser")
        _say_lines(config, user, secret)


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


def _say_lines(config: Config, user: User, secret: str) -> None:
    """What the PBX must have for this phone."""
    pbx = next((row for row in config.pbx if row.name == user.pbx), config.pbx[0])
    endpoint = (device_of(user) or "").partition("/")[2]
    extension, shown = user.extension or endpoint, user.display_name or user.name
    click.echo(f"add to pjsip.conf of {pbx.name}, then `asterisk -rx 'module reload res_pjsip.so'`:\n")
    click.echo(softphone_lines(endpoint, secret, context=pbx.context, extension=extension, shown=shown))
    if not pbx.websocket:
        click.echo(
            f"and set `websocket` of [[pbx]] {pbx.name} in config.toml, see docs/asterisk.md", err=True
        )


def _secret() -> str:
    """A SIP password as pjsip.conf can hold it."""
    secret = sys.stdin.readline().rstrip("\r\n")
    if len(secret) < 8 or not secret.isascii() or not secret.isprintable() or {" ", ";"} & set(secret):
        raise UsageError("a SIP password has at least 8 letters, digits and signs, without blanks and ;")
    return secret


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
    device = f"{user.device or '-'}{' (browser)' if user.phone == 'softphone' else ''}"
    return user.name, user.role, user.extension or "-", device, queues, state
