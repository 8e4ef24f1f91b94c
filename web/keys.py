"""Typed keys of what the application and a request carry."""

from __future__ import annotations

from datetime import datetime

import jinja2
from aiohttp import web

from cti.users.model import Session
from web.assets import Assets
from web.login import Throttle
from web.services import Services

SERVICES = web.AppKey("services", Services)
TEMPLATES = web.AppKey("templates", jinja2.Environment)
ASSETS = web.AppKey("assets", Assets)
THROTTLE = web.AppKey("throttle", Throttle)
LATELY: web.AppKey[dict[tuple[str, str, str], datetime]] = web.AppKey("lately", dict)
"""(user, action, subject) -> when the user began to read or listen."""
SESSION = web.RequestKey("session", Session)


def services(request: web.Request) -> Services:
    """What this application was built with."""
    return request.app[SERVICES]
