"""The desk without a mouse: in every state Tab comes to each control, one sees where one is, each has a name,
none keeps the focus; a key that is of no use now says so; what cannot be done says why in one's language."""

import re
from typing import Any

from playwright.async_api import Page, expect

from tests.browser.call_centre import REGULAR
from tests.browser.conftest import Hire
from tests.browser.desk import Desk
from tests.browser.telephones import Telephones

NUMBER = "138 0013 8003"
_CONTROLS = """
  const CAN_HAVE_THE_FOCUS = "a[href], button, input, select, textarea, summary, [tabindex]";
  const stops = () => [...document.querySelectorAll(CAN_HAVE_THE_FOCUS)]
    .filter(one => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true }));
  const group = one => one.type === "radio" ? one.name : "";
"""
MARKED = (
    "() => {"
    + _CONTROLS
    + "globalThis.missing = new Set(stops()); document.activeElement?.blur(); return missing.size }"
)
HERE = (
    "() => {"
    + _CONTROLS
    + """
  const one = document.activeElement;
  if (one === document.body) return null;
  for (const other of [...missing])
    if (other === one || (group(one) && group(one) === group(other))) missing.delete(other);
  const labels = [...(one.labels ?? [])].map(label => label.innerText).join(" ");
  const name = one.ariaLabel || labels || one.innerText || one.placeholder || one.title;
  const rings = [one, one.closest("label")].filter(Boolean).map(shown => getComputedStyle(shown));
  const isOutlined = style => style.outlineStyle !== "none" && style.outlineWidth !== "0px";
  const seen = rings.some(style => isOutlined(style) || style.boxShadow !== "none");
  return { what: one.outerHTML.slice(0, 120), name: (name ?? "").trim(), seen };
}"""
)
LEFT = "() => [...missing].filter(one => one.isConnected).map(one => one.outerHTML.slice(0, 160))"
STOPS = 160
"""More than the desk has; a date field alone has seven."""


async def _walked(page: Page) -> list[str]:
    """What is wrong with a round of the page by Tab alone, from wherever one was."""
    marked = await page.evaluate(MARKED)
    assert marked > 10
    wrong: list[str] = []
    ends = 0
    for _ in range(STOPS):
        await page.keyboard.press("Tab")
        here: dict[str, Any] | None = await page.evaluate(HERE)
        if here is None:
            ends += 1
            if ends == 2:
                break
            continue
        if not here["name"]:
            wrong.append(f"no name: {here['what']}")
        if not here["seen"]:
            wrong.append(f"no sign of the focus: {here['what']}")
    else:
        wrong.append("the focus does not come round")
    return wrong + [f"not reached: {one}" for one in await page.evaluate(LEFT)]


async def test_tab_comes_to_every_control_of_the_desk_in_every_state(
    desk: Desk, telephones: Telephones
) -> None:
    found: dict[str, list[str]] = {"ready": await _walked(desk.page)}
    await telephones.call(REGULAR)
    await desk.shows_call("ringing", NUMBER)
    found["ringing"] = await _walked(desk.page)
    await telephones.pick_up("1001")
    await desk.asks("Thank you for calling")
    await desk.go_on()
    await expect(desk.script.locator("label.choice")).to_have_count(5)
    found["talking"] = await _walked(desk.page)
    await desk.page.evaluate("document.activeElement.blur()")
    await desk.press("t")
    await expect(desk.card.get_by_role("option").first).to_be_visible()
    found["handing on"] = await _walked(desk.page)
    await telephones.caller_hangs_up(REGULAR)
    await desk.shows_call("wrap_up", NUMBER)
    found["wrap-up"] = await _walked(desk.page)
    assert {state: wrong for state, wrong in found.items() if wrong} == {}


async def test_a_key_of_no_use_now_says_so_and_goes_nowhere(desk: Desk) -> None:
    told = desk.page.locator("#announce")
    for key, about in (
        ("h", "Hold and resume"),
        ("x", "Hand over to whom I ask"),
        ("i", "Search the customer"),
    ):
        await desk.press(key)
        await expect(told).to_contain_text(f"Not possible now: {about}")
        await expect(told).to_have_class("told")
    await desk.is_in_state("ready")


async def test_why_a_control_cannot_be_used_is_said_in_chinese(hire: Hire, telephones: Telephones) -> None:
    agent = await hire("agent1001", "zh-CN")
    desk = Desk(await agent.open("/desk"))
    await agent.go("ready")
    await desk.is_in_state("ready")
    await telephones.call(REGULAR)
    await expect(desk.card.locator(".pick-up")).to_have_text("请拿起话机接听：这部话机不能从这里接听")
    await telephones.pick_up("1001")
    await desk.shows_call("talking", NUMBER)
    await desk.press("h")
    await desk.shows_call("held", NUMBER)
    mute = desk.card.get_by_role("button", name=re.compile("^静音"))
    await expect(mute).to_have_accessible_description("通话正在保持：请先恢复")
    await desk.press("x")
    await expect(desk.card.get_by_role("alert")).to_have_text(re.compile("[一-龥]"))
