"""Texts in the reader's language: gettext catalogues under web/locales, read from their .po files.

The .po file is the only source: it is compiled in memory once per process, so nothing can be stale. The
locale of the request being answered travels in a context variable. Domain data is never translated here.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from cti.errors import filled

LOCALES = ("zh_CN", "en")
DEFAULT_LOCALE = "zh_CN"
CATALOGUES = Path(__file__).parent / "locales"

_FOR_SCRIPTS = (".ts", ".js", "cti/desk/controls.py")
"""Where texts stand that the scripts show: their own, and why a control cannot be used."""

_locale: ContextVar[str] = ContextVar("locale", default=DEFAULT_LOCALE)


class Catalogue:
    """One language: translations for Python and templates, and those that the scripts ask for."""

    def __init__(self, po_file: Path) -> None:
        self.translations: NullTranslations = NullTranslations()
        self.js_messages: dict[str, str] = {}
        if po_file.is_file():
            self._read(po_file)

    def _read(self, po_file: Path) -> None:
        with po_file.open("rb") as file:
            catalogue = read_po(file)
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        self.translations = GNUTranslations(compiled)
        self.js_messages = {
            message.id: message.string or message.id
            for message in catalogue
            if isinstance(message.id, str) and isinstance(message.string, str)
            if any(name.endswith(_FOR_SCRIPTS) for name, _ in message.locations)
        }


@lru_cache
def catalogue(locale: str) -> Catalogue:
    """The catalogue of `locale`; without a .po file every text stays as it is in the source."""
    return Catalogue(CATALOGUES / locale / "LC_MESSAGES" / "messages.po")


def current_locale() -> str:
    """The locale of the request being answered."""
    return _locale.get()


def use_locale(locale: str) -> None:
    """From here on in this task texts are in `locale`."""
    _locale.set(locale)


def choose_locale(*wishes: str | None, accept_language: str = "") -> str:
    """The first of `wishes` that we have, else the best of an Accept-Language header, else Chinese."""
    for wish in wishes:
        if wish in LOCALES:
            return str(wish)
    return negotiate_locale(_ranked(accept_language), LOCALES, aliases={"zh": "zh_CN"}) or DEFAULT_LOCALE


def _ranked(accept_language: str) -> list[str]:
    """Languages of the header, best first, with `-` as `_`; what cannot be read counts as zero."""
    ranked: list[tuple[float, str]] = []
    for part in accept_language.split(","):
        name, _, weight = part.strip().partition(";q=")
        try:
            ranked.append((float(weight or 1), name.replace("-", "_")))
        except ValueError:
            continue
    return [name for _, name in sorted(ranked, key=lambda row: -row[0]) if name]


def gettext(message: str) -> str:
    """`message` in the current locale."""
    return catalogue(_locale.get()).translations.gettext(message) if message else ""


def ngettext(one: str, many: str, number: int) -> str:
    """`one` or `many` in the current locale, as `number` demands."""
    return catalogue(_locale.get()).translations.ngettext(one, many, number)


def translate(message: str, values: Mapping[str, str], locale: str) -> str:
    """`message` in `locale` with `{name}` placeholders filled; an unknown placeholder stays as written."""
    return filled(catalogue(locale).translations.gettext(message), values) if message else ""


def js_messages(locale: str) -> dict[str, str]:
    """Texts of the browser scripts: msgid -> text."""
    return catalogue(locale).js_messages


def N_(message: str) -> str:
    """Marks `message` for extraction; it is translated where it is shown."""
    return message
