"""Errors of the database drivers -> the errors people meet, with what to do about them.

Errors of our own making (wrong SQL, wrong types) are not translated: they are bugs and stay visible.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, TimeoutError

from cti.errors import Conflict, CtiError, InvalidInput, StoreUnavailable

_ADVICE = (
    (("disk is full", "53100"), "the disk is full: free some space; waiting data is written then"),
    (("locked", "busy", "55P03"), "it is locked by another program: end that one, then it goes on"),
    (("readonly", "25006"), "it is read-only: give this program the right to write it"),
    (("unable to open",), "it cannot be opened: check that its folder exists and may be written"),
    (("not a database", "malformed", "disk i/o"), "its file is damaged: `cti db restore` a backup"),
    (("no such table", "42p01", "no such column", "42703"), "its tables are too old: run `cti db upgrade`"),
    (("28p01", "28000"), "it refused user name or password: correct [database] url"),
    (("3d000",), "there is no database of that name: create it or correct [database] url"),
    (("53300",), "it has no connection left: raise max_connections of PostgreSQL"),
)  # fmt: skip


@contextmanager
def translated() -> Iterator[None]:
    """Raises `StoreUnavailable`, `Conflict` (a constraint) or `InvalidInput` (a value that does not fit)
    in place of what the drivers raise."""
    try:
        yield
    except IntegrityError as error:
        raise Conflict("the database refuses it: {reason}", reason=_first_line(error)) from error
    except DataError as error:
        raise InvalidInput(
            "a value does not fit into the database: {reason}", reason=_first_line(error)
        ) from error
    except (DBAPIError, TimeoutError, OSError) as error:
        raise _unavailable(error) from error


def _unavailable(error: Exception) -> CtiError:
    words = f"{_first_line(error)} {_sqlstate(error)}".lower()
    for signs, advice in _ADVICE:
        if any(sign.lower() in words for sign in signs):
            return StoreUnavailable(f"the database cannot be used: {advice}")
    if isinstance(error, OSError):
        return StoreUnavailable(f"the database cannot be reached ({_first_line(error)}): is it running?")
    return StoreUnavailable(f"the database cannot be used: {_first_line(error)}")


def _first_line(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    text = str(cause) or type(cause).__name__
    return text.splitlines()[0].rpartition(">: ")[2]


def _sqlstate(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return str(getattr(cause, "sqlstate", "") or "")
