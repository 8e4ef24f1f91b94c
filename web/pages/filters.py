"""How templates write durations, moments and phone numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from babel.dates import format_datetime

from cti.customers.numbers import display
from web.i18n import current_locale


def duration(seconds: float | None) -> str:
    """m:ss, over an hour h:mm:ss; nothing for None."""
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def moment(at: datetime | None) -> str:
    """Day and time in the server's time zone, the reader's language; nothing for None."""
    if at is None:
        return ""
    return format_datetime(at.astimezone(), "short", locale=current_locale())


def iso(at: datetime | None) -> str:
    """For `<time datetime>`."""
    return at.isoformat() if at else ""


def phone(number: str | None) -> str:
    """A number the local way."""
    return display(number) if number else ""


FILTERS: dict[str, Callable[..., str]] = {"duration": duration, "moment": moment, "iso": iso, "phone": phone}
