"""Templates -> HTML. Every page gets the same context:

`page` its name, `user` (cti.users.model.User, None when nobody is logged in), `csrf`, `locale`, `assets`
(name -> address), `boot_json` and `i18n_json` for the two JSON script blocks, `data` (what the page lists,
frozen values of web/views.py), `_` and `ngettext`; error pages also `problem` {status, title, detail}.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import jinja2
import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler
from markupsafe import Markup

from cti.users.model import Role
from web.auth import requires
from web.boot import boot_of
from web.i18n import current_locale, gettext, js_messages, ngettext
from web.keys import ASSETS, SESSION, TEMPLATES, services
from web.pages.filters import FILTERS

FOLDER = Path(__file__).parent.parent / "templates"
PageData = Callable[[web.Request], Awaitable[Mapping[str, object]]]


@dataclass(frozen=True)
class Page:
    """A page of the shell: `data` gathers what it shows, `role` is the least that may open it."""

    name: str
    path: str
    role: Role
    data: PageData

    def handler(self) -> Handler:
        """For aiohttp's router; who is not logged in is sent to the log-in page and back."""
        allowed = requires(self.role)(self._answer)

        async def open_page(request: web.Request) -> web.StreamResponse:
            if request.get(SESSION) is None:
                raise web.HTTPFound(f"/login?next={quote(request.path_qs, safe='')}")
            return await allowed(request)

        return open_page

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        request.app[ASSETS].required_urls()
        return render(request, "shell.html", self.name, data=await self.data(request))


def page(name: str, path: str, role: Role = "agent") -> Callable[[PageData], Page]:
    """Decorator: the function that gathers the data becomes a `Page`."""

    def build(data: PageData) -> Page:
        return Page(name, path, role, data)

    return build


def environment() -> jinja2.Environment:
    """Jinja2 with escaping, strict about unknown names, texts in the current locale."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.install_gettext_callables(gettext, ngettext)  # type: ignore[attr-defined]
    templates.filters.update(FILTERS)
    return templates


def render(
    request: web.Request,
    template: str,
    page_name: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **extra: object,
) -> web.Response:
    """`template` with the common context and `extra`."""
    session = request.get(SESSION)
    context: dict[str, object] = {
        "page": page_name,
        "user": session.user if session else None,
        "csrf": session.csrf if session else "",
        "locale": current_locale(),
        "assets": request.app[ASSETS].urls(),
        "boot_json": _script_json(boot_of(services(request), session, page_name)),
        "i18n_json": _script_json(js_messages(current_locale())),
        "data": {},
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
