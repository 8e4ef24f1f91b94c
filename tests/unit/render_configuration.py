"""Writes docs/configuration.md from config.toml: `python -m tests.unit.render_configuration`."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]

INTRODUCTION = """\
# Configuration

The server reads `config.toml` in the directory it is started in, or the file given with `--config`. Every
key can also be given as an environment variable `CTI_SECTION__KEY`, which wins over the file; the first
`[[pbx]]` is meant by `CTI_PBX__HOST` and so on, a queue by `CTI_QUEUES__NAME__WRAP_UP_S`. Lists of names are
given there as `a, b`, lists of tables as JSON. Wrong names and values are reported all at once, each with
its path; the server does not start until they are right. This page is made from `config.toml`.

| Setting | Variable | Default | Meaning |
| --- | --- | --- | --- |
"""

SECTION = re.compile(r"^(?:# )?\[+([\w.]+)\]+$")
SETTING = re.compile(r"^(?:# )?(\w+) = (.*?)\s+# (.*)$")


def rows(text: str) -> list[tuple[str, str, str, str]]:
    """(setting, variable, default, meaning) of each commented key of a config.toml."""
    found: list[tuple[str, str, str, str]] = []
    section = ""
    for line in text.splitlines():
        if match := SECTION.match(line):
            section = match[1].replace("queues.support", "queues.NAME")
        elif match := SETTING.match(line):
            found.append(_row(section, match))
    return found


def _row(section: str, match: re.Match[str]) -> tuple[str, str, str, str]:
    variable = f"CTI_{section}__{match[1]}".replace(".", "__").upper()
    if section == "dispositions":
        variable = "CTI_DISPOSITIONS"
    default = "a list" if match[2] == "[" else f"`{match[2]}`"
    return f"`{section}.{match[1]}`", f"`{variable}`", default, match[3].replace("|", "\\|")


def page() -> str:
    """The whole page."""
    lines = [f"| {' | '.join(row)} |" for row in rows((ROOT / "config.toml").read_text("utf-8"))]
    return INTRODUCTION + "\n".join(lines) + "\n"


if __name__ == "__main__":
    (ROOT / "docs/configuration.md").write_text(page(), "utf-8")
