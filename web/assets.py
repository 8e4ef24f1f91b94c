"""Files of web/static: the built front end in dist/, named by content and cached for ever, and a few fixed
ones (icons). The build writes dist/manifest.json: name -> hashed name. Nothing outside is ever served."""

from __future__ import annotations

from pathlib import Path

import msgspec
from aiohttp import web

from web.i18n import N_

STATIC = Path(__file__).parent / "static"
PREFIX = "/static/"
_FOR_EVER = "public, max-age=31536000, immutable"
_A_DAY = "public, max-age=86400"


class Assets:
    """Looks up and serves; reads the manifest again when the front end was built anew."""

    def __init__(self, folder: Path = STATIC) -> None:
        self._folder = folder.resolve()
        self._read_at = 0
        self._names: dict[str, str] = {}

    def names(self) -> dict[str, str]:
        """Hashed file in dist/ by name; empty when nothing was built."""
        manifest = self._folder / "dist" / "manifest.json"
        if not manifest.is_file():
            return {}
        changed_at = manifest.stat().st_mtime_ns
        if changed_at != self._read_at:
            self._names = msgspec.json.decode(manifest.read_bytes(), type=dict[str, str])
            self._read_at = changed_at
        return self._names

    def check_built(self) -> None:
        """Raises HTTPServiceUnavailable with what to do when the front end was not built."""
        if not self.names():
            advice = N_("The front end is not built: run `make web/static/dist/manifest.json`")
            raise web.HTTPServiceUnavailable(reason=advice)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """GET /static/{name}"""
        file = (self._folder / request.match_info["name"]).resolve()
        if not file.is_relative_to(self._folder) or not file.is_file():
            raise web.HTTPNotFound()
        kept = _FOR_EVER if file.parent.name == "dist" else _A_DAY
        return web.FileResponse(file, headers={"Cache-Control": kept})
