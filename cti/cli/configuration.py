"""The option `--config FILE` of every command that needs the configuration."""

from __future__ import annotations

import os
from pathlib import Path

import click

from cti import config

_USUAL = Path("config.toml")


def _load(_context: click.Context, _option: click.Parameter, given: Path | None) -> config.Config:
    return config.load(given or (_USUAL if _USUAL.is_file() else None), os.environ)


option = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    callback=_load,
    help="Configuration; config.toml of this folder when there is one.",
)
"""Gives the command a `config: Config`. Raises ConfigError."""
