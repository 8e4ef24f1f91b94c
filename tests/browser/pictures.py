"""Takes the pictures of docs/pictures anew: `python -m tests.browser.pictures`.

The same call centre as in the tests; a call is played and looked at in each of its states. The clock of the
page is set forward, so that durations look like those of a real call. Date fields are written by the browser
in its own language, whatever the page is in: Chromium without its language packs writes English dates.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

from cti.calls.dispositions import Disposition
from cti.testbed.waiting import until
from tests.browser.call_centre import ENGLISH, REGULAR, CallCentre, Switchboard, call_centre, filled_store
from tests.browser.chromium import Language, launch
from tests.browser.desk import Desk
from tests.browser.person import Person, somebody
from web import frontend_build

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
SHARED, UNKNOWN = "13800138010", "13700137000"
CALLERS: dict[Language, str] = {"en-US": ENGLISH, "zh-CN": REGULAR}
NOTES: dict[Language, str] = {
    "en-US": "Refund of the delivery fee agreed",
    "zh-CN": "已同意退还运费，明天回电确认",
}
OUTCOMES = (
    Disposition(code="solved", zh_CN="已解决", en="Solved"),
    Disposition(code="complaint", zh_CN="投诉", en="Complaint"),
    Disposition(code="delivery", zh_CN="配送", en="Delivery", parent="complaint"),
    Disposition(code="late", zh_CN="送货延迟", en="Late", parent="delivery"),
    Disposition(code="damaged", zh_CN="货物损坏", en="Damaged", parent="delivery"),
    Disposition(code="lost", zh_CN="货物丢失", en="Lost", parent="delivery"),
    Disposition(code="invoice", zh_CN="发票", en="Invoice", parent="complaint"),
    Disposition(code="follow_up", zh_CN="需跟进", en="Needs follow-up"),
    Disposition(code="wrong_number", zh_CN="打错电话", en="Wrong number"),
)


@dataclass
class Photographer:
    """Takes pictures of one language into `folder`."""

    folder: Path
    language: Language

    async def take(self, page: Page, name: str) -> None:
        await page.screenshot(path=self.folder / f"{name}-{self.language[:2]}.png")


@dataclass
class Stage:
    """A call centre with a browser; the agent is not at work yet."""

    browser: Browser
    switchboard: Switchboard
    centre: CallCentre
    photographer: Photographer

    async def hire(self, name: str) -> Person:
        person = await somebody(self.browser, self.centre.url, name, self.photographer.language, "light")
        await person.log_in()
        return person


@asynccontextmanager
async def stage(browser: Browser, filled: Path, photographer: Photographer) -> AsyncIterator[Stage]:
    switchboard = await Switchboard.start()
    with tempfile.TemporaryDirectory() as folder:
        async with call_centre(filled, Path(folder), switchboard.pbx) as centre:
            yield Stage(browser, switchboard, centre, photographer)
    await switchboard.die()


async def desk_pictures(on: Stage) -> None:
    """The desk in every state of a call, then with several customers and with none."""
    phones, camera = on.switchboard.telephones, on.photographer
    await on.centre.reopen(dispositions=OUTCOMES)
    agent = await on.hire("agent1001")
    for given_up in ("13800138005", "13800138008"):
        await phones.call(given_up)
        await phones.caller_hangs_up(given_up)
    page = await agent.context.new_page()
    await page.clock.install()
    await page.goto(f"{on.centre.url}/desk")
    desk, caller = Desk(page), CALLERS[camera.language]
    await agent.go("ready")
    await desk.is_in_state("ready")
    await expect(desk.call.locator(".entries li")).to_have_count(4)
    await camera.take(page, "desk-idle")
    await phones.call(caller)
    await expect(desk.customer.locator(".timeline li")).to_have_count(1)
    await page.clock.fast_forward(7_000)
    await camera.take(page, "desk-ring")
    await phones.pick_up("1001")
    await _talk(desk, camera)
    await _consult(on, desk)
    await page.reload()
    await desk.shows_call("talking", caller[-4:])
    await phones.caller_hangs_up(caller)
    await desk.is_in_state("wrap_up")
    await desk.outcome.locator(".chip.group").first.click()
    await desk.outcome.locator(".chip.group").first.click()
    await desk.outcome.locator("label.chip").first.click()
    await desk.note.fill(NOTES[camera.language])
    await desk.outcome.locator(".follow-up button").first.click()
    await desk.outcome_is_saved()
    await camera.take(page, "desk-wrap-up")
    await desk.finish()
    await desk.is_in_state("ready")
    await phones.call(SHARED)
    await expect(desk.customer.locator("button.candidate")).to_have_count(2)
    await camera.take(page, "desk-several")
    await phones.reject("1001")
    await phones.caller_hangs_up(SHARED)
    await desk.is_in_state("ready")
    await phones.call(UNKNOWN)
    await expect(desk.customer.locator("form")).to_be_visible()
    await camera.take(page, "desk-new")
    await agent.context.close()


async def _talk(desk: Desk, camera: Photographer) -> None:
    await expect(desk.script.locator(".next")).to_be_visible()
    await desk.go_on()
    await expect(desk.script.locator("label.choice")).to_have_count(5)
    await desk.press("4")
    await expect(desk.script.locator(".saved")).to_be_visible()
    await desk.page.clock.fast_forward(127_000)
    await camera.take(desk.page, "desk-talk")
    await desk.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    await camera.take(desk.page, "desk-talk-dark")
    await desk.page.emulate_media(color_scheme="light", reduced_motion="reduce")


async def _consult(on: Stage, desk: Desk) -> None:
    """A colleague is searched for, asked, and thanked."""
    page, camera = desk.page, on.photographer
    await page.evaluate("document.activeElement.blur()")
    await desk.press("v", "t")
    await expect(desk.card.get_by_role("option").first).to_be_visible()
    await camera.take(page, "desk-transfer")
    await desk.write("1002")
    await expect(desk.card.get_by_role("option").first).to_contain_text("李静")
    await desk.press("Enter")
    await on.switchboard.telephones.pick_up("1002")
    await expect(desk.card.locator(".seat-talking")).to_have_count(1)
    await camera.take(page, "desk-consultation")
    await desk.press("b")
    await expect(desk.card.locator(".seat")).to_have_count(0)


async def customer_picture(on: Stage) -> None:
    """A customer's whole past on one page."""
    language, phones = on.photographer.language, on.switchboard.telephones
    agent, supervisor = await on.hire("agent1001"), await on.hire("supervisor")
    (customer,) = (await supervisor.get(f"/customers?q={CALLERS[language]}"))["items"]
    await agent.go("ready")
    for disposition in ("complaint", "solved"):
        await phones.call(CALLERS[language])
        await phones.pick_up("1001")
        work = await _work_of(agent)
        await phones.caller_hangs_up(CALLERS[language])
        await on.centre.server.recorder.written()
        await agent.post(
            f"/work/{work['work_id']}/finish", {"disposition": disposition, "note": NOTES[language]}
        )
    page = await supervisor.open(f"/customers/{customer['customer_id']}")
    await expect(page.locator(".timeline > li")).to_have_count(3)
    await on.photographer.take(page, "timeline")
    for person in (agent, supervisor):
        await person.context.close()


