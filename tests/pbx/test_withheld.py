"""Whose number may not be shown is told without it, on a PBX that says so."""

import asyncio
from pathlib import Path

import pytest

from cti.events import CallEvent, CallOffered, CallStarted
from cti.testbed.acts import Caller, Desk, Ring, Talk
from cti.testbed.asterisk import Asterisk
from cti.testbed.flows import Flow
from cti.testbed.hard_player import play_flow
from cti.testbed.waiting import until
from tests.pbx.conftest import serving
from tests.pbx.performance import eavesdrop, manager_of
from tests.pbx.telling import call_events

pytestmark = pytest.mark.asyncio(loop_scope="session")

NUMBER = "13800138140"


def _flow(dials: str, *, private: bool, talks_s: float = 1.0) -> Flow:
    caller = Caller(number=NUMBER, dials=dials, acts=(Talk(talks_s),), private=private)
    desk = Desk(number="1040", calls=((Ring(0.2), Talk()),))
    return Flow(name="withheld", about="One call.", desks=(desk,), callers=(caller,), journeys=())


async def _linkedid(asterisk: Asterisk) -> str:
    """The call of the number, once it is there."""
    async with asterisk.console() as console:

        async def there() -> list[str]:
            rows = await console.list("CoreShowChannels")
            return [row["Linkedid"] for row in rows if row["CallerIDNum"] == NUMBER]

        return (await until(there, f"the call of {NUMBER}"))[0]


async def _told(asterisk: Asterisk, dials: str, *, private: bool) -> list[CallEvent]:
    async with eavesdrop(*manager_of(asterisk)) as ear:
        await play_flow(asterisk, _flow(dials, private=private))
    return list(call_events(ear.heard))


async def test_a_caller_who_asks_for_privacy_has_no_number_in_anything_told(asterisk: Asterisk) -> None:
    events = await _told(asterisk, "871040", private=True)
    (started,) = [event for event in events if isinstance(event, CallStarted)]
    assert (started.direction, started.dialed) == ("inbound", "871040")
    assert NUMBER not in repr(events)


async def test_a_server_that_comes_in_the_middle_of_the_call_does_not_learn_the_number(
    asterisk: Asterisk, tmp_path: Path
) -> None:
    playing = asyncio.create_task(play_flow(asterisk, _flow("81040", private=True, talks_s=6.0)))
    linkedid = await _linkedid(asterisk)
    async with serving(asterisk, tmp_path) as server:
        await until(lambda: server.live.call(f"pbx-{linkedid}") is not None)
        call = server.live.call(f"pbx-{linkedid}")
    await playing
    assert call is not None
    assert call.caller.number is None


async def test_who_does_not_ask_is_told_with_the_number(asterisk: Asterisk) -> None:
    events = await _told(asterisk, "871040", private=False)
    (offered,) = [event for event in events if isinstance(event, CallOffered)]
    assert offered.caller.number == NUMBER
