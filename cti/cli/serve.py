"""`cti serve`: the server, until SIGTERM or Ctrl-C; then it stops cleanly."""

from __future__ import annotations

import asyncio
import gc

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
        _keep_what_is_there()
        click.echo(f"serving on {server.url}")
        await stop.wait()
        click.echo("stopping", err=True)


def _keep_what_is_there() -> None:
    """What the server is made of stays until it ends: the garbage collector, for which everything stands
    still, does not look through it time and again."""
    gc.collect()
    gc.freeze()
