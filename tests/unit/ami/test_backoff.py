"""The wait between attempts grows to its bound, differs between clients, and starts anew."""

from __future__ import annotations

from random import Random

from cti.ami.backoff import LONGEST_S, BackOff


def test_waits_double_up_to_the_longest_and_keep_their_upper_half() -> None:
    back_off = BackOff(Random(3))
    waits = [back_off.next_s() for _ in range(8)]
    full = [1, 2, 4, 8, 8, 8, 8, 8]
    assert all(whole / 2 <= wait <= whole for wait, whole in zip(waits, full, strict=True))
    assert max(waits) <= LONGEST_S


def test_two_clients_wait_differently() -> None:
    one, other = BackOff(Random(1)), BackOff(Random(2))
    assert [one.next_s() for _ in range(5)] != [other.next_s() for _ in range(5)]


def test_a_good_connection_starts_with_the_shortest_wait_again() -> None:
    back_off = BackOff(Random(1))
    for _ in range(6):
        back_off.next_s()
    back_off.reset()
    assert back_off.next_s() <= 1
