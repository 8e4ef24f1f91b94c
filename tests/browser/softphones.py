"""Desks whose phone is the browser, at a real Asterisk: the agent, the network to the PBX, and what both sides count."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import NamedTuple

from playwright.async_api import Browser, Page, Playwright, expect

from cti.testbed.asterisk import Asterisk
from cti.testbed.configuration import BROWSER_PHONE
from tests.browser.cable import Cable
from tests.browser.chromium import launch
from tests.browser.desk import Desk

AGENT = f"agent{BROWSER_PHONE}"
MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
"""A Chromium with these has a microphone that beeps, and asks nobody whether a page may hear it."""

_WATCH = """() => {
  window.connections = [];
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(...values) { super(...values); window.connections.push(this); }
  };
}"""
_COUNT = """async () => {
  const connection = window.connections.findLast((one) => one.connectionState !== "closed");
  const count = { sent: 0, received: 0 };
  if (connection) (await connection.getStats()).forEach((report) => {
    if (report.type === "outbound-rtp") count.sent += report.packetsSent;
    if (report.type === "inbound-rtp") count.received += report.packetsReceived;
  });
  return [count.sent, count.received];
}"""


class Packets(NamedTuple):
    """Packets of sound, as one side counts them."""

    sent: int
    received: int

    def grew(self, before: "Packets") -> bool:
        """Clearly more than a packet on its way: half a second of sound in both directions."""
        return self.sent >= before.sent + 25 and self.received >= before.received + 25


@asynccontextmanager
async def chromium_with_microphone(playwright: Playwright) -> AsyncIterator[Browser]:
    chromium = await launch(playwright, *MICROPHONE)
    yield chromium
    await chromium.close()


async def cable_to(asterisk: Asterisk) -> tuple[Cable, str]:
    """A cable that leads browsers to the PBX, and the address of its websocket there."""
    cable = Cable()
    url = await cable.start()
    cable.lead_to(asterisk.websocket.replace("ws://", "http://").removesuffix("/ws"))
    return cable, url.replace("http://", "ws://") + "/ws"


@dataclass
class Softphone:
    """The phone in one tab, seen from the page and from the PBX."""

    desk: Desk
    asterisk: Asterisk

    @property
    def page(self) -> Page:
        return self.desk.page

    async def says(self, words: str) -> None:
        await expect(self.desk.call.locator(".softphone")).to_contain_text(words)

    async def counts(self) -> Packets:
        """Here."""
        return Packets(*await self.page.evaluate(_COUNT))

    async def counted_there(self) -> Packets:
        """By Asterisk: what it sent to the browser and received from it."""
        async with self.asterisk.console() as console:
            rows = await console.list("CoreShowChannels")
            (channel,) = [
                row["Channel"] for row in rows if row.get("Channel", "").startswith(f"PJSIP/{BROWSER_PHONE}-")
            ]
            values = [
                int((await console.ask("Getvar", Channel=channel, Variable=f"CHANNEL(rtcp,{which})"))["Value"])
                for which in ("txcount", "rxcount")
            ]
        return Packets(*values)

    async def sound_flows(self) -> None:
        """Both ways, by the counters of both sides."""
        here, there = await self.counts(), await self.counted_there()
        async with asyncio.timeout(10):
            while not ((await self.counts()).grew(here) and (await self.counted_there()).grew(there)):  # noqa: ASYNC110
                await asyncio.sleep(0.1)


async def watch(page: Page) -> None:
    """Before the page is opened: its connections can be counted."""
    await page.add_init_script(f"({_WATCH})()")
