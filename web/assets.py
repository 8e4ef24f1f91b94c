"""The built front end: files of web/static/dist, named by their content and cached for ever.

The build writes manifest.json: name -> hashed name. Nothing outside that folder is ever served.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from aiohttp import web

from web.i18n import N_

DIST = Path(__file__).parent / "static" / "dist"
PREFIX = "/static/"
_FOR_EVER = "public, max-age=31536000, immutable"


class Assets:
    """Looks up and serves; reads the manifest again when the front end was built anew."""

    def __init__(self, folder: Path = DIST) -> None:
        self._folder = folder.resolve()
        self._read_at = 0
        self._urls: dict[str, str] = {}

    def urls(self) -> dict[str, str]:
        """Address by name; empty when nothing was built."""
        manifest = self._folder / "manifest.json"
        if not manifest.is_file():
            return {}
        changed_at = manifest.stat().st_mtime_ns
        if changed_at != self._read_at:
            names = msgspec.json.decode(manifest.read_bytes(), type=dict[str, str])
            self._urls = {name: PREFIX + hashed for name, hashed in names.items()}
            self._read_at = changed_at
        return self._urls

    def check_built(self) -> None:
        """Raises HTTPServiceUnavailable with what to do when the front end was not built."""
        if not self.urls():
            advice = N_("The front end is not built: run `make web/static/dist/manifest.json`")
            raise web.HTTPServiceUnavailable(reason=advice)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """GET /static/{name}"""
        file = (self._folder / request.match_info["name"]).resolve()
        if not file.is_relative_to(self._folder) or not file.is_file():
            raise web.HTTPNotFound()
        return web.FileResponse(file, headers={"Cache-Control": _FOR_EVER})
