"""Templates -> HTML. Every page gets the same context:

`page` its name, `user` (cti.users.model.User, None when nobody is logged in), `csrf`, `locale`, `assets`
(name -> address, empty when nothing is built), `boot_json` and `i18n_json` for the two JSON script blocks,
`_` and `ngettext`; on the error page also `problem` with status, title and detail.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import jinja2
import msgspec
from aiohttp import web
from markupsafe import Markup

from web.boot import boot_of
from web.i18n import current_locale, gettext, js_messages, ngettext
from web.keys import ASSETS, SESSION, TEMPLATES, services

FOLDER = Path(__file__).parent.parent / "templates"


@cache
def environment() -> jinja2.Environment:
    """Jinja2 with escaping, strict about unknown names, texts in the current locale; a template is compiled
    once, however many applications show it."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    templates.install_gettext_callables(gettext, ngettext)  # type: ignore[attr-defined]
    return templates


def render(
    request: web.Request,
    template: str,
    page: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    people: Mapping[str, str] | None = None,
    **extra: object,
) -> web.Response:
    """`template` with the common context and `extra`; `people`: names to show by log-in name."""
    session = request.get(SESSION)
    assets = request.app[ASSETS].urls()
    boot = boot_of(services(request), session, page, dict(people or {}), assets.get("softphone.js"))
    context: dict[str, object] = {
        "page": page,
        "user": session.user if session else None,
        "csrf": session.csrf if session else "",
        "locale": current_locale(),
        "assets": assets,
        "boot_json": _script_json(boot),
        "i18n_json": _script_json(js_messages(current_locale())),
    }
    html = request.app[TEMPLATES].get_template(template).render(context | extra)
    return web.Response(text=html, status=status, headers=headers, content_type="text/html")


def render_error(
    request: web.Request, status: int, title: str, detail: str, headers: Mapping[str, str]
) -> web.Response:
    """The error page."""
    problem = {"status": status, "title": title, "detail": detail}
    return render(request, "error.html", "error", status=status, headers=headers, problem=problem)


def _script_json(value: object) -> Markup:
    """JSON that cannot end the script block it stands in."""
    text = msgspec.json.encode(value).decode()
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704
