"""The agent's desk as a person sees it: places and what can be done there, in whatever language."""

import re

from playwright.async_api import Locator, Page, expect


class Desk:
    """One tab with the desk."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.call = page.locator("section.call")
        self.card = page.locator(".call-card")
        self.customer = page.locator("section.customer")
        self.script = page.locator("section.script")
        self.outcome = page.locator("section.outcome")
        self.note = self.outcome.locator("label.note textarea")
        self.question = self.script.locator(".say")
        self.state = page.locator(".state-menu > summary")
        self.open_work = self.call.locator("li.work")

    async def is_in_state(self, state: str) -> None:
        await expect(self.state).to_have_class(re.compile(rf"\bstate-{state}\b"))

    async def shows_call(self, tone: str, number: str) -> None:
        """The call column is about this number and in this state."""
        await expect(self.card).to_have_class(re.compile(rf"\btone-{tone}\b"))
        await expect(self.card.locator(".caller")).to_contain_text(number)

    async def tells(self, words: str) -> None:
        """What the call column says that goes on."""
        await expect(self.card.locator("header strong")).to_have_text(words)

    async def seats(self, *seats: str) -> None:
        """Who takes part beside the agent, each as these patterns say, in this order."""
        of_each = [re.compile(seat, re.DOTALL) for seat in seats]
        await expect(self.card.locator(".seat")).to_have_text(of_each)

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    async def write(self, text: str) -> None:
        await self.page.keyboard.insert_text(text)

    async def tab_to(self, place: Locator) -> None:
        """By the Tab key alone; a date field has a stop for each of its parts."""
        for _ in range(12):
            await self.page.keyboard.press("Tab")
            if await place.evaluate("place => place === document.activeElement"):
                return
        raise AssertionError(f"Tab does not come to {place}")

    async def asks(self, text: str) -> None:
        """The script has come to this text."""
        await expect(self.question).to_contain_text(text)

    async def answer(self, *labels: str) -> None:
        """Picks answers by their words and sees them saved."""
        for label in labels:
            await self.script.locator(f'label.choice:has(span:text-is("{label}"))').click()
        await expect(self.script.locator(".saved")).to_be_visible()

    async def go_on(self) -> None:
        await self.script.locator("button.next").click()

    async def choose_outcome(self, label: str) -> None:
        await self.outcome.locator("label.chip", has_text=re.compile(rf"^\s*{label}\s*$")).click()

    async def finish(self) -> None:
        await self.outcome.locator(".finish button.primary").click()

    async def outcome_is_saved(self) -> None:
        await expect(self.outcome.locator(".saved")).to_be_visible()
