"""States of agents over time: without holes, honest about what was not seen, alive after a restart."""

from __future__ import annotations

from cti.events import LinkState
from tests.unit.floor import Floor, agent, at, link_certain


def stale(second: float, since: float | None = None) -> LinkState:
    began = at(since) if since is not None else None
    return LinkState(at=at(second), pbx="pbx", state="stale", since=began)


def kept(floor: Floor) -> list[tuple[str, str | None, float, float | None, bool]]:
    """(state, reason, from, to, certain) in seconds after the start."""
    return [
        (
            row.state,
            row.reason,
            (row.began_at - at(0)).total_seconds(),
            (row.ended_at - at(0)).total_seconds() if row.ended_at else None,
            row.certain,
        )
        for row in floor.intervals.rows
    ]


async def test_each_state_ends_where_the_next_begins(floor):
    await floor.hear(link_certain(0), agent(1, "ready"), agent(5, "ringing"), agent(8, "talking"))
    await floor.hear(agent(60, "wrap_up", until=at(80)), agent(80, "ready"))
    assert kept(floor) == [
        ("ready", None, 1, 5, True),
        ("ringing", None, 5, 8, True),
        ("talking", None, 8, 60, True),
        ("wrap_up", None, 60, 80, True),
        ("ready", None, 80, None, True),
    ]


async def test_a_changed_reason_ends_one_interval_and_begins_another(floor):
    await floor.hear(
        link_certain(0), agent(1, "paused", reason="meal"), agent(61, "paused", reason="training")
    )
    assert kept(floor) == [("paused", "meal", 1, 61, True), ("paused", "training", 61, None, True)]


async def test_the_same_state_told_again_is_one_interval(floor):
    await floor.hear(link_certain(0), agent(1, "wrap_up", until=at(30)), agent(9, "wrap_up", until=at(60)))
    assert kept(floor) == [("wrap_up", None, 1, None, True)]


async def test_what_lies_in_a_gap_is_uncertain_and_nothing_else(floor):
    await floor.hear(link_certain(0), agent(1, "ready"), stale(100, since=90))
    await floor.hear(agent(130, "paused", reason="meal"), link_certain(130))
    assert kept(floor) == [
        ("ready", None, 1, 90, True),
        ("ready", None, 90, 130, False),
        ("paused", "meal", 130, None, True),
    ]


async def test_agents_of_a_pbx_never_seen_are_not_written_before_it_is(floor):
    await floor.hear(agent(1, "ready"))
    assert kept(floor) == []
    await floor.hear(link_certain(3))
    assert kept(floor) == [("ready", None, 3, None, True)]


async def test_after_a_restart_the_old_interval_ends_where_the_pbx_was_last_seen_as_unknown(floor):
    await floor.hear(link_certain(0), agent(1, "paused", reason="meal"))
    await floor.close()
    floor.gaps.seen["pbx"] = at(50)
    floor.restart()
    await floor.begin()
    await floor.hear(agent(200, "paused", reason="meal"), link_certain(200))
    assert kept(floor) == [("paused", "meal", 1, 50, False), ("paused", "meal", 200, None, True)]


async def test_a_store_that_is_away_loses_no_interval(floor):
    await floor.hear(link_certain(0))
    floor.intervals.broken = True
    await floor.bus.deliver(agent(1, "ready"), agent(5, "paused", reason="meal"))
    floor.intervals.broken = False
    await floor.recorder.written()
    assert kept(floor) == [("ready", None, 1, 5, True), ("paused", "meal", 5, None, True)]


async def test_what_a_whole_floor_does_at_once_is_one_write_in_order(floor):
    await floor.hear(link_certain(0), *(agent(1, "ready", name=f"agent{n}") for n in range(200)))
    assert floor.intervals.turned == [200]
    floor.intervals.broken = True
    await floor.bus.deliver(*(agent(second, "paused", reason=f"{second}") for second in (5, 6, 7)))
    floor.intervals.broken = False
    await floor.recorder.written()
    assert floor.intervals.turned == [200, 3]
    assert [row.reason for row in floor.intervals.rows[-3:]] == ["5", "6", "7"]


async def test_intervals_heard_last_are_written_when_the_server_stops(floor):
    await floor.hear(link_certain(0))
    await floor.bus.deliver(agent(5, "ready"))
    await floor.close()
    assert kept(floor) == [("ready", None, 5, None, True)]
