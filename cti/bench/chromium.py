"""Real Chromium desks: when a caller's name is on the screen, on this machine's wall clock.

In each page a script watches the document; when the awaited name is in it, the page waits for the frame that
shows it to be drawn and says its own time, which is compared with ours before. Playwright and Chromium are
no part of the product: without them nothing is measured here.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import shutil
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
_CLOCK_READINGS = 30
_WATCH = """(() => {
  let awaited = null;
  window.await_text = (text) => { awaited = text; };
  const frame = window.requestAnimationFrame.bind(window);
  const behind = (act) => {
    const next = new MessageChannel();
    next.port1.onmessage = act;
    next.port2.postMessage(null);
  };
  const look = (when_drawn) => {
    if (!awaited || !document.body || !document.body.textContent.includes(awaited)) return;
    const text = awaited;
    awaited = null;
    when_drawn(() => window.painted(text, performance.timeOrigin + performance.now()));
  };
  window.requestAnimationFrame = (draw) => frame((at) => { draw(at); look(behind); });
  const watch = new MutationObserver(() => look((tell) => frame(() => behind(tell))));
  watch.observe(document, { subtree: true, childList: true, characterData: true });
})();"""
"""A message to itself, sent by the callback of a frame, is taken after that frame has been drawn. What a page
writes in such a callback is in that very frame; what it writes otherwise is in the next."""
_NOW = "() => performance.timeOrigin + performance.now()"


class Seat(msgspec.Struct, frozen=True):
    """A page to open: `ready` is a selector of what is there once it is connected."""

    url: str
    ready: str
    cookie: tuple[str, str] | None = None


def missing() -> str | None:
    """What to install before anything painted can be measured; None when all is there."""
    if importlib.util.find_spec("playwright") is None:
        return "pip install playwright"
    if not any(map(shutil.which, _NAMES)):
        return "install Chromium, as `apt-get install chromium` does"
    return None


class Desk:
    """One page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._awaited: dict[str, asyncio.Future[float]] = {}
        self._ahead_s = 0.0

    @classmethod
    async def open(cls, browser: Browser, seat: Seat) -> Desk:
        """Opens the page and compares the clocks."""
        context = await browser.new_context(viewport={"width": 1366, "height": 768})
        if seat.cookie is not None:
            name, value = seat.cookie
            await context.add_cookies([{"name": name, "value": value, "url": seat.url}])
        desk = cls(await context.new_page())
        await desk.page.expose_function("painted", desk._painted)
        await desk.page.add_init_script(_WATCH)
        await desk.page.goto(seat.url)
        await desk.page.wait_for_selector(seat.ready, state="attached")
        await desk._compare_clocks()
        return desk

    async def expect(self, text: str) -> asyncio.Future[float]:
        """When (epoch seconds) this text was painted; it must not be there before."""
        self._awaited[text] = future = asyncio.get_running_loop().create_future()
        await self.page.evaluate("(text) => window.await_text(text)", text)
        return future

    def _painted(self, text: str, at_ms: float) -> None:
        future = self._awaited.pop(text, None)
        if future is not None and not future.done():
            future.set_result(at_ms / 1000 - self._ahead_s)

    async def _compare_clocks(self) -> None:
        """The page's clock may be ahead of ours; the quickest answer says best by how much."""
        readings = []
        for _ in range(_CLOCK_READINGS):
            before = time.time()
            said = await self.page.evaluate(_NOW) / 1000
            after = time.time()
            readings.append((after - before, said - (before + after) / 2))
        self._ahead_s = min(readings)[1]


@asynccontextmanager
async def desks(seats: Sequence[Seat]) -> AsyncIterator[list[Desk]]:
    """All open in one Chromium; none where Chromium is missing."""
    if missing() is not None or not seats:
        yield []
        return
    from playwright.async_api import async_playwright

    path = next(found for name in _NAMES if (found := shutil.which(name)))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        try:
            yield [await Desk.open(browser, seat) for seat in seats]
        finally:
            with contextlib.suppress(Exception):  # it is gone already
                await browser.close()
