"""The built front end: hashed files of web/static/dist, served to be cached for ever.

The build writes manifest.json (name -> hashed name); nothing outside that folder is ever served.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from aiohttp import web

from web.i18n import N_

DIST = Path(__file__).parent / "static" / "dist"
PREFIX = "/static/"
_FOR_EVER = "public, max-age=31536000, immutable"


class AssetUrls(dict[str, str]):
    """name -> address for templates; a name that was not built has none."""

    def __missing__(self, name: str) -> str:
        return ""


class Assets:
    """Looks up and serves what the front-end build left; reads the manifest again when it changed."""

    def __init__(self, folder: Path = DIST) -> None:
        self._folder = folder
        self._read_at = 0
        self._urls = AssetUrls()

    def urls(self) -> AssetUrls:
        """Addresses by name; empty when nothing was built."""
        manifest = self._folder / "manifest.json"
        if not manifest.is_file():
            return AssetUrls()
        changed_at = manifest.stat().st_mtime_ns
        if changed_at != self._read_at:
            names = msgspec.json.decode(manifest.read_bytes(), type=dict[str, str])
            self._urls = AssetUrls({name: PREFIX + hashed for name, hashed in names.items()})
            self._read_at = changed_at
        return self._urls

    def required_urls(self) -> AssetUrls:
        """`urls`, but raises HTTPServiceUnavailable when the front end was not built."""
        urls = self.urls()
        if not urls:
            raise web.HTTPServiceUnavailable(
                reason=N_("The front end is not built: run `make web/static/dist/manifest.json`")
            )
        return urls

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """GET /static/{name}"""
        file = (self._folder / request.match_info["name"]).resolve()
        if not file.is_relative_to(self._folder.resolve()) or not file.is_file():
            raise web.HTTPNotFound()
        return web.FileResponse(file, headers={"Cache-Control": _FOR_EVER})
