"""`cti record FILE`: the raw bytes a PBX sends after the log-in, with the time of every read."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from cti.ami.link import Connection
from cti.ami.link_times import LinkTimes
from cti.ami.parse import END
from cti.ami.recording import RecordingWriter
from cti.cli import configuration
from cti.clock import Clock, SystemClock
from cti.config import Config, Pbx
from cti.errors import ConfigError, LinkError, RecordingInvalid
from cti.stopping import stop_asked

_ALL_EVENTS = "on"


@click.command("record")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--seconds", type=click.FloatRange(min=0, min_open=True), help="Stop by itself after this long."
)
@click.option("--pbx", "name", metavar="NAME", help="The PBX to record; else the first configured.")
@configuration.option
def command(file: Path, seconds: float | None, name: str | None, config: Config) -> None:
    """Record the event stream of a PBX to FILE and FILE.idx, until Ctrl-C or --seconds."""
    pbx = next((row for row in config.pbx if name in (None, row.name)), None)
    if pbx is None:
        raise ConfigError([f"pbx: there is none named `{name}`"])
    written = asyncio.run(record(pbx, file, seconds, SystemClock()))
    click.echo(f"{written} bytes of PBX {pbx.name} in {file}")


async def record(
    pbx: Pbx, file: Path, seconds: float | None, clock: Clock, times: LinkTimes | None = None
) -> int:
    """Bytes written. Raises LoginRefused, LinkError (what came before a loss is kept), RecordingInvalid."""
    tap = _AfterLogin(clock)
    connection = Connection(pbx, times or LinkTimes(), lambda messages: None, tap.read)
    try:
        await connection.open()
        await connection.log_in(_ALL_EVENTS)
        with RecordingWriter(file) as writer:
            tap.begin(writer, connection)
            await _until_stopped(connection, seconds)
    finally:
        connection.lose("the recording is over")
    if tap.failed is not None:
        raise tap.failed
    if (reason := connection.lost.result()) != "the recording is over":
        raise LinkError(f"PBX {pbx.name}: {reason}; {writer.written} bytes are kept in {file}")
    return writer.written


async def _until_stopped(connection: Connection, seconds: float | None) -> None:
    pings = asyncio.create_task(connection.keep_alive())
    stop = asyncio.create_task(stop_asked())
    either: list[asyncio.Future[str] | asyncio.Task[None]] = [stop, connection.lost]
    try:
        await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (pings, stop):
            task.cancel()
        await asyncio.wait([pings, stop])


class _AfterLogin:
    """Writes what follows the first message, the answer to the log-in. `failed` says why it gave up."""

    def __init__(self, clock: Clock) -> None:
        self.failed: RecordingInvalid | None = None
        self._clock = clock
        self._early = b""
        self._writer: RecordingWriter | None = None
        self._connection: Connection | None = None

    def read(self, data: bytes) -> None:
        """One read of the socket."""
        if self._writer is None:
            self._early += data
        else:
            self._write(data)

    def begin(self, writer: RecordingWriter, connection: Connection) -> None:
        """The log-in was accepted; what followed it in the same reads is written now."""
        self._writer, self._connection = writer, connection
        if early := self._early.partition(END)[2]:
            self._write(early)

    def _write(self, data: bytes) -> None:
        if self._writer is None or self._connection is None or self.failed is not None:
            return
        try:
            self._writer.write(self._clock.monotonic(), data)
        except RecordingInvalid as error:
            self.failed = error
            self._connection.lose(str(error))
