"""The `cti` program: finds the command, runs it, turns errors into one line and an exit status.

A command is a module of cti/cli with a click command named `command`; it is imported only when it is
called, so that every command starts fast. Status: 0 done, 1 it failed, 2 wrong usage or configuration.
"""

from __future__ import annotations

import importlib
import logging
import pkgutil
import sys
import traceback
from collections.abc import Sequence

import click

from cti import cli
from cti.errors import CtiError

DEBUG = "--debug"
NOT_COMMANDS = frozenset({"configuration"})


class Commands(click.Group):
    """The modules of cti/cli as commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, sorted."""
        modules = (module.name.rstrip("_") for module in pkgutil.iter_modules(cli.__path__))
        return sorted(name for name in modules if name not in NOT_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports the module of a command."""
        modules = {module.name.rstrip("_"): module.name for module in pkgutil.iter_modules(cli.__path__)}
        if cmd_name not in modules or cmd_name in NOT_COMMANDS:
            return None
        command = importlib.import_module(f"cti.cli.{modules[cmd_name]}").command
        return command if isinstance(command, click.Command) else None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cti", prog_name="cti")
def cti() -> None:
    """Open call-centre CTI server for Asterisk. --debug, anywhere, shows the traceback of an error."""


def main() -> None:
    """Entry point of the `cti` program."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """The exit status of `cti ARGUMENTS`."""
    debug = DEBUG in arguments
    level = logging.DEBUG if debug else logging.INFO
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for library in ("alembic", "aiosqlite"):
        logging.getLogger(library).setLevel(logging.WARNING)
    try:
        status = cti.main([word for word in arguments if word != DEBUG], "cti", standalone_mode=False)
    except click.ClickException as error:
        return _usage(error)
    except (click.Abort, KeyboardInterrupt):
        return 130
    except Exception as error:
        if debug:
            traceback.print_exc()
        return _said(error)
    return status if isinstance(status, int) else 0


def _usage(error: click.ClickException) -> int:
    path = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "cti"
    click.echo(f"cti: {error.format_message()} See `{path} --help`.", err=True)
    return 2


def _said(error: Exception) -> int:
    """One readable line on stderr; what nobody foresaw is named as such."""
    if isinstance(error, CtiError):
        click.echo(f"cti: {error}", err=True)
        return error.exit_status
    if isinstance(error, BrokenPipeError):
        sys.stderr.close()
        return 1
    words = " ".join(str(error).split()) or "no words"
    click.echo(f"cti: unexpected {type(error).__name__}: {words} (again with {DEBUG} for details)", err=True)
    return 1


if __name__ == "__main__":
    main()
