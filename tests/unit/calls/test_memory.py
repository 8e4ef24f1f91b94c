"""Memory is flat: what ended leaves nothing behind."""

from __future__ import annotations

import gc
import tracemalloc

from cti.tracker_settings import TrackerSettings
from cti.trackers import Trackers
from tests.unit.calls.wire import CALLER, Wire, directory

ENOUGH_TO_FILL_EVERY_BOUNDED_MEMORY = 2_200
MORE = 1_000
FLAT_BYTES = 250_000
"""A bounded table may once more double; one channel with its leg left behind per call would be 1 MB."""


def _one_call(trackers: Trackers, number: int) -> None:
    wire = Wire(trackers)
    wire.at += number * 60
    agent = f"PJSIP/1001-{number:08x}"
    wire.answered_queue_call(agent)
    wire.asks_to_hang_up(CALLER, after=30.0)
    wire.leaves(CALLER, "bridge-a")
    wire.hung_up(CALLER)
    wire.leaves(agent, "bridge-a")
    wire.hung_up(agent)


def test_thousands_of_calls_leave_no_memory_behind() -> None:
    trackers = Trackers("main", directory(), TrackerSettings(default_wrap_up_s=5))
    tracemalloc.start()
    for number in range(ENOUGH_TO_FILL_EVERY_BOUNDED_MEMORY):
        _one_call(trackers, number)
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    for number in range(ENOUGH_TO_FILL_EVERY_BOUNDED_MEMORY, ENOUGH_TO_FILL_EVERY_BOUNDED_MEMORY + MORE):
        _one_call(trackers, number)
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert trackers.calls.live_calls == trackers.calls.live_channels == 0
    assert grown < FLAT_BYTES
