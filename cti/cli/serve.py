"""`cti serve`: the server, until SIGTERM or Ctrl-C; then it stops cleanly."""

from __future__ import annotations

import asyncio

import click

from cti.bootstrap import running
from cti.cli import configuration
from cti.config import Config
from cti.stopping import stop_wish


@click.command("serve")
@configuration.option
def command(config: Config) -> None:
    """Run the server: PBX links, trackers, web."""
    asyncio.run(_serve(config))


async def _serve(config: Config) -> None:
    stop = stop_wish()
    async with running(config) as server:
        click.echo(f"serving on {server.url}")
        await stop.wait()
        click.echo("stopping", err=True)
