"""`cti calls explain CALL`: the story of one call, each statement with the messages behind it."""

from __future__ import annotations

import re
from pathlib import Path

import click

from cti.ami import journal_folder
from cti.ami.parse import Malformed
from cti.cli import configuration
from cti.config import Config
from cti.errors import NotFound, UsageError
from cti.explain.evidence import Evidence
from cti.explain.story import Stories, Story
from cti.replaying import meanings
from cti.times import moment


@click.group("calls")
def command() -> None:
    """Look into calls."""


@command.command()
@click.argument("call")
@click.option(
    "--journal",
    "place",
    type=click.Path(path_type=Path, exists=True),
    help="Folder of a journal, or a recording; else `folder` of [journal].",
)
@click.option("--pbx", metavar="NAME", help="The PBX of the call; else the first configured.")
@configuration.option
def explain(call: str, place: Path | None, pbx: str | None, config: Config) -> None:
    """Tell how the call with this id or Linkedid went, event by event, and how that is known."""
    if place is None and not config.journal.folder:
        raise UsageError(
            "name a journal or recording with --journal, or set `folder` in [journal] of config.toml"
        )
    place = place or Path(config.journal.folder)
    files = journal_folder.files_of(place, pbx or config.pbx[0].name)
    story = _story(call, _from_its_beginning(call, files), config, pbx)
    if story is None:
        raise NotFound(f"there is no call {call} in {place}; `cti replay {place}` tells of every call in it")
    for line in told(story):
        click.echo(line)


def _from_its_beginning(call: str, files: list[Path]) -> list[Path]:
    """A Linkedid names the second in which the call began; what came before need not be read."""
    second = re.search(r"(\d{9,11})\.\d+$", call)
    return journal_folder.since(files, moment(int(second[1]))) if second else files


def _story(call: str, files: list[Path], config: Config, pbx: str | None) -> Story | None:
    stories = Stories(call)
    for meaning in meanings(files, config, pbx or config.pbx[0].name):
        if not isinstance(meaning.said, Malformed):
            stories.hear(meaning.at, meaning.said, meaning.events)
        if stories.found is not None:
            break
    return stories.story()


def told(story: Story) -> list[str]:
    """The lines of a story; times are local."""
    first = story.statements[0].event
    lines = [f"call {story.call_id} on PBX {first.pbx}, {first.at.astimezone():%Y-%m-%d (UTC%z)}"]
    for statement in story.statements:
        lines.append(f"{statement.event.at.astimezone():%H:%M:%S.%f}"[:-3] + f"  {statement.text}")
        lines += [f"    {_line(evidence)}" for evidence in statement.evidence]
    if not story.over:
        lines.append("(the call is not over where the journal ends)")
    return lines


def _line(evidence: Evidence) -> str:
    clock = f"{moment(evidence.at).astimezone():%H:%M:%S.%f}"[:-3]
    headers = ", ".join(f"{name}: {value}" for name, value in evidence.headers)
    return f"{clock} {evidence.name}{' (the server)' if evidence.ours else ''}  {headers}".rstrip()
