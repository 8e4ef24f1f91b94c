"""Call control on the wire: the actions Asterisk gets, and what the trackers are told besides."""

from __future__ import annotations

import pytest

from cti.ami import messages as m
from cti.errors import ActionRefused, UnsafeValue
from tests.fakes.ami_server import AmiServer
from tests.unit.ami.test_link import peer, running

__all__ = ["peer"]

AGENT, CUSTOMER = "PJSIP/1001-00000001", "PJSIP/trunk-00000001"


async def test_hold_looks_at_the_dialplan_first_and_is_told_before_it_is_done(peer: AmiServer) -> None:
    async with running(peer) as run:
        await run.logged_in()
        await run.switch.hold(AGENT, CUSTOMER)
        told = await run.until(m.HoldOrdered)
        await run.switch.bridge(AGENT, CUSTOMER)
    assert (told.channel, told.other) == (AGENT, CUSTOMER)  # type: ignore[attr-defined]
    asked = ("ShowDialPlan", "Redirect", "Bridge")
    names = [action["Action"] for action in peer.received if action["Action"] in asked]
    assert names == ["ShowDialPlan", "ShowDialPlan", "Redirect", "Bridge"]
    (sent,) = [action for action in peer.received if action["Action"] == "Redirect"]
    assert (sent["Channel"], sent["ExtraChannel"]) == (CUSTOMER, AGENT)
    assert (sent["Context"], sent["Exten"], sent["ExtraExten"]) == ("cti-hold", "customer", "agent")


async def test_without_a_place_to_wait_nobody_is_moved(peer: AmiServer) -> None:
    peer.errors = {"ShowDialPlan": "Did not find context cti-hold"}
    async with running(peer) as run:
        await run.logged_in()
        with pytest.raises(ActionRefused, match="cti-hold"):
            await run.switch.hold(AGENT, CUSTOMER)
    assert "Redirect" not in {action["Action"] for action in peer.received}


async def test_a_hold_that_is_refused_is_taken_back(peer: AmiServer) -> None:
    peer.errors = {"Redirect": "Channel does not exist"}
    async with running(peer) as run:
        await run.logged_in()
        with pytest.raises(ActionRefused):
            await run.switch.hold(AGENT, CUSTOMER)
        await run.until(m.HoldOrdered, m.HoldRefused)


async def test_muting_is_told_when_it_is_done(peer: AmiServer) -> None:
    async with running(peer) as run:
        await run.logged_in()
        await run.switch.mute(AGENT, True)
        told = await run.until(m.MuteOrdered)
    assert told.muted is True  # type: ignore[attr-defined]
    sent = {action["Action"]: action for action in peer.received}["MuteAudio"]
    assert (sent["Direction"], sent["State"]) == ("in", "on")


@pytest.mark.parametrize(
    ("words", "known"),
    [("Did not find extension 7@from-agents", False), ("Permission denied", True)],
)
async def test_who_may_not_look_takes_a_number_for_known(peer: AmiServer, words: str, known: bool) -> None:
    peer.errors = {"ShowDialPlan": words}
    async with running(peer) as run:
        await run.logged_in()
        assert await run.switch.knows("7", "from-agents") is known


async def test_handing_on_asking_parking_keys_and_recording_are_what_asterisk_expects(
    peer: AmiServer,
) -> None:
    async with running(peer) as run:
        await run.logged_in()
        await run.switch.blind_transfer(AGENT, "1002", "from-agents")
        await run.switch.attended_transfer(AGENT, "1002", "from-agents")
        await run.switch.cancel_attended_transfer(AGENT)
        await run.switch.press(AGENT, "*2")
        await run.switch.send_keys(CUSTOMER, "5")
        await run.switch.park(CUSTOMER, AGENT)
        await run.switch.record(AGENT, "cti/1.wav", "mei")
        await run.switch.pause_recording(AGENT, True, "mei")
        await run.switch.stop_recording(AGENT, "mei")
        await run.switch.pick_up(AGENT)
        await run.switch.drop(AGENT)
    sent = {action["Action"]: action for action in peer.received}
    keys = [(a["Channel"], a["Digit"], a.get("Receive")) for a in peer.received if a["Action"] == "PlayDTMF"]
    assert keys == [(AGENT, "*", "true"), (AGENT, "2", "true"), (CUSTOMER, "5", None)]
    assert (sent["BlindTransfer"]["Exten"], sent["Atxfer"]["Context"]) == ("1002", "from-agents")
    assert (sent["Park"]["Channel"], sent["Park"]["TimeoutChannel"]) == (CUSTOMER, AGENT)
    assert (sent["MixMonitor"]["File"], sent["MixMonitorMute"]["State"]) == ("cti/1.wav", "1")
    assert sent["PJSIPNotify"]["Variable"] == "Event=talk"
    assert {"CancelAtxfer", "StopMixMonitor", "Hangup"} <= set(sent)


async def test_line_breaks_never_reach_the_pbx(peer: AmiServer) -> None:
    async with running(peer) as run:
        await run.logged_in()
        with pytest.raises(UnsafeValue):
            await run.switch.blind_transfer(AGENT, "1\r\nAction: Reboot", "from-agents")
        with pytest.raises(UnsafeValue):
            await run.switch.record(AGENT, "x\n.wav", "mei")
    assert not {"BlindTransfer", "MixMonitor"} & {action["Action"] for action in peer.received}
