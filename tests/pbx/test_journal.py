"""On a real Asterisk: what the trackers said live, `cti replay` says of the journal, each id and time."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from cti.config import Journal, Pbx
from cti.config_reader import Secret
from cti.simulator.scenario import SCENARIOS
from cti.testbed.asterisk import Asterisk
from cti.testbed.player import play
from tests.journalling import opened, replayed, serving, until
from tests.pbx.performance import manager_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_replay_gives_exactly_the_events_of_the_server(asterisk: Asterisk, tmp_path: Path) -> None:
    host, port, user, secret = manager_of(asterisk)
    pbx = Pbx(name="main", host=host, port=port, username=user, secret=Secret(secret))
    settings = Journal(folder=str(tmp_path))
    scenario = SCENARIOS["two_queues_at_once"]
    with opened(settings) as journal:
        async with serving(pbx, journal) as server:
            await play(asterisk, scenario)
            await until(lambda: server.ended() >= len(scenario.outcomes))
    assert journal.lost == 0
    assert await replayed(settings) == [msgspec.json.encode(event) for event in server.events]
