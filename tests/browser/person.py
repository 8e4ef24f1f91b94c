"""Somebody with a browser: own cookies and language, pages that must stay free of errors, the JSON API."""

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import APIResponse, Browser, BrowserContext, Page

from cti.testbed.waiting import until
from tests.browser.call_centre import PASSWORD
from tests.browser.chromium import Language, Scheme, new_profile

Json = dict[str, Any]
UNREACHABLE = re.compile(r"ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_NETWORK|ERR_SOCKET|WebSocket connection to")


LEFT_IN_TIME = re.compile(r"WebSocket connection to .* failed: .*before receiving a handshake response")
"""What the browser says of a page that was left while its socket was being opened."""


@dataclass
class Person:
    """`complaints` collects what the browser's console and the content policy held against the pages."""

    name: str
    context: BrowserContext
    url: str
    complaints: list[str] = field(default_factory=list)
    forgiven: list[re.Pattern[str]] = field(default_factory=lambda: [LEFT_IN_TIME])
    csrf: str = ""

    def __post_init__(self) -> None:
        self.context.on("console", lambda message: self._hear(message.type, message.text))
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not any(one.search(text) for one in self.forgiven):
            self.complaints.append(f"{kind}: {text}")

    def forgive(self, pattern: re.Pattern[str]) -> None:
        """From now on these messages are what the test brings about itself."""
        self.forgiven.append(pattern)

    async def log_in(self) -> None:
        """Through the API: the cookie is that of the pages."""
        answer = await self.context.request.post(
            f"{self.url}/api/v1/login", data={"username": self.name, "password": PASSWORD}
        )
        assert answer.ok, await answer.text()
        self.csrf = (await answer.json())["csrf"]

    async def know_csrf(self) -> None:
        """After a log-in by hand."""
        self.csrf = (await self.get("/me"))["csrf"]

    async def open(self, path: str = "/") -> Page:
        page = await self.context.new_page()
        await page.goto(f"{self.url}{path}")
        return page

    async def get(self, path: str) -> Any:
        answer = await self.context.request.get(f"{self.url}/api/v1{path}")
        assert answer.ok, f"{path}: {answer.status} {await answer.text()}"
        return await answer.json()

    async def closed_calls(self, number: int = 1) -> list[Json]:
        """The newest, when their records are closed: the desk shows the wrap-up before they are stored, and
        sums of a call are known at its end."""

        async def closed() -> list[Json]:
            rows: list[Json] = (await self.get(f"/calls?limit={number}"))["items"]
            return rows if len(rows) == number and all(row["ended_at"] for row in rows) else []

        return await until(closed, f"{number} closed records")

    async def post(self, path: str, body: Json | None = None) -> APIResponse:
        answer = await self.context.request.post(
            f"{self.url}/api/v1{path}", data=body or {}, headers={"X-CSRF-Token": self.csrf}
        )
        assert answer.ok, f"{path}: {answer.status} {await answer.text()}"
        return answer

    async def put(self, path: str, body: Json) -> None:
        answer = await self.context.request.put(
            f"{self.url}/api/v1{path}", data=body, headers={"X-CSRF-Token": self.csrf}
        )
        assert answer.ok, f"{path}: {answer.status} {await answer.text()}"

    async def go(self, state: str, reason: str | None = None) -> None:
        await self.post("/agent/state", {"state": state} | ({"reason": reason} if reason else {}))


async def somebody(browser: Browser, url: str, name: str, language: Language, scheme: Scheme) -> Person:
    """A person with a new browser, not logged in."""
    return Person(name, await new_profile(browser, language, scheme), url)
