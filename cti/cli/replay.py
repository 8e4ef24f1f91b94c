"""`cti replay FILE...`: recorded AMI streams through the same trackers as the server; domain events out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click
import msgspec

from cti import config
from cti.ami import journal_folder
from cti.ami.parse import Malformed
from cti.ami.recording import STDIN
from cti.cli import configuration
from cti.cli.configuration import TIME
from cti.errors import UsageError
from cti.events import AnyEvent, Event
from cti.replaying import meanings


@click.command("replay")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--from", "since", type=TIME, metavar="TIME", help="Only events from this time on.")
@click.option("--to", "until", type=TIME, metavar="TIME", help="Only events up to this time.")
@click.option("--jsonl", is_flag=True, help="One JSON object a line instead of text.")
@click.option("--pbx", metavar="NAME", help="The PBX that was recorded; else the first configured.")
@configuration.option
def command(
    files: Sequence[str],
    since: datetime | None,
    until: datetime | None,
    jsonl: bool,
    pbx: str | None,
    config: config.Config,
) -> None:
    """Domain events of recordings, or of the folder of a journal; `-` is standard input.

    TIME as 2026-11-21T09:30, local when it names no zone."""
    write = msgspec.json.Encoder().encode if jsonl else _line
    for event in _events(files, since, until, config, pbx or config.pbx[0].name):
        if (since is None or event.at >= since) and (until is None or event.at <= until):
            sys.stdout.buffer.write(write(event) + b"\n")
    sys.stdout.buffer.flush()


def _events(
    places: Sequence[str], since: datetime | None, until: datetime | None, config: config.Config, pbx: str
) -> Iterator[AnyEvent]:
    for meaning in meanings(_files(places, since, until, pbx), config, pbx):
        if isinstance(meaning.said, Malformed):
            click.echo(f"cti: message skipped: {meaning.said.reason}", err=True)
        yield from meaning.events


def _files(
    places: Sequence[str], since: datetime | None, until: datetime | None, pbx: str
) -> list[Path | str]:
    found: list[Path | str] = []
    for place in places:
        if place == STDIN:
            found.append(place)
        elif Path(place).exists():
            found += journal_folder.needed(journal_folder.files_of(Path(place), pbx), since, until)
        else:
            raise UsageError(f"there is no recording {place}")
    return found


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
