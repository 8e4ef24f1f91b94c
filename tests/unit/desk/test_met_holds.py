"""After a gap the phones of our agents that talk are asked whether they hold."""

from __future__ import annotations

import pytest

from cti.desk.met_holds import MetHolds
from cti.events import CallFound, Party
from tests.unit.floor import CALL, CALLER, LI, Floor, at, link_certain, started

ASKED = [("learn hold", LI.channel)]


@pytest.fixture
async def met(floor: Floor) -> MetHolds:
    """li talks with a customer, and at another desk somebody does through a Local channel."""
    far = Party(number="1003", channel="Local/1003@members-1;1", agent="far")
    await floor.hear(started(), CallFound(at=at(0), talking=(CALLER, LI, far), **CALL))
    return MetHolds(floor.live, floor.desk._parts)


async def test_our_phones_are_asked_and_nobody_elses(floor: Floor, met: MetHolds) -> None:
    await met.hear(started())
    assert floor.switch.done == []
    await met.hear(link_certain(1))
    assert floor.switch.done == ASKED


async def test_who_may_not_ask_is_told_in_the_log(floor: Floor, met: MetHolds, caplog) -> None:
    floor.switch.refuse["learn hold"] = "No such channel"
    await met.hear(link_certain(1))
    assert caplog.text == ""
    floor.switch.refuse["learn hold"] = "Permission denied"
    await met.hear(link_certain(2))
    assert "Permission denied" in caplog.text


async def test_a_link_that_breaks_again_is_asked_the_next_time(floor: Floor, met: MetHolds) -> None:
    floor.switch.down = True
    await met.hear(link_certain(1))
    floor.switch.down = False
    await met.hear(link_certain(2))
    assert floor.switch.done == ASKED
