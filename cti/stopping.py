"""Waits until the process is asked to stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal


async def stop_asked() -> None:
    """Returns at SIGTERM or SIGINT; from the call on these do not end the process by themselves."""
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, asked.set)
    await asked.wait()
