"""The wish of whoever runs the process that it should stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal


def stop_wish() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set; from now on these do not end the process by themselves."""
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, asked.set)
    return asked


async def stop_asked() -> None:
    """Returns when the wish comes."""
    await stop_wish().wait()
