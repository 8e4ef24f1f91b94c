"""SIP phones on the loopback address: each one is a SIPp process with a script made for how it behaves.

Passes through: phones and diallings of a scenario in, real SIP out. Only phones with acts can send
audio, and it is silence.
"""

import asyncio
import signal
import socket
from pathlib import Path
from typing import Final

from cti.errors import TestbedError
from cti.simulator.scenario import EXTENSIONS, Dialling, Phone
from cti.testbed import sip_script
from cti.testbed.acts import Caller, Desk
from cti.testbed.configuration import Ports, filled
from cti.testbed.loopback import HOST, free_ports, is_bound, is_heard_at
from cti.testbed.waiting import in_time, until

_SOUND_BYTES: Final = 16_000
"""Two seconds of A-law silence."""

_RTP_PORTS: Final = 1_002
"""What Asterisk uses for sound, and a phone's second port."""

_FOR_EVER_MS: Final = 24 * 3600 * 1000
_START_LIMIT_S: Final = 10.0

CALL_LIMIT_S: Final = 90.0
"""Longer than any call of a scenario, and than a queue keeps somebody."""


class Phones:
    """The phones of one run of Asterisk; scripts and error files go to `directory`."""

    def __init__(self, directory: Path, ports: Ports) -> None:
        self._directory = directory
        self._ports = ports
        self._started = 0
        self._media_ports: set[int] = set()
        self._running: set[SippProcess] = set()

    async def connect(self, phone: Phone) -> "SippProcess":
        """Plug in a phone that can be called; it is ready when this returns.

        A phone whose number is no extension stands behind the trunk; there is room for one at a time.
        """
        port = self._free_port(phone.number)
        talk_ms = _FOR_EVER_MS if phone.talks_s is None else _milliseconds(phone.talks_s)
        values = {"after_ms": str(_milliseconds(phone.after_s)), "talk_ms": str(talk_ms)}
        name, script = f"{phone.number}-{phone.conduct}", self._filled(f"sip/{phone.conduct}.xml", values)
        sipp = await self._start(name, script, "-p", str(port))
        await sipp.until_bound(port)
        return sipp

    async def dial(
        self, dialling: Dialling, answered_after_s: float = 0.0, *, echo: bool = False
    ) -> "SippProcess":
        """Start a call. `answered_after_s`: when the PBX will say 200 OK (a queue does at once). `echo`: the
        caller sends back what is heard."""
        patience = _FOR_EVER_MS if dialling.leaves_after_s is None else _milliseconds(dialling.leaves_after_s)
        values = {
            "dials": dialling.dials,
            "from": _from_header(dialling),
            "patience_ms": str(patience),
            "talk_ms": str(max(1, patience - _milliseconds(answered_after_s))),
        }
        script = self._filled("sip/caller.xml", values)
        options = ("-rtp_echo",) if echo else ()
        return await self._start(f"{dialling.number}-dials", script, "-m", "1", *options)

    async def plug_in(self, desk: Desk) -> "SippProcess":
        """Plug in a phone that does what its acts say; it is ready when this returns."""
        port = self._free_port(desk.number)
        script = sip_script.called(desk, self._pbx)
        sipp = await self._start(desk.number, script, "-p", str(port), *self._logged(desk.number))
        await sipp.until_bound(port)
        return sipp

    async def call(self, caller: Caller) -> "SippProcess":
        """Start a call that goes as the caller's acts say."""
        script = sip_script.calling(caller, f"<sip:{caller.number}@{HOST}>", self._pbx)
        return await self._start(caller.number, script, "-m", "1", *self._logged(caller.number))

    def said(self) -> dict[str, list[Path]]:
        """The SIP logs of the phones with acts, by phone number, oldest first."""
        logs: dict[str, list[Path]] = {}
        for path in sorted(self._directory.glob("*.sip")):
            logs.setdefault(path.stem.partition("-")[2], []).append(path)
        return logs

    async def disconnect_all(self) -> None:
        """End every phone and caller of this run that is still there."""
        await asyncio.gather(*(phone.disconnect() for phone in self._running))
        self._running.clear()

    @property
    def plugged_in(self) -> "frozenset[SippProcess]":
        """The phones and callers of this run that are there."""
        return frozenset(phone for phone in self._running if phone.is_there)

    def _free_port(self, number: str) -> int:
        """Where the PBX looks for this phone. Raises `TestbedError` when somebody is there."""
        port = self._ports.phones.get(number, self._ports.trunk)
        if is_bound(port, socket.SOCK_DGRAM):
            raise TestbedError(f"phone {number} cannot be plugged in: its place (port {port}) is taken")
        return port

    @property
    def _pbx(self) -> str:
        return f"{HOST}:{self._ports.sip}"

    def _filled(self, template: str, values: dict[str, str]) -> str:
        return filled(template, values | {"pbx": self._pbx})

    def _logged(self, number: str) -> tuple[str, ...]:
        """Everything said over SIP is kept; a Call-ID without `@` can stand in a Refer-To."""
        sound = self._directory / "sound.al"
        if not sound.exists():
            sound.write_bytes(b"\xd5" * _SOUND_BYTES)
        log = f"{self._started + 1:05}-{number}.sip"
        return ("-trace_msg", "-message_file", log, "-cid_str", "%u-%p")

    def _own_media_port(self) -> tuple[str, str]:
        """SIPp takes a port for sound and the second after it, and by itself finds them for few phones."""
        while True:
            (port,) = free_ports(1)
            taken = {port, port + 2} & self._media_ports
            asterisk = 0 <= port + 2 - self._ports.rtp_first < _RTP_PORTS
            if not taken and not asterisk and not is_bound(port + 2, socket.SOCK_DGRAM):
                self._media_ports |= {port, port + 2}
                return "-mp", str(port)

    async def _start(self, name: str, text: str, *options: str) -> "SippProcess":
        self._started += 1
        script = self._directory / f"{self._started:05}-{name}.xml"
        script.write_text(text, encoding="utf-8")
        nowhere = asyncio.subprocess.DEVNULL
        process = await asyncio.create_subprocess_exec(
            *("setpriv", "--pdeathsig", "TERM"),
            *("sipp", "-sf", str(script), "-i", HOST, "-t", "u1", *options, *self._own_media_port()),
            *("-aa", "-nostdin", "-trace_err", "-error_file", str(script.with_suffix(".errors")), self._pbx),
            stdin=nowhere,
            stdout=nowhere,
            stderr=nowhere,
            cwd=self._directory,
        )
        phone = SippProcess(process, script)
        self._running = {*self.plugged_in, phone}
        return phone


