"""Headers on every answer, whatever produced it: content policy, no sniffing, no framing, no storing.

Set when the answer is about to be sent, so that error pages and websocket upgrades carry them too.
"""

from __future__ import annotations

from aiohttp import web

from web.keys import services

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
_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), payment=()",
}
_ONE_YEAR_S = 31_536_000


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Signal `on_response_prepare`. What a handler said about caching stands; otherwise nothing is kept."""
    response.headers.update(_HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    if is_https(request):
        response.headers["Strict-Transport-Security"] = f"max-age={_ONE_YEAR_S}"


def is_https(request: web.Request) -> bool:
    """Whether browsers reach us by https, as the configuration says."""
    return services(request).config.web.public_url.startswith("https://")
