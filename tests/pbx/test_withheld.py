"""Whose number may not be shown is told without it, on a PBX that says so."""

import pytest

from cti.events import CallEvent, CallOffered, CallStarted
from cti.testbed.acts import Caller, Desk, Ring, Talk
from cti.testbed.asterisk import Asterisk
from cti.testbed.flows import Flow
from cti.testbed.hard_player import play_flow
from tests.pbx.performance import eavesdrop, manager_of
from tests.pbx.telling import call_events

pytestmark = pytest.mark.asyncio(loop_scope="session")

NUMBER = "13800138140"


def _flow(dials: str, *, private: bool) -> Flow:
    caller = Caller(number=NUMBER, dials=dials, acts=(Talk(1.0),), private=private)
    desk = Desk(number="1040", calls=((Ring(0.2), Talk()),))
    return Flow(name="withheld", about="One call.", desks=(desk,), callers=(caller,), journeys=())


async def _told(asterisk: Asterisk, dials: str, *, private: bool) -> list[CallEvent]:
    async with eavesdrop(*manager_of(asterisk)) as ear:
        await play_flow(asterisk, _flow(dials, private=private))
    return list(call_events(ear.heard))


async def test_a_caller_who_asks_for_privacy_has_no_number_in_anything_told(asterisk: Asterisk) -> None:
    events = await _told(asterisk, "871040", private=True)
    (started,) = [event for event in events if isinstance(event, CallStarted)]
    assert (started.direction, started.dialed) == ("inbound", "871040")
    assert NUMBER not in repr(events)


async def test_who_does_not_ask_is_told_with_the_number(asterisk: Asterisk) -> None:
    events = await _told(asterisk, "871040", private=False)
    (offered,) = [event for event in events if isinstance(event, CallOffered)]
    assert offered.caller.number == NUMBER
