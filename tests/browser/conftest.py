"""One Chromium for the run; for each test a call centre of its own and people with browsers.

Nothing happens by chance or by itself: a test says when somebody calls, picks up or hangs up. A page that
writes an error to the console, or breaks the content policy, fails its test.
"""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser.call_centre import CallCentre, Switchboard, call_centre, filled_store
from tests.browser.chromium import CHROMIUM, Language, Scheme, launch
from tests.browser.desk import Desk
from tests.browser.person import Person, somebody
from tests.browser.telephones import Telephones
from web import frontend_build

Hire = Callable[..., Awaitable[Person]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these share one event loop, with the browser in it."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if shutil.which(CHROMIUM) is None:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no chromium: python -m cti.testbed.packages")
        pytest.skip("there is no chromium: python -m cti.testbed.packages")
    frontend_build.build()
    async with async_playwright() as playwright:
        chromium = await launch(playwright)
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    await filled_store(folder)
    return folder


@pytest_asyncio.fixture(loop_scope="session")
async def switchboard() -> AsyncIterator[Switchboard]:
    board = await Switchboard.start()
    yield board
    await board.die()


@pytest.fixture
def telephones(switchboard: Switchboard) -> Telephones:
    return switchboard.telephones


@pytest_asyncio.fixture(loop_scope="session")
async def centre(switchboard: Switchboard, filled: Path, tmp_path: Path) -> AsyncIterator[CallCentre]:
    async with call_centre(filled, tmp_path, switchboard.pbx) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def hire(browser: Browser, centre: CallCentre) -> AsyncIterator[Hire]:
    """Gives people browsers; at the end none of their pages may have complained."""
    hired: list[Person] = []

    async def person(
        name: str = "agent1001",
        language: Language = "en-US",
        scheme: Scheme = "light",
        *,
        logged_in: bool = True,
    ) -> Person:
        new = await somebody(browser, centre.url, name, language, scheme)
        hired.append(new)
        if logged_in:
            await new.log_in()
        return new

    yield person
    for one in hired:
        await one.context.close()
    assert [complaint for one in hired for complaint in one.complaints] == []


@pytest_asyncio.fixture(loop_scope="session")
async def agent(hire: Hire) -> Person:
    return await hire()


@pytest_asyncio.fixture(loop_scope="session")
async def desk(agent: Person) -> Desk:
    """agent1001 at the desk, ready."""
    opened = Desk(await agent.open("/desk"))
    await agent.go("ready")
    await opened.is_in_state("ready")
    return opened
