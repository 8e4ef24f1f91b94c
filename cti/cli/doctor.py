"""`cti doctor`: looks at configuration, database and every PBX; says what to change and the lines to add."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

import click

from cti.cli import configuration
from cti.clock import SystemClock
from cti.config import Config, Pbx
from cti.directory import MemoryDirectory, device_of
from cti.doctor import softphones, trial
from cti.doctor.ear import Ear
from cti.doctor.finding import Finding, advice, fix, ok
from cti.doctor.visit import visit
from cti.errors import ConfigError, CtiError, LinkError
from cti.users.model import User
from db.backup import require_database
from db.check import problems
from db.engine import Database

_SIGNS = {"ok": "ok ", "advice": "-> ", "fix": "!! "}


@click.command("doctor")
@click.option("--call", metavar="NUMBER", help="Place a test call to NUMBER and show whose phone rings.")
@click.option(
    "--context", metavar="NAME", help="Dialplan context of the test call; else `context` of [[pbx]]."
)
@click.option("--pbx", "name", metavar="NAME", help="Only this PBX; the test call goes to the first.")
@configuration.option
@click.pass_context
def command(
    click_context: click.Context, call: str | None, context: str | None, name: str | None, config: Config
) -> None:
    """Check everything the server needs. Exit status 1 when something must be changed."""
    pbxes = [row for row in config.pbx if name in (None, row.name)]
    if not pbxes:
        raise ConfigError([f"pbx: there is none named `{name}`"])
    click_context.exit(1 if asyncio.run(_examine(config, pbxes, call, context)) else 0)


async def _examine(config: Config, pbxes: Sequence[Pbx], call: str | None, context: str | None) -> bool:
    """True when something must be changed."""
    about_database, users = await _database(config)
    bad = _show("configuration and database", [*_configuration(config), *about_database])
    for pbx in pbxes:
        browsers = _browsers(config, pbx, users)
        bad |= _show(f"PBX {pbx.name}", await visit(config, pbx, SystemClock(), browsers=browsers))
    if call is not None:
        bad |= _show(f"test call to {call}", await _call(config, pbxes[0], call, context, users))
    click.echo("something must be changed: see !!" if bad else "the server can work")
    return bad


def _browsers(config: Config, pbx: Pbx, users: Sequence[User]) -> list[str]:
    """The endpoints of this PBX whose phone is a browser."""
    own = [(u.pbx, device_of(u)) for u in users if u.phone == "softphone" and not u.disabled]
    return softphones.endpoints(pbx, config.pbx[0].name, own)


def _configuration(config: Config) -> list[Finding]:
    secrets = [
        fix(f"[[pbx]] {pbx.name} has no secret", "give it as `secret` or CTI_PBX__SECRET")
        for pbx in config.pbx
        if not pbx.secret
    ]
    return [ok("the configuration can be read"), *secrets, *softphones.settings(config)]


async def _database(config: Config) -> tuple[list[Finding], list[User]]:
    try:
        require_database(config.database.url)
        database = Database(config.database.url, config.phone.country)
        try:
            found = [fix(line, "") for line in await problems(database.transactions)]
            users = [] if found else await database.users.list()
        finally:
            await database.close()
    except CtiError as error:
        return [fix(str(error), "")], []
    agents = [user for user in users if not user.disabled and (user.device or user.extension)]
    if not found and not agents:
        found = [advice("no account has a phone", "add agents: `cti user add NAME --extension 1001`")]
    return found or [ok(f"the database is sound, {len(agents)} accounts have a phone")], users


async def _call(
    config: Config, pbx: Pbx, number: str, context: str | None, users: Sequence[User]
) -> list[Finding]:
    directory = MemoryDirectory(pbx.trunks, config.phone.internal_digits)
    directory.replace(users)

    async def shown(call_id: str, agent: str) -> datetime | None:
        return await _shown(config, call_id, agent)

    ear = Ear(pbx, SystemClock())
    try:
        await ear.connect()
        return await trial.place(ear, number, context or pbx.context, directory, shown)
    except LinkError as error:
        return [fix(str(error), "")]
    finally:
        ear.hang_up()


async def _shown(config: Config, call_id: str, agent: str) -> datetime | None:
    """What the database knows of the pop; nothing without a database."""
    database = Database(config.database.url, config.phone.country)
    try:
        item = await database.works.find(call_id, agent)
        return item.created_at if item is not None else None
    except CtiError:
        return None
    finally:
        await database.close()


def _show(title: str, findings: Sequence[Finding]) -> bool:
    """Prints them; True when something must be changed."""
    click.echo(title)
    for finding in findings:
        change = f": {finding.change}" if finding.change else ""
        click.echo(f"  {_SIGNS[finding.level]}{finding.what}{change}")
        if finding.lines:
            click.echo(f"       in {finding.file}:")
        for line in finding.lines:
            click.echo(f"         {line}")
    return any(finding.level == "fix" for finding in findings)
