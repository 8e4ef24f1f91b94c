"""A manager interface on loopback that writes what a benchmark says, when it says it.

It accepts the log-in, answers the lists with its agents as queue members and every other action with
Success. The simulator plays calls in their own time; here the moment of each packet is what is measured.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

QUEUE = "support"


class Peer:
    """Serves one client. `logged_in` is set once it has, `asked` once the queues have been asked for."""

    def __init__(self, devices: Sequence[str]) -> None:
        self.asked, self.logged_in = asyncio.Event(), asyncio.Event()
        self._devices = devices
        self._server: asyncio.Server | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def start(self) -> int:
        """The port it listens on."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def write(self, packet: bytes) -> None:
        """Straight into the socket."""
        if self._writer is not None:
            self._writer.write(packet)

    def stop(self) -> None:
        """Hangs up and listens no more."""
        if self._writer is not None:
            self._writer.close()
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        writer.write(b"Asterisk Call Manager/11.0.0\r\n")
        try:
            while True:
                lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
                action = dict(line.split(": ", 1) for line in lines if line)
                writer.write(self._answer(action["Action"], f"ActionID: {action['ActionID']}").encode())
                if action["Action"] == "Login":
                    self.logged_in.set()
                if action["Action"] == "QueueStatus":
                    self.asked.set()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _answer(self, name: str, mark: str) -> str:
        if name not in ("Status", "CoreShowChannels", "QueueStatus", "BridgeList"):
            booted = event("FullyBooted", "Uptime: 1000") if name == "Login" else ""
            return f"Response: Success\r\n{mark}\r\nMessage: done\r\n\r\n{booted}"
        rows = self._members(mark) if name == "QueueStatus" else ""
        end = event(f"{name}Complete", mark, "EventList: Complete")
        return f"Response: Success\r\n{mark}\r\nEventList: start\r\nMessage: will follow\r\n\r\n{rows}{end}"

    def _members(self, mark: str) -> str:
        return event("QueueParams", f"Queue: {QUEUE}", mark) + "".join(
            event("QueueMember", f"Queue: {QUEUE}", f"Name: {device}", f"Location: {device}", "Status: 1",
                  "Paused: 0", mark)
            for device in self._devices
        )  # fmt: skip


def event(name: str, *lines: str) -> str:
    """One message."""
    return "\r\n".join((f"Event: {name}", *lines, "", ""))


class OneCall:
    """The packets of one call: it waits in the queue, rings at one agent, and is given up."""

    def __init__(self, number: int, caller: str, device: str) -> None:
        self._caller = _channel(
            "", f"PJSIP/trunk-{number:08x}", f"1795290900.{2 * number}", number, caller, 6
        )
        self._agent = ("", f"{device}-{number:08x}", f"1795290900.{2 * number + 1}", number, "s", 5)
        self._dest = _channel("Dest", *self._agent[1:])

    def waits(self) -> bytes:
        """It enters the queue."""
        joined = (*self._caller, f"Queue: {QUEUE}", "Position: 1", "Count: 1")
        return (event("Newchannel", *self._caller) + event("QueueCallerJoin", *joined)).encode()

    def rings(self) -> bytes:
        """The agent's phone rings: the packet that makes a pop."""
        called = event("AgentCalled", *self._caller, *self._dest, f"Queue: {QUEUE}", "Interface: x")
        begin = event("DialBegin", *self._caller, *self._dest, "DialString: x")
        return (event("Newchannel", *_channel(*self._agent)) + called + begin).encode()

    def ends(self) -> bytes:
        """The caller gives up."""
        left = (*self._caller, f"Queue: {QUEUE}", "Position: 1")
        return "".join(
            (
                event("HangupRequest", *self._caller),
                event("QueueCallerAbandon", *left, "HoldTime: 1"),
                event("QueueCallerLeave", *left, "Count: 0"),
                event("DialEnd", *self._caller, *self._dest, "DialStatus: CANCEL"),
                event("Hangup", *_channel(*self._agent), "Cause: 0"),
                event("Hangup", *self._caller, "Cause: 16"),
            )
        ).encode()


def _channel(prefix: str, name: str, uniqueid: str, call: int, number: str, state: int) -> tuple[str, ...]:
    headers = {
        "Channel": name, "ChannelState": str(state), "ChannelStateDesc": "", "CallerIDNum": number,
        "CallerIDName": "<unknown>", "ConnectedLineNum": "<unknown>", "ConnectedLineName": "<unknown>",
        "Language": "en", "AccountCode": "", "Context": "from-trunk", "Exten": "4008001", "Priority": "1",
        "Uniqueid": uniqueid, "Linkedid": f"1795290900.{2 * call}",
    }  # fmt: skip
    return tuple(f"{prefix}{header}: {value}" for header, value in headers.items())
