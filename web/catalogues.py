"""Keeps the message catalogues: `python -m web.catalogues update` takes new texts in, `... check` finds gaps.

Texts come from the templates and scripts of web/, from what Python marks with gettext and N_, from the
fixed messages of the core's errors, and from the reasons and the story of a screen pop. The .po files are
the only truth; the server compiles them when it starts (web/i18n.py).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from os import PathLike
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from cti.desk import controls
from cti.screenpop import story
from cti.screenpop.lookup import WHY
from web.i18n import CATALOGUES, LOCALES

ROOT = Path(__file__).parent.parent
TEMPLATE = CATALOGUES / "messages.pot"
_METHODS = [
    ("web/templates/**.html", "jinja2"),
    ("web/**.py", "python"),
    ("cti/**.py", "python"),
    ("db/**.py", "python"),
]
_BY_ID = {
    "cti/screenpop/lookup.py": WHY,
    "cti/screenpop/story.py": story.TEXTS,
    "cti/desk/controls.py": controls.TEXTS,
}
_ENGLISH = WHY | story.TEXTS
_MARKS = ("_", "N_", "gettext")
_ERRORS = (
    "ActionRefused", "BadCredentials", "Conflict", "InvalidInput", "LinkError", "NotAllowed", "NotFound",
    "StoreUnavailable", "TooManyAttempts", "UnsafeValue",
)  # fmt: skip
_IN_SCRIPT = re.compile(r'\b_\(\s*("(?:[^"\\]|\\.)*")')
_HEADER = "# Texts of the user interface. Released under the same licence as the program (Apache-2.0).\n#"
_WRITTEN_AT = datetime(2026, 1, 1, tzinfo=UTC)


def extracted() -> Catalog:
    """Every text of the sources, with the files it stands in."""
    catalogue = _empty(None)
    for file, text in (*_of_scripts(), *_of_python_and_templates()):
        catalogue.add(text, locations=[(file, None)])  # type: ignore[list-item]
    for file, texts in _BY_ID.items():
        for text in texts:
            catalogue.add(text, locations=[(file, None)])  # type: ignore[list-item]
    return catalogue


def _empty(locale: str | None) -> Catalog:
    return Catalog(
        locale=locale,
        project="cti",
        version="1",
        charset="utf-8",
        header_comment=_HEADER,
        msgid_bugs_address="none",
        last_translator="The authors of cti",
        language_team="The authors of cti",
        creation_date=_WRITTEN_AT,
        revision_date=_WRITTEN_AT,
        fuzzy=False,
    )


def _of_scripts() -> Iterator[tuple[str, str]]:
    """File and text of each `_("...")` in TypeScript; Babel's own reader loses those inside templates."""
    for file in sorted((ROOT / "web" / "src").rglob("*.ts")):
        for literal in _IN_SCRIPT.findall(file.read_text(encoding="utf-8")):
            yield file.relative_to(ROOT).as_posix(), json.loads(literal)


def _of_python_and_templates() -> Iterator[tuple[str, str]]:
    keywords = dict.fromkeys((*_MARKS, *_ERRORS))
    options = {"web/templates/**.html": {"silent": "false", "encoding": "utf-8"}}
    for file, _, text, _, _ in extract_from_dir(
        ROOT, _METHODS, options, keywords, directory_filter=_is_source
    ):
        if isinstance(text, str) and text.strip():
            yield file, text


def _is_source(folder: str | PathLike[str]) -> bool:
    return Path(folder).name not in {"dist", "__pycache__", "node_modules"}


def read(locale: str) -> Catalog:
    """The catalogue of `locale`; an empty one when there is none yet."""
    file = _po_file(locale)
    if not file.is_file():
        return _empty(locale)
    with file.open("rb") as opened:
        return read_po(opened, locale=locale, charset="utf-8")


def _po_file(locale: str) -> Path:
    return CATALOGUES / locale / "LC_MESSAGES" / "messages.po"


def update() -> list[str]:
    """Writes messages.pot and brings every language to the same texts; translations that exist stay."""
    wanted = extracted()
    TEMPLATE.parent.mkdir(parents=True, exist_ok=True)
    TEMPLATE.write_bytes(_as_po(wanted))
    for locale in LOCALES:
        catalogue = read(locale)
        catalogue.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        for message in _texts(catalogue):
            if locale == "en" and not message.string:
                message.string = _ENGLISH.get(str(message.id), message.id)
        _po_file(locale).parent.mkdir(parents=True, exist_ok=True)
        _po_file(locale).write_bytes(_as_po(catalogue))
    return problems()


def _as_po(catalogue: Catalog) -> bytes:
    written = BytesIO()
    write_po(written, catalogue, width=110, sort_output=True, include_lineno=False, omit_header=False)
    return written.getvalue()


def _texts(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def problems() -> list[str]:
    """What is missing or wrong, a line each; empty when every language is complete."""
    wanted = {str(message.id): message for message in _texts(extracted())}
    found: list[str] = []
    for locale in LOCALES:
        known = {str(message.id): message for message in _texts(read(locale))}
        missing, unused = wanted.keys() - known.keys(), known.keys() - wanted.keys()
        found += [f"{locale}: {text!r} is missing: run `python -m web.catalogues update`" for text in missing]
        found += [f"{locale}: {text!r} is not used any more" for text in unused]
        found += [f"{locale}: {problem}" for message in known.values() if (problem := _problem_of(message))]
    return found


def _problem_of(message: Message) -> str | None:
    text = message.string
    if not isinstance(text, str) or not isinstance(message.id, str) or not text:
        return f"{message.id!r} is not translated"
    if message.fuzzy:
        return f"{message.id!r} is marked fuzzy"
    if _places(text) != _places(_ENGLISH.get(message.id, message.id)):
        return f"{message.id!r} and its translation have different placeholders"
    return None


def _places(text: str) -> set[str]:
    """The {names} in a text; one with braces of another kind has none."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name}
    except ValueError:
        return set()


def main(arguments: list[str]) -> int:
    """Exit status: 0 complete, 1 gaps (listed), 2 wrong usage."""
    if arguments not in (["update"], ["check"]):
        print("usage: python -m web.catalogues update|check", file=sys.stderr)
        return 2
    found = update() if arguments == ["update"] else problems()
    print("\n".join(found) or "every text is there in every language")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
