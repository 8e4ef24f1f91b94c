"""Desks whose phone is the browser, at a real Asterisk: the network to the PBX, and what both sides count."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from playwright.async_api import Browser, CDPSession, Locator, Page, Playwright, expect

from cti.testbed.asterisk import Asterisk
from cti.testbed.configuration import BROWSER_PHONE
from cti.testbed.waiting import until
from tests.browser.cable import Cable
from tests.browser.chromium import launch
from tests.browser.desk import Desk

AGENT = f"agent{BROWSER_PHONE}"
_CHANNELS = f"PJSIP/{BROWSER_PHONE}-"
MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
"""A Chromium with these has a microphone that beeps, and asks nobody whether a page may hear it."""

_WATCH = """() => {
  window.connections = [];
  window.sinks = [];
  const setSinkId = HTMLMediaElement.prototype.setSinkId;
  HTMLMediaElement.prototype.setSinkId = function (id) {
    window.sinks.push(id);
    return setSinkId.call(this, id);
  };
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

_LOUDNESS = """async () => {
  const connection = window.connections.findLast((one) => one.connectionState !== "closed");
  let energy = 0;
  (await connection.getStats()).forEach((report) => {
    if (report.type === "inbound-rtp") energy = report.totalAudioEnergy;
  });
  return energy;
}"""
LOUD = 0.15
"""Energy of two beeps of the microphone as they come back."""


class Packets(NamedTuple):
    """Packets of sound from the browser to the PBX and back, as one of the two counts them."""

    there: int
    back: int

    def grew(self, before: "Packets", *, both_ways: bool) -> bool:
        """By half a second of sound, clearly more than what was on its way."""
        return self.there >= before.there + 25 and (not both_ways or self.back >= before.back + 25)


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
    _network: CDPSession | None = None

    @property
    def page(self) -> Page:
        return self.desk.page

    @property
    def strip(self) -> Locator:
        return self.desk.call.locator(".softphone")

    async def says(self, words: str) -> None:
        await expect(self.strip).to_contain_text(words)

    async def press(self, button: str) -> None:
        await self.desk.call.get_by_role("button", name=button).click()

    async def hangs_up(self) -> None:
        await self.press("Hang up")
        await self.is_in_call("wrap_up")

    async def presses(self, keys: str) -> None:
        """On the keypad, by the keyboard; the keypad shows them and is closed again."""
        await self.page.keyboard.press("k")
        field = self.desk.call.get_by_role("region", name="Keypad").get_by_role("textbox")
        await expect(field).to_be_focused()
        for place, key in enumerate(keys, 1):
            async with self.page.expect_response("**/keys") as sent:
                await self.page.keyboard.press(key)
            assert (await sent.value).ok
            await expect(field).to_have_value(keys[:place])
        await self.page.keyboard.press("Escape")
        await expect(field).to_have_count(0)

    async def counts(self) -> Packets:
        """The browser."""
        return Packets(*await self.page.evaluate(_COUNT))

    async def counts_there(self) -> Packets:
        """Asterisk."""
        async with self.asterisk.console() as console:
            rows = await console.list("CoreShowChannels")
            (channel,) = [name for row in rows if (name := row.get("Channel", "")).startswith(_CHANNELS)]
            counted = [
                await console.ask("Getvar", Channel=channel, Variable=f"CHANNEL(rtcp,{which})")
                for which in ("rxcount", "txcount")
            ]
        return Packets(*(int(answer["Value"]) for answer in counted))

    async def sound_flows(self, *, both_ways: bool = True) -> None:
        """By the counters of both sides; one way only to somebody who says nothing."""
        here, there = await self.counts(), await self.counts_there()
        for count, before in ((self.counts, here), (self.counts_there, there)):
            await until(partial(_grew, count, before, both_ways), "sound that flows", 15)

    async def energy(self) -> float:
        """Of all that this phone heard in its call so far; silence adds nothing (W3C totalAudioEnergy)."""
        return float(await self.page.evaluate(_LOUDNESS))

    async def hears(self) -> None:
        """Sound comes, louder than the hiss of a codec."""
        before = await self.energy()

        async def louder() -> bool:
            return await self.energy() >= before + LOUD

        await until(louder, "something to be heard", 15)

    async def hears_nothing(self) -> None:
        """For a while as long as two beeps of the microphone, after what was still on its way."""

        async def quiet() -> bool:
            before = await self.energy()
            await asyncio.sleep(2.2)
            return await self.energy() < before + LOUD / 1000

        await until(quiet, "silence", 15)

    async def is_in_call(self, tone: str) -> None:
        await expect(self.desk.call.locator(f".call-card.tone-{tone} .caller")).to_be_visible()

    async def loses_packets(self, percent: float) -> None:
        """So much of what goes to and from the peer connections of this page. Those made before the first
        time are out of its reach."""
        if self._network is None:
            self._network = await self.page.context.new_cdp_session(self.page)
            await self._network.send("Network.enable")
        conditions = {"offline": False, "latency": 1, "downloadThroughput": -1, "uploadThroughput": -1}
        await self._network.send("Network.emulateNetworkConditions", conditions | {"packetLoss": percent})


async def _grew(count: Callable[[], Awaitable[Packets]], before: Packets, both_ways: bool) -> bool:
    return (await count()).grew(before, both_ways=both_ways)


async def watch(page: Page) -> None:
    """Before the page is opened: its connections are kept, and where it sounds."""
    await page.add_init_script(f"({_WATCH})()")