class SippProcess:
    """One running phone or caller."""

    def __init__(self, process: asyncio.subprocess.Process, script: Path) -> None:
        self._name = script.stem
        self._process = process
        self._script = script

    @property
    def is_there(self) -> bool:
        """False when the call is over or the phone was taken off."""
        return self._process.returncode is None

    async def finished(self) -> None:
        """Wait until the call is over. Raises `TestbedError` when SIP went otherwise than scripted, or when
        the call does not end."""
        if await in_time(self._process.wait(), f"the end of SIP call {self._name}", CALL_LIMIT_S) != 0:
            raise TestbedError(f"SIP call {self._name} failed: {self._complaint()}")
        self._script.unlink()

    async def disconnect(self) -> None:
        """End the phone; the PBX is not told."""
        if self.is_there:
            self._process.send_signal(signal.SIGKILL)
            await self._process.wait()

    async def until_bound(self, port: int) -> None:
        """Wait until the phone listens. Raises `TestbedError` when it does not start."""
        await until(lambda: self._has_bound(port), f"phone {self._name} at port {port}", _START_LIMIT_S)

    def _has_bound(self, port: int) -> bool:
        if not self.is_there:
            raise TestbedError(f"phone {self._name} did not start: {self._complaint()}")
        return is_heard_at(port)

    def _complaint(self) -> str:
        errors = self._script.with_suffix(".errors")
        if not errors.exists():
            return f"sipp ended with status {self._process.returncode}"
        return " / ".join(errors.read_text("utf-8", "replace").split("\n")[:6])


def _from_header(dialling: Dialling) -> str:
    if dialling.withheld:
        return '"Anonymous" <sip:anonymous@anonymous.invalid>'
    name = f'"{dialling.name}" ' if dialling.name and dialling.number not in EXTENSIONS else ""
    return f"{name}<sip:{dialling.number}@{HOST}>"


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))
