"""`cti bench [NAME]`: measures the product on this machine, ratios first, JSON with --json."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click
import msgspec

from cti.bench import link, memory, pop, scale

_NAMES = ("link", "pop", "snapshot", "flat", "memory")
_LONG = ("memory",)
"""Run only when asked for."""
Figures = dict[str, "float | int | Figures | None"]


@click.command("bench")
@click.argument("name", type=click.Choice(_NAMES), required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option(
    "--recordings",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder of AMI recordings for `link` and `memory`; the product's own by default.",
)
@click.option(
    "--calls", type=click.IntRange(100), default=memory.CALLS, help="How many calls `memory` plays."
)
def command(name: str | None, as_json: bool, recordings: Path | None, calls: int) -> None:
    """Run benchmark NAME, or all but `memory`, which takes minutes.

    link: events per CPU second through link and trackers against panoramisk alone.
    pop: milliseconds from the AMI packet to the pop painted in Chromium, 1,000 agents connected, over those
    of a minimal program with aiohttp and panoramisk.
    snapshot: CPU seconds to take in 2,000 live calls and 5,000 queue members after a connect.
    flat: the cost of a message beside 5,000 concurrent calls over that beside 10.
    memory: the memory after a million calls of every kind over that after the first 100,000.
    """
    measures: dict[str, Callable[[], msgspec.Struct]] = {
        "link": lambda: link.measure(recordings),
        "pop": lambda: pop.measure(_say),
        "snapshot": scale.snapshot,
        "flat": scale.flat,
        "memory": lambda: memory.measure(_say, calls, recordings),
    }
    for each in [each for each in _NAMES if each not in _LONG] if name is None else (name,):
        _show(each, msgspec.to_builtins(measures[each]()), as_json)


def _say(word: str) -> None:
    click.echo(word, err=True)


def _show(name: str, figures: Figures, as_json: bool) -> None:
    if as_json:
        click.echo(msgspec.json.encode({"bench": name, **figures}).decode())
        return
    for key, value in _lines(figures):
        click.echo(
            f"{name} {key:30} {value:,.2f}" if isinstance(value, float) else f"{name} {key:30} {value:,}"
        )


def _lines(figures: Figures, before: str = "") -> Iterator[tuple[str, float | int]]:
    """One figure a line; what was not measured has none."""
    for key, value in figures.items():
        if isinstance(value, dict):
            yield from _lines(value, f"{before}{key}.")
        elif value is not None:
            yield before + key, value
