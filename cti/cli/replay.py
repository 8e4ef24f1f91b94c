"""`cti replay FILE`: a recorded AMI stream through the same trackers as the server; domain events out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from cti import config
from cti.ami.parse import Malformed
from cti.ami.recording import STDIN, timed_messages
from cti.cli import configuration
from cti.directory import MemoryDirectory
from cti.errors import UsageError
from cti.events import AnyEvent, Event
from cti.trackers import Trackers

TICK_S = 1.0


@click.command("replay")
@click.argument("file")
@click.option("--jsonl", is_flag=True, help="One JSON object a line instead of text.")
@click.option("--pbx", metavar="NAME", help="The PBX that was recorded; else the first configured.")
@configuration.option
def command(file: str, jsonl: bool, pbx: str | None, config: config.Config) -> None:
    """Domain events of a recording FILE (`-` is standard input)."""
    if file != STDIN and not Path(file).is_file():
        raise UsageError(f"there is no recording {file}")
    write = msgspec.json.Encoder().encode if jsonl else _line
    for event in _events(file, config, pbx or config.pbx[0].name):
        sys.stdout.buffer.write(write(event) + b"\n")
    sys.stdout.buffer.flush()


def _events(file: str, settings: config.Config, pbx: str) -> Iterator[AnyEvent]:
    trunks = next((row.trunks for row in settings.pbx if row.name == pbx), settings.pbx[0].trunks)
    directory = MemoryDirectory(trunks, settings.phone.internal_digits)
    trackers = Trackers(pbx, directory, settings.for_trackers())
    ticked = 0.0
    for at, message in timed_messages(file):
        if at - ticked >= TICK_S:
            yield from trackers.tick(at)
            ticked = at
        if isinstance(message, Malformed):
            click.echo(f"cti: message skipped: {message.reason}", err=True)
        else:
            yield from trackers.handle(at, message)


def _line(event: Event) -> bytes:
    """`09:15:02.113 call_offered  call=... to=李四 <1001>`"""
    fields = msgspec.to_builtins(event)
    clock = event.at.strftime("%H:%M:%S.%f")[:-3]
    words = [
        f"{name}={_word(value)}"
        for name, value in fields.items()
        if name not in ("event", "at", "pbx") and value not in (None, [], ())
    ]
    return f"{clock} {fields['event']:<17} {' '.join(words)}".encode()


def _word(value: object) -> str:
    if isinstance(value, dict):
        number, name = value.get("agent") or value.get("number") or "?", value.get("name")
        return f"{name}<{number}>" if name else str(number)
    if isinstance(value, list | tuple):
        return ",".join(_word(each) for each in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
