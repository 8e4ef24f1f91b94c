"""When something happened, told by arrival and by the PBX's own clock."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti.ami.moments import Moments, stamp_of
from cti.ami.parse import Block, Malformed

BEHIND_S = 500.0
"""The PBX's clock is behind ours."""


def event(happened: float, name: str = "Newchannel") -> bytes:
    """What a PBX says of something at `happened` of our clock."""
    return b"Event: %s\r\nPrivilege: call,all\r\nTimestamp: %.6f\r\nChannel: PJSIP/1001-1" % (
        name.encode(),
        happened - BEHIND_S,
    )


def unstamped(name: str = "QueueEntry") -> bytes:
    return b"Event: %s\r\nQueue: support" % name.encode()


def told(groups: Sequence[tuple[float, Sequence[Block]]]) -> list[tuple[float, int]]:
    """Each moment, and how many messages it has."""
    return [(round(at, 4), len(blocks)) for at, blocks in groups]


def test_a_pbx_that_says_no_times_is_told_by_the_arrival() -> None:
    assert Moments().of(1000.5, [unstamped(), unstamped()]) == [(1000.5, [unstamped(), unstamped()])]


def test_nothing_is_made_of_nothing() -> None:
    assert Moments().of(1000.5, []) == [(1000.5, [])]


def test_what_comes_in_time_is_one_moment_its_arrival() -> None:
    moments = Moments()
    moments.of(1000.001, [event(1000.0)])
    assert moments.of(1010.041, [event(1010.0), event(1010.039)]) == [
        (1010.041, [event(1010.0), event(1010.039)])
    ]


def test_what_comes_late_is_told_when_it_happened() -> None:
    moments = Moments()
    moments.of(1000.0, [event(1000.0)])
    late = [event(1002.0), event(1002.003), event(1003.5), unstamped(), event(1005.0)]
    assert told(moments.of(1005.0, late)) == [(1002.0, 2), (1003.5, 2), (1005.0, 1)]


def test_a_message_without_a_time_before_the_first_with_one_happened_with_it() -> None:
    moments = Moments()
    moments.of(1000.0, [event(1000.0)])
    assert told(moments.of(1005.0, [unstamped(), event(1002.0)])) == [(1002.0, 2)]


def test_a_message_that_was_cut_stays_in_its_place() -> None:
    moments = Moments()
    moments.of(1000.0, [event(1000.0)])
    cut = Malformed("is cut", b"Event: Ne")
    ((_, blocks),) = moments.of(1005.0, [cut, event(1002.0)])
    assert blocks == [cut, event(1002.0)]


def test_the_quickest_message_tells_how_far_the_clocks_are_apart() -> None:
    moments = Moments()
    moments.of(1000.3, [event(1000.0)])
    moments.of(1001.0, [event(1001.0)])
    assert told(moments.of(1005.0, [event(1002.0)])) == [(1002.0, 1)]


def test_a_pong_tells_how_far_the_clocks_are_apart() -> None:
    moments = Moments()
    moments.of(1000.0, [b"Response: Success\r\nActionID: 7\r\nPing: Pong\r\nTimestamp: 500.000000"])
    assert told(moments.of(1005.0, [event(1002.0)])) == [(1002.0, 1)]


def test_a_clock_that_is_set_back_makes_nothing_late() -> None:
    moments = Moments()
    moments.of(1000.0, [event(1000.0)])
    assert moments.of(1010.0, [event(1010.0 - 3600.0)])[0][0] == 1010.0
    assert told(moments.of(1020.0, [event(1012.0 - 3600.0)])) == [(1012.0, 1)]


def test_a_clock_that_is_set_forward_makes_nothing_late() -> None:
    moments = Moments()
    moments.of(1000.0, [event(1000.0)])
    assert moments.of(1010.0, [event(1010.0 + 3600.0)])[0][0] == 1010.0


def test_a_clock_that_is_set_back_a_little_is_believed_again_soon() -> None:
    moments = Moments()
    moments.of(1000.0, [event(1000.0)])
    for second in range(1001, 1045):
        moments.of(float(second), [event(second - 3.0)])
    assert moments.of(1045.0, [event(1042.0)])[0][0] == 1045.0


def test_a_new_connection_begins_anew() -> None:
    moments = Moments()
    moments.of(1000.0, [event(1000.0)])
    moments.anew()
    assert moments.of(1005.0, [event(1002.0)])[0][0] == 1005.0


@pytest.mark.parametrize("stamp", [b"", b"soon", b"nan", b"inf", b"1.2.3"])
def test_a_time_that_is_none_is_no_time(stamp: bytes) -> None:
    assert stamp_of(b"Event: Newchannel\r\nPrivilege: call,all\r\nTimestamp: %s\r\nX: y" % stamp) is None


@given(
    st.lists(st.tuples(st.floats(0.0, 3.0), st.floats(0.0, 4.0), st.integers(1, 5)), min_size=1, max_size=30)
)
def test_times_never_fall_nor_pass_the_arrival_and_nothing_is_lost(
    reads: list[tuple[float, float, int]],
) -> None:
    """Each read: seconds since the one before, how late it comes, and how many messages it has."""
    moments, arrival, last = Moments(), 1000.0, 0.0
    for pause_s, late_s, count in reads:
        arrival += pause_s
        blocks = [event(arrival - late_s + n * late_s / count) for n in range(count)]
        groups = moments.of(arrival, blocks)
        assert [block for _, group in groups for block in group] == blocks
        for at, _ in groups:
            assert last <= at <= arrival
            last = at


@given(st.lists(st.tuples(st.floats(0.0, 2.0), st.floats(0.0, 4.0)), min_size=1, max_size=4))
def test_once_a_message_came_at_once_every_other_is_told_when_it_happened(
    later: list[tuple[float, float]],
) -> None:
    """Each message: seconds since the one before happened, and how long it is kept back at least."""
    moments = Moments()
    happened = arrival = 1000.0
    moments.of(arrival, [event(happened)])
    for since_s, late_s in later:
        happened += since_s
        arrival = max(arrival, happened + late_s)
        ((at, _),) = moments.of(arrival, [event(happened)])
        assert happened - 0.000_01 <= at <= happened + 0.051
