"""The simulator is held to the real thing: each scenario gives the same domain events on both."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable

import msgspec
import pytest
import pytest_asyncio

from cti.events import AnyCallEvent, CallAnswered, CallEnded, CallLeftQueue, CallQueued, CallStarted
from cti.simulator.asking_scenarios import ASKING_ROUNDS, ASKING_SCENARIOS
from cti.simulator.control_scenarios import CONTROL_SCENARIOS
from cti.simulator.scenario import SCENARIOS, Scenario
from cti.simulator.settings import scenario_settings
from cti.simulator.simulator import Simulator
from cti.simulator.timeline import VirtualTime
from cti.testbed.asterisk import Asterisk
from cti.testbed.player import play
from tests.pbx.conftest import Perform
from tests.pbx.performance import eavesdrop, manager_of
from tests.pbx.telling import call_events

pytestmark = pytest.mark.asyncio(loop_scope="session")

BY_DESKS = {**CONTROL_SCENARIOS, **ASKING_SCENARIOS}

MILESTONES = (CallStarted, CallQueued, CallLeftQueue, CallAnswered, CallEnded)
"""Events of one call whose order is the same every time; that of ringing phones and ending legs is chance."""

BY_CHANCE = {"at", "call_id", "linkedid", "linkedids", "channel", "file", "other_call_id"}


@pytest.mark.parametrize("name", SCENARIOS)
async def test_a_scenario_gives_the_same_events_on_both(perform: Perform, name: str) -> None:
    real = _calls(call_events((await perform(name)).ami))
    simulated = _calls(call_events(await _simulated(SCENARIOS[name])))
    assert _all_events(simulated) == _all_events(real)
    assert _milestones(simulated) == _milestones(real)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def done_by_desks(asterisk: Asterisk) -> list[list[AnyCallEvent]]:
    """The calls of all scenarios of desks, on the real thing; what shares no queue is played at once."""
    async with eavesdrop(*manager_of(asterisk)) as ear:
        for scenarios in (CONTROL_SCENARIOS.values(), *ASKING_ROUNDS):
            async with asyncio.TaskGroup() as group:
                for scenario in scenarios:
                    group.create_task(play(asterisk, scenario))
    return _calls(call_events(ear.heard))


@pytest.mark.parametrize("name", BY_DESKS)
async def test_what_a_desk_does_gives_the_same_events_on_both(
    done_by_desks: list[list[AnyCallEvent]], name: str
) -> None:
    scenario = BY_DESKS[name]
    real = _of_scenario(done_by_desks, scenario)
    simulated = _calls(call_events(await _simulated(scenario)))
    assert _all_events(simulated) == _all_events(real)
    assert _milestones(simulated) == _milestones(real)


def _of_scenario(calls: list[list[AnyCallEvent]], scenario: Scenario) -> list[list[AnyCallEvent]]:
    """The calls that the scenario's caller or desk began."""
    people = {scenario.diallings[0].number, scenario.phones[0].number}
    return [call for call in calls if isinstance(call[0], CallStarted) and call[0].caller.number in people]


async def _simulated(scenario: Scenario) -> list[tuple[float, bytes]]:
    settings, timeline = scenario_settings(), VirtualTime()
    simulator = Simulator(settings, timeline)
    host, port = await simulator.start()
    try:
        async with eavesdrop(host, port, settings.username, settings.secret) as ear:
            await timeline.run(simulator.play(scenario))
    finally:
        await simulator.stop()
    return ear.heard


def _calls(events: Iterable[AnyCallEvent]) -> list[list[AnyCallEvent]]:
    """The events of each call, calls in order of their start."""
    calls: defaultdict[str, list[AnyCallEvent]] = defaultdict(list)
    for event in events:
        calls[event.call_id].append(event)
    return list(calls.values())


def _all_events(calls: list[list[AnyCallEvent]]) -> list[list[str]]:
    return [sorted(_shape(event) for event in call) for call in calls]


def _milestones(calls: list[list[AnyCallEvent]]) -> list[list[str]]:
    return [[_shape(event) for event in call if isinstance(event, MILESTONES)] for call in calls]


def _shape(event: AnyCallEvent) -> str:
    """An event as JSON without times, identifiers and channel numbers."""
    return msgspec.json.encode(_without_chance(msgspec.to_builtins(event))).decode()


def _without_chance(value: object) -> object:
    if not isinstance(value, dict):
        return value
    return {
        key: _without_chance(each)
        for key, each in value.items()
        if key not in BY_CHANCE and not key.endswith("_s")
    }
