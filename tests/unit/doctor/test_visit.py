"""The doctor at the simulator and at PBXes that behave badly."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cti.ami.link_times import LinkTimes
from cti.clock import SystemClock
from cti.config import Config, Pbx
from cti.config_reader import Secret
from cti.directory import MemoryDirectory
from cti.doctor import trial
from cti.doctor.ear import Ear
from cti.doctor.finding import Finding
from cti.doctor.visit import visit
from cti.errors import UsageError
from cti.simulator.settings import SimulatorSettings
from cti.simulator.simulator import Simulator
from tests.fakes.ami_server import AmiServer

QUICK = LinkTimes(connect_s=2, answer_s=2)


async def findings(pbx: Pbx, clock: SystemClock | None = None) -> list[Finding]:
    return await visit(Config(pbx=(pbx,)), pbx, clock or SystemClock(), QUICK)


def at(port: int, secret: str = "cti") -> Pbx:
    return Pbx(name="main", port=port, secret=Secret(secret))


def fixes(found: list[Finding]) -> list[str]:
    return [finding.what for finding in found if finding.level == "fix"]


class Late(SystemClock):
    def now(self):
        return super().now() - timedelta(seconds=75)


async def test_at_the_simulator_nothing_must_be_changed() -> None:
    simulator = Simulator(SimulatorSettings(robots=("1001",)))
    _, port = await simulator.start()
    try:
        found = await findings(at(port))
        late = await findings(at(port), Late())
        wrong = await findings(at(port, "wrong"))
    finally:
        await simulator.stop()
    assert fixes(found) == []
    assert "Asterisk 22.10.1" in [finding.what for finding in found]
    assert any("clocks agree" in finding.what for finding in found)
    (clock,) = fixes(late)
    assert clock.startswith("its clock is 75.0 s ahead")
    (refused,) = wrong
    assert "refused manager user 'cti'" in refused.what
    assert refused.lines[0] == "[cti]"


async def test_a_pbx_that_is_not_there_is_said_with_what_to_look_at() -> None:
    async with AmiServer() as peer:
        port = peer.port
    (finding,) = await findings(at(port))
    assert (finding.level, "cannot be reached" in finding.what) == ("fix", True)


async def test_rights_that_are_denied_and_events_that_are_not_sent_are_named() -> None:
    async with AmiServer() as peer:
        peer.errors = {"QueuePause": "Permission denied", "GetConfig": "Permission denied"}
        peer.uptime = None
        found = await findings(at(peer.port))
    write, read = fixes(found)
    assert "agent (pauses and wrap-up)" in write
    assert "system (FullyBooted" in read
    assert any("manager.conf cannot be seen" in finding.what for finding in found)


async def test_the_doctor_asks_for_no_section_but_its_own_account() -> None:
    async with AmiServer() as peer:
        await findings(at(peer.port))
    asked = [action for action in peer.received if action.get("Filename") == "manager.conf"]
    assert [action["Category"] for action in asked] == ["cti"]


async def test_nothing_but_harmless_actions_are_sent() -> None:
    async with AmiServer() as peer:
        await findings(at(peer.port))
    acting = {"Hangup", "Redirect", "QueueAdd", "QueueRemove", "QueuePause", "Originate"}
    assert all(
        action.keys() == {"Action", "ActionID"} for action in peer.received if action["Action"] in acting
    )


async def test_a_test_call_that_rings_nobody_says_what_to_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "_FIRST_RING_S", 0.1)
    async with AmiServer() as peer:
        (finding,) = await called(at(peer.port), "4008001")
    (order,) = [action for action in peer.received if action["Action"] == "Originate" and "Channel" in action]
    assert order["Channel"] == "Local/4008001@from-trunk/n"
    assert (finding.level, "rang no phone" in finding.what) == ("fix", True)


async def test_a_test_call_that_the_pbx_refuses_is_said_in_its_words() -> None:
    async with AmiServer() as peer:
        peer.errors = {"Originate": "Permission denied"}
        (finding,) = await called(at(peer.port), "4008001")
    assert finding.what == "the test call was refused: Permission denied"


async def test_only_numbers_are_called() -> None:
    async with AmiServer() as peer:
        with pytest.raises(UsageError):
            await called(at(peer.port), "1@x\r\nAction: Ping")


async def called(pbx: Pbx, number: str) -> list[Finding]:
    ear = Ear(pbx, SystemClock(), QUICK)
    await ear.connect()
    try:
        return await trial.place(ear, number, "from-trunk", MemoryDirectory([], 5), nobody)
    finally:
        ear.hang_up()


async def nobody(call_id: str, agent: str) -> None:
    return None
