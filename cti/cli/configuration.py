"""The option `--config FILE` of every command that needs the configuration, and how times are given."""

from __future__ import annotations

import os
from datetime import datetime
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


class _Time(click.ParamType[datetime]):
    """ISO 8601; local when no zone is named."""

    name = "time"

    def convert(
        self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        try:
            at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no time; write it as 2026-11-21T09:30", param, ctx)
        return at if at.tzinfo is not None else at.astimezone()


TIME = _Time()
