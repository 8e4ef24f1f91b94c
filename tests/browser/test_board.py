"""The supervisor's board: a snapshot, then every change, and what may not be believed is said."""

import re

import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.call_centre import CallCentre, Switchboard
from tests.browser.conftest import Hire
from tests.browser.person import Person
from tests.browser.telephones import Telephones

COLUMNS = (
    "queue", "waiting", "longest", "level", "answered", "abandoned", "ready", "ringing", "talking",
    "wrap_up", "paused",
)  # fmt: skip


class Board:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.rows = page.locator("table.board-queues tbody tr")

    async def shows(self, queue: str, **figures: str) -> None:
        row = self.rows.filter(has=self.page.get_by_role("rowheader", name=queue, exact=True))
        for name, value in figures.items():
            cell = row.locator("th, td").nth(COLUMNS.index(name))
            await expect(cell).to_have_text(re.compile(rf"^\s*{value}(\s|$)"))

    async def groups(self, state: str, *names: str) -> None:
        cards = self.page.locator(f".group-{state} li.agent")
        await expect(cards).to_have_count(len(names))
        for card, name in enumerate(names):
            await expect(cards.nth(card)).to_contain_text(name)


@pytest_asyncio.fixture(loop_scope="session")
async def agents(hire: Hire) -> tuple[Person, Person]:
    """Two at work; the first is the first to be rung."""
    first, second = await hire("agent1001"), await hire("agent1002")
    await first.go("ready")
    await second.go("ready")
    return first, second


@pytest_asyncio.fixture(loop_scope="session")
async def board(hire: Hire, agents: tuple[Person, Person]) -> Board:
    supervisor = await hire("supervisor")
    return Board(await supervisor.open("/"))


async def test_the_board_begins_with_the_present_and_follows_every_change(
    board: Board, agents: tuple[Person, Person], telephones: Telephones
) -> None:
    await expect(board.page).to_have_url(re.compile("/board$"))
    await board.shows("support", waiting="0", longest="–", ready="2", answered="0", abandoned="0", level="–")
    await telephones.call("13800138003")
    await board.shows("support", waiting="1", longest="0:0\\d", ready="1", ringing="1")
    await expect(board.page.locator("#waiting li")).to_contain_text("138 0013 8003")
    await telephones.pick_up("1001")
    await board.shows(
        "support", waiting="0", longest="–", talking="1", ringing="0", answered="1", level="100 %"
    )
    await board.groups("talking", "王小明")
    await agents[1].go("paused", "meal")
    await board.shows("support", ready="0", paused="1")
    await board.groups("paused", "李静")
    await expect(board.page.locator(".group-paused li.agent")).to_contain_text("Meal")
    await telephones.call("13800138005")
    await board.shows("support", waiting="1", ringing="0")
    await telephones.caller_hangs_up("13800138005")
    await board.shows("support", waiting="0", abandoned="1", answered="1", level="50 %")
    await telephones.caller_hangs_up("13800138003")
    await board.shows("support", talking="0", wrap_up="1")
    await board.groups("wrap_up", "王小明")
    await board.page.reload()
    await board.shows(
        "support", waiting="0", answered="1", abandoned="1", level="50 %", wrap_up="1", paused="1"
    )


async def test_a_figure_leads_to_its_calls(board: Board, telephones: Telephones) -> None:
    await telephones.call("13800138005")
    await board.shows("support", waiting="1")
    await telephones.caller_hangs_up("13800138005")
    await board.shows("support", abandoned="1")
    await board.rows.filter(has_text="support").locator("td").nth(4).get_by_role("link").click()
    await expect(board.page.locator(".definition")).to_contain_text("Abandoned: callers who hung up")
    await expect(board.page.locator("table.list tbody tr")).to_have_count(1)
    await expect(board.page.locator("table.list tbody tr")).to_contain_text("138 0013 8005")


async def test_figures_that_may_be_wrong_are_striped_until_the_pbx_is_back(
    board: Board, centre: CallCentre, switchboard: Switchboard
) -> None:
    await board.shows("support", ready="2")
    await expect(board.page.locator(".stale")).to_have_count(0)
    await switchboard.die()
    await expect(board.page.get_by_role("alert").filter(has_text="is not certain since")).to_be_visible()
    row = board.rows.filter(has_text="support")
    await expect(row).to_have_class(re.compile("stale"))
    await expect(board.page.locator(".link-doubt")).to_contain_text("PBX uncertain")
    striped = await board.page.locator("tr.stale > *, tr.stale").evaluate_all(
        "all => all.some(one => getComputedStyle(one).backgroundImage.includes('repeating-linear-gradient'))"
    )
    assert striped
    await switchboard.come_back()
    await centre.pbx_is("certain")
    await expect(board.page.locator(".stale")).to_have_count(0)
    await expect(board.page.locator(".link-good")).to_be_visible()


async def test_the_big_screen_shows_the_same_figures_without_controls(
    board: Board, telephones: Telephones
) -> None:
    await board.page.get_by_role("link", name="Big screen").click()
    await board.shows("support", ready="2", waiting="0")
    await telephones.call("13800138003")
    await board.shows("support", waiting="1", ready="1")
    await expect(board.page.locator("main").get_by_role("link")).to_have_count(0)
    assert await board.page.evaluate(
        "[...document.querySelectorAll('body, .scroll')].every(one => one.scrollWidth <= one.clientWidth)"
    )
    await expect(board.page.locator("main").get_by_role("button")).to_have_count(0)


async def test_each_waiting_caller_has_a_place_that_moves_up_when_one_gives_up(
    board: Board, agents: tuple[Person, Person], telephones: Telephones
) -> None:
    for agent in agents:
        await agent.go("paused", "meal")
    waiting = board.page.locator("#waiting li")
    callers = ("13800138031", "13800138032", "13800138033")
    for number, caller in enumerate(callers, start=1):
        await telephones.call(caller)
        await expect(waiting).to_have_count(number)
    await expect(waiting.locator(".place")).to_have_text(["No. 1", "No. 2", "No. 3"])
    await telephones.caller_hangs_up(callers[1])
    await expect(waiting.locator(".place")).to_have_text(["No. 1", "No. 2"])
    await expect(waiting.nth(1)).to_contain_text("138 0013 8033")
    await board.page.reload()
    await expect(waiting.locator(".place")).to_have_text(["No. 1", "No. 2"])
