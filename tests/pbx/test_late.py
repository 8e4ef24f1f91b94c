"""A network stalls while a real Asterisk goes on: what comes late is told when it happened."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from cti.config import Journal, Pbx
from cti.config_reader import Secret
from cti.events import CallAnswered, CallEnded, CallStarted, Event
from cti.simulator.scenario import SCENARIOS
from cti.testbed.asterisk import Asterisk
from cti.testbed.player import play
from cti.testbed.waiting import until
from tests.journalling import Server, opened, replayed, serving
from tests.pbx.cable import Cable
from tests.pbx.performance import manager_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

A_MOMENT = 0.3

E = TypeVar("E", bound=Event)


async def test_a_call_that_comes_late_is_as_long_as_it_was(asterisk: Asterisk, tmp_path: Path) -> None:
    """The line is silent from the customer's coming until the call is over, three seconds later; `cti replay`
    tells the same."""
    scenario = SCENARIOS["answered_caller_hangs_up"]
    settings = Journal(folder=str(tmp_path))
    host, port, user, secret = manager_of(asterisk)
    async with Cable(host, port) as cable:
        pbx = Pbx(name="main", host=host, port=cable.port, username=user, secret=Secret(secret))
        with opened(settings) as journal:
            async with serving(pbx, journal) as server:
                playing = asyncio.create_task(play(asterisk, scenario))
                await until(lambda: said(server, CallStarted))
                cable.silence()
                await playing
                assert not said(server, CallAnswered)
                cable.flow()
                await until(lambda: said(server, CallEnded))
    (started,), (answered,) = said(server, CallStarted), said(server, CallAnswered)
    (ended,) = said(server, CallEnded)
    (row,) = [row for row in asterisk.cdr() if row.linkedid in ended.linkedids]
    assert abs((started.at - row.start).total_seconds()) <= A_MOMENT
    assert answered.ring_s == pytest.approx(scenario.phones[0].after_s, abs=A_MOMENT)
    assert abs((ended.at - row.end).total_seconds()) <= A_MOMENT
    assert ended.talk_s == pytest.approx((row.end - answered.at).total_seconds(), abs=A_MOMENT)
    assert await replayed(settings) == [msgspec.json.encode(event) for event in server.events]


def said(server: Server, kind: type[E]) -> list[E]:
    return [event for event in server.events if isinstance(event, kind)]
