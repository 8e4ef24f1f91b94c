"""The cached Debian system in which Asterisk is installed, outside the checkout.

It is built beside its final place and renamed when whole, under a lock: an interrupted build leaves nothing
that could be mistaken for a system, and two builds at once wait for each other. Run as a program
(`python -m cti.testbed.chroot`) it builds the system and prints where it is.
"""

import asyncio
import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from cti.errors import CtiError
from cti.testbed.commands import Say, run
from cti.testbed.packages import PBX_PACKAGES, install, require_debian_root

SUITE: Final = "testing"
"""The Debian suite that has Asterisk 22."""

_OWN_MOUNTS: Final = ("unshare", "--mount")
"""Whatever these commands mount is gone when they end, however they end."""


def cache_directory() -> Path:
    """Where the system is kept: `$XDG_CACHE_HOME/cti/asterisk`, or the same under `~/.cache`."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cti" / "asterisk"


async def ensure_chroot(*, say: Say = print) -> Path:
    """The root of a Debian system with Asterisk, built on first use (a few minutes, about 600 MB).

    Raises `TestbedError` when this machine cannot build or use one.
    """
    require_debian_root("run a real Asterisk")
    await install(PBX_PACKAGES, say=say)
    cache = cache_directory()
    cache.mkdir(parents=True, exist_ok=True)
    root = cache / SUITE
    async with _only_one_at_a_time(cache / "lock", say):
        if not root.exists():
            await _build(root, say)
    return root


async def _build(root: Path, say: Say) -> None:
    for leftover in root.parent.glob("unfinished-*"):
        await asyncio.to_thread(shutil.rmtree, leftover, ignore_errors=True)
    unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=root.parent))
    os.chmod(unfinished, 0o755)  # noqa: S103 - users of the system must enter its root
    say(f"Setting up Asterisk once in {root} (Debian {SUITE}, about 600 MB)")
    await run(*_OWN_MOUNTS, "debootstrap", "--variant=minbase", SUITE, str(unfinished), say=say)
    say("Installing Asterisk there")
    apt = ("apt-get", "install", "-y", "-q", "--no-install-recommends", "asterisk")
    await run(*_OWN_MOUNTS, "chroot", str(unfinished), *apt, say=say)
    await run("chroot", str(unfinished), "apt-get", "clean", say=say)
    os.rename(unfinished, root)
    say("Asterisk is installed")


@asynccontextmanager
async def _only_one_at_a_time(path: Path, say: Say) -> AsyncIterator[None]:
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another set-up of Asterisk to finish")
            await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    try:
        print(asyncio.run(ensure_chroot()))
    except CtiError as refusal:
        sys.exit(str(refusal))
