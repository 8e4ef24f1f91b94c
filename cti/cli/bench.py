"""`cti bench [NAME]`: measures the product on this machine, ratios first, JSON with --json."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from cti.bench import link

_BENCHES = {"link": lambda folder: link.measure(folder)}


@click.command("bench")
@click.argument("name", type=click.Choice(sorted(_BENCHES)), default="link")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on one line.")
@click.option(
    "--recordings",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder of AMI recordings; the product's own by default.",
)
def command(name: str, as_json: bool, recordings: Path | None) -> None:
    """Run benchmark NAME."""
    result = msgspec.to_builtins(_BENCHES[name](recordings))
    if as_json:
        click.echo(msgspec.json.encode({"bench": name, **result}).decode())
        return
    for key, value in result.items():
        click.echo(f"{key:30} {value:,.2f}" if isinstance(value, float) else f"{key:30} {value:,}")
