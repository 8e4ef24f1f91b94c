"""A raw AMI stream told as a story: per call, what happened to whom, with names that any PBX would share.

Channels are called by device and order of appearance in their call (`PJSIP/1001#1`), bridges by order, so
that the stories of a recording and of the simulator can be compared. Left out is what floats freely between
Asterisk's threads (device and member states), membership itself, and OriginateResponse.
"""

from __future__ import annotations

from cti.ami import messages as ami
from cti.ami.parse import END, Malformed, parse

Step = tuple[str, ...]
FLOATING = (
    ami.QueueMember,
    ami.QueueMemberRemoved,
    ami.FullyBooted,
    ami.OriginateResponse,
)
FACTS = (
    *("state", "status", "queue", "position", "count", "interface", "reason", "value", "cause", "tech_cause"),
    *("dial_string", "application", "application_data", "exten"),
    *("connected_number", "connected_name", "caller_number", "caller_name"),
)


def kept(raw: bytes) -> list[ami.Message]:
    """Every message of the stream that the trackers would see, floating ones left out."""
    found = [parse(block) for block in raw.split(END) if block]
    assert not [each for each in found if isinstance(each, Malformed)]
    return [each for each in found if isinstance(each, ami.Message) and not isinstance(each, FLOATING)]


def stories(raw: bytes) -> list[list[Step]]:
    """The story of each call, in order of their first channels."""
    calls: dict[str, Story] = {}
    bridge_of: dict[str, str] = {}
    for message in kept(raw):
        if isinstance(message, ami.BridgeDestroy):
            linkedid = bridge_of[message.bridge]
        else:
            linkedid = _linkedid(message, calls)
        if isinstance(message, ami.BridgeEnter):
            bridge_of[message.bridge] = linkedid
        calls.setdefault(linkedid, Story()).add(message)
    return [story.steps for story in calls.values()]


def _linkedid(message: ami.Message, calls: dict[str, Story]) -> str:
    if isinstance(message, ami.ChannelMessage):
        return str(message.linkedid)
    for name in ("caller", "source", "dest", "member", "transferee"):
        channel = getattr(message, name, None)
        if channel is not None:
            return str(channel.linkedid)
    uniqueid = getattr(message, "uniqueid", None)
    return next(linkedid for linkedid, story in calls.items() if uniqueid in story.uniqueids)


class Story:
    """One call's steps."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.uniqueids: set[str] = set()
        self._names: dict[str, str] = {}

    def add(self, message: ami.Message) -> None:
        uniqueid = getattr(message, "uniqueid", None)
        if uniqueid:
            self.uniqueids.add(uniqueid)
        self.steps.append((type(message).__name__, *self._who(message), *_facts(message)))

    def _who(self, message: ami.Message) -> list[str]:
        if isinstance(message, ami.BridgeDestroy):
            return [self._bridge(message.bridge)]
        own = [self._channel(message.channel)] if hasattr(message, "channel") else []
        others = (getattr(message, name, None) for name in ("caller", "source", "dest", "member"))
        bridge = getattr(message, "bridge", None)
        return [
            *own,
            *(self._channel(each.channel) for each in others if each is not None),
            *([self._bridge(bridge)] if bridge else []),
        ]

    def _channel(self, channel: str) -> str:
        device = channel.rsplit("-", 1)[0]
        return self._name(channel, device)

    def _bridge(self, bridge: str) -> str:
        return self._name(bridge, "bridge")

    def _name(self, key: str, kind: str) -> str:
        if key not in self._names:
            nth = sum(name.startswith(f"{kind}#") for name in self._names.values()) + 1
            self._names[key] = f"{kind}#{nth}"
        return self._names[key]


def _facts(message: ami.Message) -> list[str]:
    return [f"{name}={getattr(message, name)}" for name in FACTS if getattr(message, name, None) is not None]


def until_hang_up(story: list[Step]) -> list[Step]:
    """The part whose order is certain: to the first hang-up, after which Asterisk's threads race."""
    ends = [nth for nth, step in enumerate(story) if step[0] in ("HangupRequest", "SoftHangupRequest")]
    return story[: ends[0]] if ends else story


def per_subject(story: list[Step]) -> dict[str, list[Step]]:
    """The steps of each channel and bridge in their own order."""
    found: dict[str, list[Step]] = {}
    for step in story:
        for subject in (part for part in step[1:] if "#" in part):
            found.setdefault(subject, []).append(step)
    return found
