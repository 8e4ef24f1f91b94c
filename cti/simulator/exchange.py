"""The PBX itself: makes, changes and ends channels and bridges, each change told to all listeners.

Only single steps here; which step follows which is played by `dial.py`, `queueing.py` and `dialplan.py`.
"""

from __future__ import annotations

import asyncio
import logging
import random
import uuid
from collections.abc import Callable, Coroutine

from cti.simulator import messages
from cti.simulator.devices import Devices
from cti.simulator.inbox import Call, Happening
from cti.simulator.messages import Event
from cti.simulator.model import DOWN, RING, UP, Bridge, CallerId, Channel, Ending, Member, Plan, Queue
from cti.simulator.settings import SimulatorSettings
from cti.simulator.timeline import Timeline

log = logging.getLogger(__name__)

NAME_BYTES = 79
TRUNK = "PJSIP/trunk"
AGENT_CONTEXT, TRUNK_CONTEXT = "from-agents", "from-trunk"

Phones = Callable[[str], Plan]
"""What the phone with this number will do when it rings now."""

Follow = Callable[[Channel], Coroutine[None, None, None]]
"""A channel's way through the dialplan, to its hang-up."""


async def _nowhere(channel: Channel) -> None:
    """Without a dialplan."""


class Exchange:
    """State of one PBX and its single steps. `phones` may be replaced while it runs."""

    def __init__(self, settings: SimulatorSettings, timeline: Timeline, seed: int | None = None) -> None:
        self.settings = settings
        self.timeline = timeline
        self.started_at = timeline.now()
        self.channels: dict[str, Channel] = {}
        self.bridges: dict[str, Bridge] = {}
        self.queues = {each.name: Queue(each) for each in settings.queues}
        self.parked: dict[str, Channel] = {}
        """By parking place."""
        self.phones: Phones = lambda number: Plan()
        self.follow: Follow = _nowhere
        """Set by the simulator: the dialplan stands above all that is played in it."""
        self.calls_seen = 0
        self._serial = 0
        self._random = random.Random(seed)
        self._listeners: list[Callable[[Event], None]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.devices = Devices(self)

    # -- who listens, what runs

    def listen(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """`listener` gets every event from now on; returns what stops that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def emit(self, event: Event) -> None:
        """Tells every listener."""
        for listener in tuple(self._listeners):
            listener(event)

    def spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Plays a call beside all others; a mistake in it is logged and stays there."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a simulated call broke off", exc_info=error)

    async def stop(self) -> None:
        """Breaks off everything that plays."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def leads_into_queue(self, number: str) -> bool:
        """Whether who dials this number waits in a queue."""
        return any(each.number == number for each in self.settings.entrances)

    def memberships(self, interface: str) -> list[Member]:
        """The interface as a member of each of its queues."""
        return [queue.members[interface] for queue in self.queues.values() if interface in queue.members]

    # -- channels

    def device_of(self, extension: str) -> str:
        """The device of a desk's extension."""
        return f"PJSIP/{extension}"

    def dialling(self, device: str, caller: CallerId, context: str, exten: str, plan: Plan) -> Channel:
        """A phone calls in: the first channel of a new call."""
        self.calls_seen += 1
        call = Call(self.timeline)
        channel = self._channel(device, RING, caller, context, exten, plan, call, None)
        if plan.leaves_after_s is not None:
            self.at(channel, plan.leaves_after_s, lambda: self._leaves(channel))
        if plan.patience_s is not None:
            self.at(channel, plan.patience_s, lambda: self._loses_patience(channel))
        self.set_variable(channel, "SIPDOMAIN", "127.0.0.1")
        self.devices.refresh(device)
        return channel

    def ringing_leg(self, device: str, call: Call, plan: Plan, caller: Channel | None) -> Channel:
        """A channel towards a phone that is about to ring, with the Linkedid of `caller`."""
        inside = device != TRUNK
        number = device.removeprefix("PJSIP/") if inside else None
        identity = CallerId(number, f"Agent {number}") if inside else CallerId()
        context = AGENT_CONTEXT if inside else TRUNK_CONTEXT
        linkedid = caller.linkedid if caller else None
        return self._channel(device, DOWN, identity, context, "s", plan, call, linkedid)

    def _channel(
        self,
        device: str,
        state: int,
        caller: CallerId,
        context: str,
        exten: str,
        plan: Plan,
        call: Call,
        linkedid: str | None,
    ) -> Channel:
        number = self._serial
        self._serial += 1
        now = self.timeline.now()
        uniqueid = f"{int(now)}.{number}"
        channel = Channel(
            name=f"{device}-{number:08x}",
            uniqueid=uniqueid,
            linkedid=linkedid or uniqueid,
            device=device,
            state=state,
            caller=CallerId(caller.number, _cut(caller.name)),
            context=context,
            exten=exten,
            created_at=now,
            plan=plan,
            call=call,
            dnid=exten if state == RING else "",
        )
        self.channels[channel.name] = channel
        self.emit(messages.channel_event("Newchannel", channel))
        return channel

    def local_pair(self, exten: str, caller: Channel) -> tuple[Channel, Channel]:
        """The two halves of a Local channel that leads to `exten`; the second one dials there."""
        number = self._serial
        halves = [
            self._half(f"Local/{exten}@{AGENT_CONTEXT}-{number:08x};{half}", state, exten, caller)
            for half, state in ((1, DOWN), (2, RING))
        ]
        return halves[0], halves[1]

    def _half(self, name: str, state: int, exten: str, caller: Channel) -> Channel:
        now, number = self.timeline.now(), self._serial
        self._serial += 1
        half = Channel(
            name=name, uniqueid=f"{int(now)}.{number}", linkedid=caller.linkedid,
            device=name.partition("-0")[0], state=state, caller=caller.caller, context=AGENT_CONTEXT,
            exten=exten, created_at=now, plan=Plan(), call=caller.call,
        )  # fmt: skip
        self.channels[half.name] = half
        self.emit(messages.channel_event("Newchannel", half))
        return half

    def at(self, channel: Channel, seconds: float, do: Callable[[], None]) -> None:
        """Does it later, unless the channel is gone by then."""
        channel.alarms.append(self.timeline.call_later(seconds, do))

    def set_state(self, channel: Channel, state: int) -> None:
        """Newstate."""
        channel.state = state
        self.emit(messages.channel_event("Newstate", channel))
        self.devices.refresh(channel.device)

    def run(self, channel: Channel, application: str, data: str = "") -> None:
        """Newexten: the dialplan starts an application."""
        channel.application, channel.application_data = application, data
        headers = (("Extension", channel.exten), ("Application", application), ("AppData", data))
        self.emit(messages.channel_event("Newexten", channel, *headers, category="dialplan"))

    def set_variable(self, channel: Channel, name: str, value: str | int) -> None:
        """VarSet; "lean" sends only how a queue was left and where a recording is."""
        channel.variables[name] = str(value)
        if self.settings.detail == "full" or name in ("QUEUESTATUS", "MIXMONITOR_FILENAME"):
            headers = (("Variable", name), ("Value", value))
            self.emit(messages.channel_event("VarSet", channel, *headers, category="dialplan"))

    def connect_line(self, channel: Channel, other: CallerId) -> None:
        """NewConnectedLine: the channel learns whom it talks to."""
        channel.connected = other
        self.emit(messages.channel_event("NewConnectedLine", channel))

    def name_caller(self, channel: Channel, caller: CallerId) -> None:
        """NewCallerid."""
        channel.caller = caller
        presentation = ("CID-CallingPres", "0 (Presentation Allowed, Not Screened)")
        self.emit(messages.channel_event("NewCallerid", channel, presentation))

    def music(self, channel: Channel, *, on: bool) -> None:
        """Music on hold starts or stops for the person at `channel`."""
        if channel.hears_music == on:
            return
        channel.hears_music = on
        more = (("Class", "default"),) if on else ()
        self.emit(messages.channel_event(f"MusicOnHold{'Start' if on else 'Stop'}", channel, *more))

    # -- ends

    def phone_hangs_up(self, channel: Channel, cause: int | None = None, tech: int | None = None) -> None:
        """The phone ends its channel: HangupRequest, and the call is told."""
        if channel.ending is None:
            channel.ending = Ending(True, 16 if cause is None else cause, tech)
            shown = messages.hangup_headers(channel.ending, words=False) if cause is not None else []
            self.emit(messages.channel_event("HangupRequest", channel, *shown))
            channel.call.post(Happening("hung_up", channel))

    def drop(self, channel: Channel) -> None:
        """The PBX is asked to end the channel; nothing is announced (manager action Hangup)."""
        if channel.ending is None:
            channel.ending = Ending(False)
            channel.call.post(Happening("hung_up", channel))

    def talker_hangs_up(self, channel: Channel) -> None:
        """The phone ends a conversation; only outside queues Asterisk names the cause."""
        in_queue = channel.application in ("Queue", "AppQueue")
        self.phone_hangs_up(channel, None if in_queue else 16)

    def _loses_patience(self, channel: Channel) -> None:
        if channel.bridge is None:
            self._leaves(channel)

    def _leaves(self, channel: Channel) -> None:
        if channel.bridge is not None:
            self.talker_hangs_up(channel)
        elif channel.state == UP:
            self.phone_hangs_up(channel)
        else:
            self.phone_hangs_up(channel, 127, 487)

    def soft_hangup(self, channel: Channel) -> None:
        """SoftHangupRequest: the dialplan of `channel` is at its end."""
        if channel.name not in self.channels:
            return
        channel.ending = channel.ending or Ending(False)
        shown = messages.hangup_headers(Ending(False, 16, channel.ending.tech_cause), words=False)
        self.emit(messages.channel_event("SoftHangupRequest", channel, *shown))

    def end_recording(self, channel: Channel) -> None:
        """The sound recorded so far is written down."""
        tape, channel.tape = channel.tape, None
        if tape is not None:
            try:
                tape.write(self.settings.recordings, self.timeline.now())
            except OSError as error:
                log.error("the recording %s cannot be written: %s", tape.file, error)

    def hang_up(self, channel: Channel, cause: int = 16, tech: int | None = None) -> None:
        """Hangup: the channel is gone; nothing when it is already."""
        if channel.name not in self.channels:
            return
        for alarm in channel.alarms:
            alarm.cancel()
        self.end_recording(channel)
        channel.ending = channel.ending or Ending(False, cause, tech)
        self.channels.pop(channel.name, None)
        shown = messages.hangup_headers(Ending(False, cause, tech), words=True)
        self.emit(messages.channel_event("Hangup", channel, *shown))
        self.devices.refresh(channel.device)

    # -- bridges and hold

    def bridge(self, *channels: Channel) -> Bridge:
        """A new bridge that `channels` enter in this order."""
        bridge = self.new_bridge()
        for channel in channels:
            self.enter(channel, bridge)
        return bridge

    def new_bridge(self, kind: str = "basic", technology: str = "simple_bridge") -> Bridge:
        """BridgeCreate."""
        uniqueid = str(uuid.UUID(int=self._random.getrandbits(128), version=4))
        bridge = Bridge(uniqueid, kind=kind, technology=technology)
        self.bridges[bridge.uniqueid] = bridge
        self.emit(messages.event("BridgeCreate", "call", messages.bridge_block(bridge)))
        return bridge

    def enter(self, channel: Channel, bridge: Bridge) -> None:
        """BridgeEnter."""
        bridge.channels.append(channel)
        channel.bridge = bridge
        about = (messages.bridge_block(bridge), messages.channel_block(channel))
        self.emit(messages.event("BridgeEnter", "call", *about))

    def destroy(self, bridge: Bridge) -> None:
        """BridgeDestroy."""
        del self.bridges[bridge.uniqueid]
        self.emit(messages.event("BridgeDestroy", "call", messages.bridge_block(bridge)))

    def leave(self, channel: Channel, *, keep: bool = False) -> None:
        """BridgeLeave, and BridgeDestroy after the last unless the bridge is to be kept."""
        bridge = channel.bridge
        if bridge is None:
            return
        bridge.channels.remove(channel)
        channel.bridge = None
        about = (messages.bridge_block(bridge), messages.channel_block(channel))
        self.emit(messages.event("BridgeLeave", "call", *about))
        if not bridge.channels and not keep:
            self.destroy(bridge)

    def press_hold(self, channel: Channel, *, on: bool) -> None:
        """The phone of `channel` presses hold, or takes the call back."""
        channel.phone_holds = on
        self.hold(channel, on=on)

    def hold(self, channel: Channel, *, on: bool) -> None:
        """`channel` holds, or takes the call back; the others hear music."""
        if channel.bridge is None or channel.ending is not None:
            return
        more = (("MusicClass", "default"),) if on else ()
        self.emit(messages.channel_event("Hold" if on else "Unhold", channel, *more))
        for other in channel.bridge.channels:
            if other is not channel:
                self.music(other, on=on)
                other.on_hold = on
                self.devices.refresh(other.device)


def _cut(name: str | None) -> str | None:
    """Asterisk keeps 79 bytes of a name and never cuts inside a character."""
    return name and name.encode()[:NAME_BYTES].decode(errors="ignore")
