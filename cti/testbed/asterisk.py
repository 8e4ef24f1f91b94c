"""One run of a real Asterisk: its own directory, ports and configuration, ended without a trace.

The run's directory lies inside the cached system, so nothing has to be mounted and nothing can stay mounted.
"""

import asyncio
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final, Self

from cti.errors import ActionRefused, TestbedError
from cti.simulator.scenario import EXTENSIONS, RING_S
from cti.testbed.books import CdrRow, QueueLogRow, read_cdr, read_queue_log
from cti.testbed.chroot import ensure_chroot
from cti.testbed.configuration import USUAL_HOUSE, Account, House, Ports, write_configuration
from cti.testbed.console import Console
from cti.testbed.loopback import HOST, OwnPorts, free_ports
from cti.testbed.phones import Phones
from cti.testbed.waiting import until

_START_LIMIT_S: Final = 90.0
_STOP_LIMIT_S: Final = 10.0


class Asterisk:
    """A running Asterisk with desks 1001..1040, a trunk and the queues of `cti.simulator.scenario`.

    The phone of desk 1041 is a browser, which registers at `websocket` with `browser_secret`.
    `directory` holds this run's configuration and logs until `stop`.
    """

    def __init__(self, root: Path, run: Path, own: OwnPorts, ports: Ports, account: Account) -> None:
        self.ami_host = HOST
        self.ami_port = ports.ami
        self.ami_user = account.user
        self.ami_secret = account.secret
        self.websocket = f"ws://{HOST}:{ports.http}/ws"
        self.browser_secret = account.browser_secret
        self.phones = Phones(run / "phones", ports)
        self._own_ports = own
        self._root = root
        self.directory = run
        self.recordings = run / "spool" / "monitor"
        self.recordings_on_pbx = f"/{self.recordings.relative_to(root)}"
        self._account = account
        self._process: asyncio.subprocess.Process | None = None

    @classmethod
    async def start(
        cls, *, ring_s: float = RING_S, house: House = USUAL_HOUSE, say: Callable[[str], None] = print
    ) -> Self:
        """Set up the system if need be, start Asterisk and wait until it takes calls.

        `ring_s`: how long a queue rings one member; `house`: its queues. Raises `TestbedError` when it
        cannot be had here.
        """
        root = await ensure_chroot(say=say)
        run = _run_directory(root)
        own = OwnPorts.take()
        ports = _ports(own)
        account = Account("cti", secrets.token_urlsafe(16), secrets.token_urlsafe(16))
        inside = Path("/") / run.relative_to(root)
        modules = next(root.glob("usr/lib/*/asterisk/modules"))
        write_configuration(run, inside, Path("/") / modules.relative_to(root), ports, account, ring_s, house)
        asterisk = cls(root, run, own, ports, account)
        try:
            await asterisk._launch()
        except BaseException:
            await asterisk.stop()
            raise
        return asterisk

    def console(self) -> Console:
        """A manager connection that only asks: `async with asterisk.console() as console`."""
        return Console(self.ami_port, self._account)

    def add_manager(self, user: str, *, read: str, write: str) -> None:
        """Write a manager account with the usual secret to manager.conf; `manager reload` makes it one."""
        permit = "deny = 0.0.0.0/0.0.0.0\npermit = 127.0.0.1/255.255.255.255"
        with (self.directory / "etc" / "manager.conf").open("a") as file:
            file.write(f"\n[{user}]\nsecret = {self.ami_secret}\n{permit}\nread = {read}\nwrite = {write}\n")

    def queue_log(self) -> list[QueueLogRow]:
        """What Asterisk has written about its queues in this run."""
        return read_queue_log(self.directory / "log" / "queue_log")

    def cdr(self) -> list[CdrRow]:
        """The call detail records of this run."""
        return read_cdr(self.directory / "log" / "cdr-custom" / "Master.csv")

    async def crash(self) -> None:
        """Kill it in the middle of whatever it does, and start it again as it was."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()
        await self._launch()

    async def stop(self) -> None:
        """End the phones and Asterisk, and remove the run's directory."""
        await self.phones.disconnect_all()
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), _STOP_LIMIT_S)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
        self._own_ports.give_back()
        await asyncio.to_thread(shutil.rmtree, self.directory, ignore_errors=True)

    async def _launch(self) -> None:
        inside = Path("/") / self.directory.relative_to(self._root)
        as_asterisk = (
            "chroot",
            "--userspec=asterisk:asterisk",
            str(self._root),
            "setpriv",
            "--pdeathsig",
            "KILL",
        )
        program = ("asterisk", "-f", "-C", str(inside / "etc" / "asterisk.conf"))
        with (self.directory / "console.txt").open("w") as output:
            self._process = await asyncio.create_subprocess_exec(
                *as_asterisk, *program, stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output
            )
        try:
            await until(self._is_up, "Asterisk to take calls", _START_LIMIT_S)
        except TestbedError as error:
            raise TestbedError(f"{error}: {self._last_words()}") from error

    async def _is_up(self) -> bool:
        """Raises `TestbedError` when it ended."""
        assert self._process is not None
        if self._process.returncode is not None:
            raise TestbedError("Asterisk ended while starting")
        try:
            async with self.console() as console:
                await console.ask("Command", Command="core waitfullybooted")
        except (OSError, ActionRefused, TestbedError):
            return False
        return True

    def _last_words(self) -> str:
        said = (self.directory / "console.txt").read_text("utf-8", "replace").strip().splitlines()
        return " / ".join(said[-4:]) or "it said nothing"


def _run_directory(root: Path) -> Path:
    """A new directory; those of programs that were killed before they could clean up are removed."""
    place = root / "var" / "tmp"
    for other in place.glob("cti-*-*"):
        if not Path("/proc", other.name.split("-")[1]).exists():
            shutil.rmtree(other, ignore_errors=True)
    run = Path(tempfile.mkdtemp(prefix=f"cti-{os.getpid()}-", dir=place))
    for part in ("etc", "lib", "spool", "run", "log/cdr-custom", "cache", "phones"):
        (run / part).mkdir(parents=True)
    owner = (root / "var" / "lib" / "asterisk").stat()
    for path in (run, *run.rglob("*")):
        os.chown(path, owner.st_uid, owner.st_gid)
    return run


def _ports(own: OwnPorts) -> Ports:
    ami, http, sip, trunk, *phones = own.ports
    (rtp,) = free_ports(1)
    return Ports(
        ami=ami,
        http=http,
        sip=sip,
        trunk=trunk,
        rtp_first=rtp,
        phones=dict(zip(EXTENSIONS, phones, strict=False)),
    )
