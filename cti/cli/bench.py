"""`cti bench [NAME]`: measures the product on this machine, ratios first, JSON with --json."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from cti.bench import link, pop

_NAMES = ("link", "pop")


@click.command("bench")
@click.argument("name", type=click.Choice(_NAMES), required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option(
    "--recordings",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder of AMI recordings for `link`; the product's own by default.",
)
def command(name: str | None, as_json: bool, recordings: Path | None) -> None:
    """Run benchmark NAME, or all.

    link: events per CPU second through link and trackers against panoramisk alone.
    pop: milliseconds from the AMI packet to the pop in the agent's browser, 200 agents connected.
    """
    for each in _NAMES if name is None else (name,):
        result = link.measure(recordings) if each == "link" else pop.measure(_say)
        _show(each, msgspec.to_builtins(result), as_json)


def _say(word: str) -> None:
    click.echo(word, err=True)


def _show(name: str, figures: dict[str, float | int], as_json: bool) -> None:
    if as_json:
        click.echo(msgspec.json.encode({"bench": name, **figures}).decode())
        return
    for key, value in figures.items():
        click.echo(
            f"{name} {key:30} {value:,.2f}" if isinstance(value, float) else f"{name} {key:30} {value:,}"
        )
