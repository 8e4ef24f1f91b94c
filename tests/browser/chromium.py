"""Debian's Chromium without a window, the same for tests and pictures."""

from typing import Literal

from playwright.async_api import Browser, BrowserContext, Playwright, ViewportSize

CHROMIUM = "/usr/bin/chromium"
SCREEN = ViewportSize(width=1366, height=768)
Language = Literal["en-US", "zh-CN"]
Scheme = Literal["light", "dark"]
_ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    # The first five as Playwright has them (naming any replaces them); the pages of the omnibox would be
    # loaded for every window, and nobody sees one; who let a page use the microphone has let it know the
    # addresses of the machine too, which otherwise are names that a PBX looks up in vain.
    "--disable-features=HttpsUpgrades,LensOverlay,MediaRouter,OptimizationHints,PaintHolding,"
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebRtcHideLocalIpsWithMdns",
)  # fmt: skip
_PATIENCE_MS = 10_000
_LOADING_MS = 30_000
"""A page with all it needs, while other windows are drawn."""


async def launch(playwright: Playwright, *more: str) -> Browser:
    """`more`: further arguments of Chromium."""
    arguments = [*_ARGUMENTS, *more]
    return await playwright.chromium.launch(executable_path=CHROMIUM, args=arguments, headless=True)


async def new_profile(browser: Browser, language: Language, scheme: Scheme) -> BrowserContext:
    """A browser of one's own: cookies, language, colours."""
    context = await browser.new_context(
        locale=language, color_scheme=scheme, viewport=SCREEN, timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )  # fmt: skip
    context.set_default_timeout(_PATIENCE_MS)
    context.set_default_navigation_timeout(_LOADING_MS)
    return context
