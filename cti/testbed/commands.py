"""Runs the testbed's long set-up commands: their output becomes progress, their failure one clear error."""

import asyncio
import os
import time
from collections import deque
from collections.abc import Callable
from typing import Final, TypeAlias

from cti.errors import TestbedError

Say: TypeAlias = Callable[[str], None]

_QUIET_DEBIAN: Final = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
_SECONDS_BETWEEN_LINES: Final = 1.0


async def run(*command: str, say: Say) -> None:
    """Run a command to its end, telling about one line of its output a second.

    Raises `TestbedError` with the command's last lines when it cannot be started or fails.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=os.environ | _QUIET_DEBIAN,
        )
    except OSError as error:
        raise TestbedError(f"cannot run {command[0]}: {error.strerror}; install it and try again") from error
    try:
        last = await _tell_output(process, say)
        status = await process.wait()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise
    if status != 0:
        raise TestbedError(f"`{' '.join(command)}` failed: {' / '.join(last)}")


async def _tell_output(process: asyncio.subprocess.Process, say: Say) -> deque[str]:
    assert process.stdout is not None
    last: deque[str] = deque(maxlen=4)
    told = 0.0
    async for raw in process.stdout:
        line = raw.decode("utf-8", "replace").strip()
        if line:
            last.append(line)
        if line and time.monotonic() - told > _SECONDS_BETWEEN_LINES:
            say(f"  {line[:100]}")
            told = time.monotonic()
    return last
