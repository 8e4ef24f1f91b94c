"""Headers on every answer, whatever produced it: content policy, no sniffing, no framing, no storing.

Set when the answer is about to be sent, so that error pages and websocket upgrades carry them too.
"""

from __future__ import annotations

from aiohttp import web

from web.keys import SESSION, services
from web.softphone import has_softphone, pbx_of

CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS = "camera=(), geolocation=(), payment=()"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_ONE_YEAR_S = 31_536_000


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Signal `on_response_prepare`. What a handler said about caching stands; otherwise nothing is kept."""
    response.headers.update(_HEADERS)
    response.headers.update(_policies(request))
    response.headers.setdefault("Cache-Control", "no-store")
    if is_https(request):
        response.headers["Strict-Transport-Security"] = f"max-age={_ONE_YEAR_S}"


def _policies(request: web.Request) -> dict[str, str]:
    """What a page may do; one with a phone in it may also listen to the microphone and reach its PBX."""
    session, config = request.get(SESSION), services(request).config
    if session is None or not has_softphone(config, session.user):
        return {
            "Content-Security-Policy": CONTENT_POLICY,
            "Permissions-Policy": f"{PERMISSIONS}, microphone=()",
        }
    pbx = pbx_of(config, session.user).websocket
    return {
        "Content-Security-Policy": f"{CONTENT_POLICY}; connect-src 'self' {pbx}",
        "Permissions-Policy": f"{PERMISSIONS}, microphone=(self)",
    }


def is_https(request: web.Request) -> bool:
    """Whether browsers reach us by https, as the configuration says."""
    return services(request).config.web.public_url.startswith("https://")
