"""The office, open for one test."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.unit.web.office import Office


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A front end as the build leaves it."""
    folder = tmp_path / "dist"
    folder.mkdir()
    (folder / "app-1.js").write_text("export {};")
    names = {"app.js": "app-1.js", "app.css": "style-1.css", "early.js": "early-1.js"}
    names |= {"softphone.js": "softphone-1.js"}
    icons = {"favicon.svg": "favicon-1.svg", "favicon-ringing.svg": "favicon-ringing-1.svg"}
    (folder / "manifest.json").write_text(json.dumps(names | icons))
    return folder


@pytest.fixture
async def office(static: Path) -> AsyncIterator[Office]:
    async with Office(static) as opened:
        yield opened
