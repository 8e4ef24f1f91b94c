"""Waiting ends with what was waited for, or after a bounded time with words of what it was."""

import asyncio

import pytest

from cti.errors import TestbedError
from cti.testbed.waiting import in_time, until


async def test_what_was_found_comes_back_at_once_also_when_it_must_be_awaited() -> None:
    async def rows() -> list[int]:
        return [7]

    assert await until(rows, "rows") == [7]
    assert await until(lambda: "there", "a word", within_s=0.0) == "there"


async def test_it_is_asked_again_until_it_is_so() -> None:
    asked = iter((0, 0, 3))
    assert await until(lambda: next(asked)) == 3


async def test_a_wait_in_vain_says_for_what() -> None:
    with pytest.raises(TestbedError, match=r"waited 0.01 s in vain for: a call of 1001"):
        await until(lambda: False, "a call of 1001", 0.01)
    with pytest.raises(TestbedError, match=r"in vain for: .*lambda: 2 < 1"):
        await until(lambda: 2 < 1, within_s=0.01)


async def test_what_goes_wrong_while_asking_is_told_as_it_is() -> None:
    def broken() -> bool:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await until(broken, "nothing")


async def test_what_does_not_come_in_time_is_named() -> None:
    assert await in_time(asyncio.sleep(0, "here"), "something", 1) == "here"
    with pytest.raises(TestbedError, match=r"waited 0.01 s in vain for: the end of a call"):
        await in_time(asyncio.Event().wait(), "the end of a call", 0.01)
