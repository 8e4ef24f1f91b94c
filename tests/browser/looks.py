"""How a page looks to everybody: what breaks the rules of accessibility, what does not fit; each page as two
people have it, one in English and light, the other in Chinese and dark."""

from collections.abc import AsyncIterator

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser.chromium import Scheme

ENGLISH: tuple[str, str, Scheme] = ("en", "English", "light")
CHINESE: tuple[str, str, Scheme] = ("zh-CN", "中文", "dark")
"""The page's `lang`, the button that leads there, and the colours that we look at in that language."""

SCROLLING = """() => [...document.querySelectorAll("body, body *")]
  .filter(one => one.tagName !== "TEXTAREA" && getComputedStyle(one).overflowY !== "visible"
    && one.clientHeight > 1 && one.scrollHeight > one.clientHeight + 1)
  .map(one => `${one.tagName}.${one.className}: ${one.scrollHeight} in ${one.clientHeight}`)"""
SPILLING = """() => [...document.querySelectorAll("body, .topbar, .column, .column > section")]
  .filter(one => one.scrollWidth > one.clientWidth)
  .map(one => `${one.tagName}.${one.className}: ${one.scrollWidth} wide in ${one.clientWidth}`)"""
_AXE = Axe().axe_script
_VIOLATIONS = """async () => {
  const { violations } = await axe.run({ resultTypes: ["violations"], selectors: false });
  return violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)}`));
}"""


async def violations(page: Page) -> list[str]:
    """Each rule of axe that is broken, with the elements concerned."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_AXE)
    return [f"{page.url} {one}" for one in await page.evaluate(_VIOLATIONS)]


async def appearances(page: Page) -> AsyncIterator[str]:
    """The page as it is, then in the other language and the other colours. Both stay: the next page, or the
    next state of this one, is come to in them."""
    is_chinese = await page.locator("html").get_attribute("lang") == CHINESE[0]
    now, other = (CHINESE, ENGLISH) if is_chinese else (ENGLISH, CHINESE)
    yield f"in {now[0]}"
    language, button, scheme = other
    switch = page.get_by_role("button", name=button, exact=True)
    await switch.dispatch_event("click")
    await page.emulate_media(color_scheme=scheme)
    await expect(page.locator("html")).to_have_attribute("lang", language)
    await expect(switch).to_have_attribute("aria-pressed", "true")
    yield f"changed to {language}"