async def _work_of(agent: Person) -> dict[str, str]:
    """The agent's work item, as soon as there is one."""

    async def items() -> list[dict[str, str]]:
        return list((await agent.get("/work"))["items"])

    return (await until(items, "a work item of the agent"))[0]


async def board_picture(on: Stage) -> None:
    """One call waits, one is being talked on, an agent is on a pause."""
    phones = on.switchboard.telephones
    first, second, supervisor = [await on.hire(name) for name in ("agent1001", "agent1002", "supervisor")]
    await first.go("ready")
    await phones.call(REGULAR)
    await phones.pick_up("1001")
    await second.go("paused", "meal")
    await phones.call("13800138005")
    await phones.caller_hangs_up("13800138005")
    await phones.call(ENGLISH)
    await phones.call("13800138008", dials="4008002")
    page = await supervisor.context.new_page()
    await page.clock.install()
    await page.goto(f"{on.centre.url}/board")
    await expect(page.locator("#waiting li")).to_have_count(2)
    await page.clock.fast_forward(17_000)
    await on.photographer.take(page, "board")
    for person in (first, second, supervisor):
        await person.context.close()


async def take_all(folder: Path) -> None:
    """Every picture in both languages."""
    with tempfile.TemporaryDirectory() as filled:
        await filled_store(Path(filled))
        async with async_playwright() as playwright:
            browser = await launch(playwright)
            for language in CALLERS:
                for scene in (desk_pictures, customer_picture, board_picture):
                    async with stage(browser, Path(filled), Photographer(folder, language)) as prepared:
                        await scene(prepared)
            await browser.close()


if __name__ == "__main__":
    frontend_build.build()
    FOLDER.mkdir(parents=True, exist_ok=True)
    asyncio.run(take_all(FOLDER))
