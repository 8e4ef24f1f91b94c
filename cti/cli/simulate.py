"""`cti simulate`: the PBX simulator alone, an AMI server on TCP with endless traffic."""

from __future__ import annotations

import asyncio

import click

from cti.errors import UsageError
from cti.simulator.scenario import EXTENSIONS
from cti.simulator.settings import SimulatorSettings
from cti.simulator.simulator import Simulator
from cti.simulator.traffic import SOME_CALLERS
from cti.stopping import stop_asked


@click.command("simulate")
@click.option(
    "--port", default=5038, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free port."
)
@click.option(
    "--agents",
    default=8,
    show_default=True,
    type=click.IntRange(0, len(EXTENSIONS)),
    help="Robots in the queues.",
)
@click.option(
    "--rate",
    default=6.0,
    show_default=True,
    type=click.FloatRange(0.0, 6000.0),
    help="Calls per minute; 0: none.",
)
@click.option("--seed", default=None, type=int, help="The same seed plays the same calls.")
def command(port: int, agents: int, rate: float, seed: int | None) -> None:
    """Run the PBX simulator alone: an AMI server on the loopback interface, user and secret `cti`."""
    settings = SimulatorSettings(port=port, robots=EXTENSIONS[:agents])
    asyncio.run(_simulate(Simulator(settings, seed=seed), rate))


async def _simulate(simulator: Simulator, rate: float) -> None:
    try:
        host, port = await simulator.start()
    except OSError as error:
        raise UsageError(
            f"port {simulator.settings.port} cannot be used ({error.strerror}); choose another with --port"
        ) from error
    click.echo(
        f"AMI on {host}:{port}, user {simulator.settings.username}, secret {simulator.settings.secret}"
    )
    if rate > 0:
        simulator.traffic(SOME_CALLERS, rate)
    try:
        await stop_asked()
    finally:
        await simulator.stop()
