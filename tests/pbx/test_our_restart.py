"""Our server ends and begins again while calls go on at a real Asterisk: records, figures, stories too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from cti.bootstrap import Running
from cti.screenpop.story import TEXTS
from cti.simulator.scenario import Phone
from cti.testbed.asterisk import Asterisk
from cti.testbed.waiting import until
from tests.pbx.centre import centre

pytestmark = pytest.mark.asyncio(loop_scope="session")

A_SECOND = 1.2
TALKS, WAITS = "13800138701", "13800138702"


async def test_whoever_gets_the_call_after_our_restart_is_told_what_happened_before_it(
    asterisk: Asterisk, tmp_path: Path
) -> None:
    async with centre(asterisk, tmp_path, at_the_end=False) as before:
        await before.serves("vip", "1026")
        await before.dial(TALKS, "4008005")
        await before.talks(TALKS)
        await before.dial(WAITS, "4008005")
        await before.waits(WAITS)
        waits_since = before.on(WAITS)[0].queued_at
    async with centre(asterisk, tmp_path, before) as floor:
        (talk,), (wait,) = floor.on(TALKS), floor.on(WAITS)
        assert (talk.state, talk.agent) == ("talking", "1026")
        assert wait.queued_at is not None
        assert waits_since is not None
        assert abs((wait.queued_at - waits_since).total_seconds()) < A_SECOND
        assert (floor.figures("vip").answered, floor.figures("vip").waiting) == (1, 1)
        await floor.hang_up(WAITS)
        await until(lambda: not floor.on(WAITS))
        await asterisk.phones.connect(Phone(number="1027", after_s=0.1))
        await _transfer(asterisk, TALKS, "1027")
        await until(lambda: any(call.agent == "1027" for call in floor.on(TALKS)))
        told = await _story(floor.server, talk.call_id, "1027", "1026 talked for 0:")
        assert told[0].startswith("Waited 0:0")
        assert TEXTS["story.unseen"] not in told
        await floor.hang_up(TALKS)
        await until(lambda: not floor.calls())
        records = await floor.records()
        assert [leg.agent for leg in records[TALKS].legs if leg.talk_s] == ["1026", "1027"]
        assert [visit.reason for visit in records[WAITS].visits] == ["abandoned"]
        booked = await floor.booked(WAITS, "ABANDON")
        assert records[WAITS].waited_s == pytest.approx(float(booked.data[2]), abs=A_SECOND)


async def _transfer(asterisk: Asterisk, caller: str, exten: str) -> None:
    """The agent's desk hands the caller on."""
    async with asterisk.console() as console:
        for row in await console.list("CoreShowChannels"):
            if row["CallerIDNum"] == caller and "trunk" in row["Channel"]:
                await console.ask(
                    "Redirect", Channel=row["Channel"], Context="from-agents", Exten=exten, Priority="1"
                )


async def _story(server: Running, call_id: str, agent: str, begins: str) -> list[str]:
    """What the agent is told of the call, once a line of it begins with `begins`: a colleague whose phone is
    off hook yet when the next one rings "has been talking", and has talked when that one is picked up."""

    async def told() -> list[str]:
        item = await server.database.works.find(call_id, agent)
        story = msgspec.json.decode(item.pop, type=dict[str, Any])["story"] if item is not None else []
        lines = [TEXTS[line["what"]].format(**line.get("values", {})) for line in story]
        return lines if any(line.startswith(begins) for line in lines) else []

    return await until(told, f"{begins!r} in the story told to {agent}")
