"""Wheel and source archive carry the built front end, so that who installs them needs no Node.

Run by hatchling for both. The build stops when a file that must be inside is absent, because hatchling
itself leaves absent files out silently.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MUST_BE_THERE = ("manifest.json", "THIRD-PARTY-LICENSES.txt", "sources.sha256")
CARRIED = ["web/static/dist/**"]


class FrontEndHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds web/static/dist when its sources changed and adds it to the archive."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Raises `FileNotFoundError` naming what the build did not leave, `SystemExit` when it failed."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from web import frontend_build

        if status := frontend_build.main([]):
            raise SystemExit(status)
        for name in MUST_BE_THERE:
            file = Path(self.root) / "web" / "static" / "dist" / name
            if not file.is_file():
                raise FileNotFoundError(f"{file} was not built")
        build_data["artifacts"] += CARRIED
