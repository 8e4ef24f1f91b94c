"""docs/commands.md and the program name the same commands and options."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from cti.__main__ import cti

PAGE = (Path(__file__).parents[3] / "docs" / "commands.md").read_text("utf-8")
ROWS = dict(re.findall(r"^\| `cti ([a-z ]+)`(.*)$", PAGE, re.MULTILINE))


def _commands(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path}{name} ")
        else:
            yield path + name, command


def test_every_command_is_documented_and_nothing_else() -> None:
    assert set(ROWS) == {name for name, _ in _commands(cti)}


def test_every_option_is_documented_and_nothing_else() -> None:
    for name, command in _commands(cti):
        options = {word for p in command.params for word in p.opts if word.startswith("--")}
        assert set(re.findall(r"--[a-z-]+", ROWS[name])) == options, name
