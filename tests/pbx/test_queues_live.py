"""Queues and members that come, change and go on a real Asterisk while we look: the boards follow."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from cti.events import AgentState, QueueGone, QueueMemberGone, QueueMemberState
from cti.testbed.asterisk import Asterisk
from cti.testbed.waiting import until
from tests.pbx.centre import LEAD, Centre, centre

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVENING = """
[evening](usual)
member => PJSIP/1035,3,Agent 1035,PJSIP/1035
"""
QUIET, LOUD = "queue reload all", "module reload app_queue.so"
"""Asterisk says nothing of the first, and of the second only that it happened."""


@asynccontextmanager
async def evening(floor: Centre, reload: str) -> AsyncIterator[None]:
    """While this lasts there is one queue more, with one member, in queues.conf."""
    file = floor.asterisk.directory / "etc" / "queues.conf"
    before = file.read_text("utf-8")
    try:
        file.write_text(before + EVENING, "utf-8")
        await _reload(floor, reload)
        yield
    finally:
        file.write_text(before, "utf-8")
        await _reload(floor, reload)


async def _reload(floor: Centre, command: str) -> None:
    async with floor.asterisk.console() as console:
        await console.ask("Command", Command=command)


def _queues(floor: Centre) -> set[str]:
    return {figures.queue for figures in floor.server.live.snapshot(LEAD).queues}


def _is_paused_for(floor: Centre, extension: str, reason: str) -> bool:
    member = _member(floor, "support", extension)
    return member is not None and member.reason == reason


def _member(floor: Centre, queue: str, extension: str) -> QueueMemberState | None:
    members = {member.device: member for member in floor.server.live.members("pbx", queue)}
    return members.get(f"PJSIP/{extension}")


@pytest.mark.parametrize("reload", [QUIET, LOUD])
async def test_a_queue_of_queues_conf_appears_with_its_member_and_goes(
    asterisk: Asterisk, tmp_path: Path, reload: str
) -> None:
    async with centre(asterisk, tmp_path) as floor:
        assert "evening" not in _queues(floor)
        async with evening(floor, reload):
            await until(lambda: _member(floor, "evening", "1035") is not None)
            assert "evening" in _queues(floor)
            member = _member(floor, "evening", "1035")
            assert member is not None
            assert (member.agent, member.penalty, member.dynamic, member.paused) == ("1035", 3, False, False)
        await until(lambda: "evening" not in _queues(floor))
        assert [event.queue for event in floor.heard(QueueGone)] == ["evening"]
        assert [event.device for event in floor.heard(QueueMemberGone)] == ["PJSIP/1035"]
        assert _member(floor, "evening", "1035") is None


async def test_what_another_manager_does_to_a_member_is_seen_at_once(
    asterisk: Asterisk, tmp_path: Path
) -> None:
    async with centre(asterisk, tmp_path) as floor, asterisk.console() as console:
        own = {"Queue": "support", "Interface": "PJSIP/1036"}
        await console.ask("QueueAdd", **own, MemberName="Agent 1036", Penalty="1", Paused="false")
        await until(lambda: _member(floor, "support", "1036") is not None)
        await console.ask("QueuePenalty", **own, Penalty="7")
        await console.ask("QueueMemberRingInUse", **own, RingInUse="true")
        for reason in ("meal", "training"):
            await console.ask("QueuePause", **own, Paused="true", Reason=reason)
            await until(partial(_is_paused_for, floor, "1036", reason))
        member = _member(floor, "support", "1036")
        assert member is not None
        assert (member.penalty, member.ring_in_use, member.paused) == (7, True, True)
        pauses = [event for event in floor.heard(AgentState) if event.state == "paused"]
        assert [event.reason for event in pauses] == ["meal", "training"]
        assert pauses[0].since < pauses[1].since
        await console.ask("QueueRemove", **own)
        await until(lambda: _member(floor, "support", "1036") is None)


async def test_ring_in_use_is_told_when_asterisk_says_it_and_is_unknown_before(
    asterisk: Asterisk, tmp_path: Path
) -> None:
    """Rows of QueueStatus do not have it; every event of a member does."""
    own = {"Queue": "support", "Interface": "PJSIP/1037"}
    async with asterisk.console() as console:
        await console.ask("QueueAdd", **own, MemberName="Agent 1037", Penalty="0", Paused="false")
        async with centre(asterisk, tmp_path) as floor:
            met = _member(floor, "support", "1037")
            assert met is not None
            assert met.ring_in_use is None
            await console.ask("QueuePenalty", **own, Penalty="2")
            await until(lambda: getattr(_member(floor, "support", "1037"), "ring_in_use", None) is False)
        await console.ask("QueueRemove", **own)
