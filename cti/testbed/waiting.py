"""The one way in which testbed and tests wait for something that tells nobody: ask again, for a bounded time.

Passes through: what was waited for, once it is there. Does not pass: a wait without an end, or one that
ends without a word of what it was for.
"""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final, TypeVar, overload

from cti.errors import TestbedError

_POLL_S: Final = 0.02
Found = TypeVar("Found")


@overload
async def until(
    found: Callable[[], Coroutine[Any, Any, Found]], what: str | None = None, within_s: float = 10.0
) -> Found: ...
@overload
async def until(found: Callable[[], Found], what: str | None = None, within_s: float = 10.0) -> Found: ...
async def until(found: Callable[[], object], what: str | None = None, within_s: float = 10.0) -> object:
    """What `found` gives as soon as that is true; it is asked at least once, and may be a coroutine function.

    Raises `TestbedError` after `within_s` seconds, with `what` or the source of `found`.
    """
    try:
        async with asyncio.timeout(within_s):
            while True:
                answer = found()
                if inspect.isawaitable(answer):
                    answer = await answer
                if answer:
                    return answer
                await asyncio.sleep(_POLL_S)
    except TimeoutError as error:
        raise _in_vain(what or _source(found), within_s) from error


async def in_time(coming: Awaitable[Found], what: str, within_s: float) -> Found:
    """The result of `coming`. Raises `TestbedError` with `what` when it does not come `within_s` seconds."""
    try:
        async with asyncio.timeout(within_s):
            return await coming
    except TimeoutError as error:
        raise _in_vain(what, within_s) from error


def _in_vain(what: str, within_s: float) -> TestbedError:
    return TestbedError(f"waited {within_s:g} s in vain for: {what}")


def _source(found: Callable[[], object]) -> str:
    try:
        return " ".join(inspect.getsource(found).split())
    except (OSError, TypeError):
        return repr(found)
