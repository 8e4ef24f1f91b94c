"""What the project takes from Debian: browser, database server, SIP phones, bootstrapper, Chinese fonts.

Installs only what is missing, so that a second call costs nothing and asks no server.
Run as a program (`python -m cti.testbed.packages [NAME...]`) it prints its progress.
"""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from cti.errors import CtiError, TestbedError
from cti.testbed.commands import Say, run

PACKAGES: Final[Mapping[str, str | None]] = MappingProxyType(
    {
        "chromium": "chromium",
        "postgresql": "postgres",
        "sip-tester": "sipp",
        "debootstrap": "debootstrap",
        "fonts-noto-cjk": None,
    }
)
"""Debian package -> the command by which it is known to be there already (None: only dpkg can tell)."""

PBX_PACKAGES: Final = ("sip-tester", "debootstrap")
"""What the real Asterisk and its phones need."""

_APT: Final = ("apt-get", "-q", "-o", "DPkg::Lock::Timeout=600")


async def install(names: Collection[str] = tuple(PACKAGES), *, say: Say = print) -> None:
    """Install those of `names` that are missing.

    Raises `TestbedError` when the machine is no Debian, the user is not root, or apt fails.
    """
    missing = [name for name in names if not is_present(name)]
    if not missing:
        return
    require_debian_root(f"install {', '.join(missing)}")
    say(f"Installing from Debian: {', '.join(missing)}")
    await run(*_APT, "update", say=say)
    await run(*_APT, "install", "-y", "--no-install-recommends", *missing, say=say)


def is_present(name: str) -> bool:
    """Whether the package's command can be run, or dpkg says that it is installed."""
    command = PACKAGES.get(name)
    return bool(command and shutil.which(command)) or _dpkg_has(name)


def require_debian_root(purpose: str) -> None:
    """Raise `TestbedError` unless this is root on a Debian-like machine, which `purpose` needs."""
    if not Path("/etc/debian_version").exists() or shutil.which("apt-get") is None:
        raise TestbedError(f"cannot {purpose}: this machine is no Debian; use the simulator (PBX=simulator)")
    if os.geteuid() != 0:
        raise TestbedError(f"cannot {purpose}: run this as root, or use the simulator (PBX=simulator)")


def _dpkg_has(name: str) -> bool:
    try:
        query = ["dpkg-query", "-W", "-f=${db:Status-Status}", name]
        answer = subprocess.run(query, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words
    except FileNotFoundError:
        return False
    return answer.stdout == "installed"


if __name__ == "__main__":
    try:
        asyncio.run(install(sys.argv[1:] or tuple(PACKAGES)))
    except CtiError as refusal:
        sys.exit(str(refusal))
