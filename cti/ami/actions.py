"""The AMI actions we send, as header names and values. Pure.

Passes through: device, queue, channel and number names. Does not pass: a CR, LF or NUL in any value,
which would let a value smuggle in another header or action (`UnsafeValue`).
"""

from __future__ import annotations

from collections.abc import Mapping

from cti.ami.messages import HELD_EXTEN, HOLD_CONTEXT, HOLDING_EXTEN
from cti.errors import UnsafeValue

Action = dict[str, str]

ORIGINATE_TIMEOUT_MS = 30_000
ANSWER_AT_ONCE = r"PJSIP_HEADER(add,Call-Info)=<sip:cti>\;answer-after=0"
DTMF_MS = 120


def checked(headers: Mapping[str, str | None]) -> Action:
    """The headers that have a value. Raises UnsafeValue for a CR, LF or NUL in one."""
    action = {name: value for name, value in headers.items() if value is not None}
    for name, value in action.items():
        if any(sign in value for sign in "\r\n\0"):
            raise UnsafeValue(
                "{name} of action {action} holds a line break or NUL; remove it",
                name=name,
                action=action.get("Action"),
            )
    return action


def login(username: str, secret: str, events: str) -> Action:
    """`events` is the event mask: "on" or classes separated by commas."""
    return checked({"Action": "Login", "Username": username, "Secret": secret, "Events": events})


def ping() -> Action:
    """Asks for a Pong."""
    return {"Action": "Ping"}


def status() -> Action:
    """All channels, with DNID and bridge, how long a caller waited in the queue that they left last, and
    whether their number may be shown."""
    return {"Action": "Status", "Variables": "QUEUEWAIT_MS,CALLERID(pres)"}


def get_variable(channel: str, name: str) -> Action:
    """What a variable or function of the dialplan says of one channel."""
    return checked({"Action": "Getvar", "Channel": channel, "Variable": name})


def core_show_channels() -> Action:
    """All channels, for accounts that may not use Status."""
    return {"Action": "CoreShowChannels"}


def bridge_list() -> Action:
    """All bridges with their type: who is in a parking place talks to nobody."""
    return {"Action": "BridgeList"}


def bridge_info(bridge: str) -> Action:
    """Who is in one bridge; every account may ask."""
    return checked({"Action": "BridgeInfo", "BridgeUniqueid": bridge})


def queue_status() -> Action:
    """All queues with members and waiting callers."""
    return {"Action": "QueueStatus"}


def core_settings() -> Action:
    """The version of the PBX."""
    return {"Action": "CoreSettings"}


def get_config(file: str, section: str | None = None) -> Action:
    """A .conf file as it is on disk; all sections or one."""
    return checked({"Action": "GetConfig", "Filename": file, "Category": section})


def show_dialplan(context: str) -> Action:
    """The extensions of a context."""
    return checked({"Action": "ShowDialPlan", "Context": context})


def show_endpoint(name: str) -> Action:
    """A PJSIP phone or line as it is configured."""
    return checked({"Action": "PJSIPShowEndpoint", "Endpoint": name})


def queue_add(queue: str, device: str, member_name: str, paused: bool) -> Action:
    """Makes `device` a dynamic member of `queue`."""
    return checked(
        {
            "Action": "QueueAdd", "Queue": queue, "Interface": device, "MemberName": member_name,
            "Penalty": "0", "Paused": _flag(paused),
        }
    )  # fmt: skip


def queue_remove(queue: str, device: str) -> Action:
    """Ends a dynamic membership."""
    return checked({"Action": "QueueRemove", "Queue": queue, "Interface": device})


def queue_pause(device: str, paused: bool, reason: str | None, queue: str | None) -> Action:
    """Pauses or unpauses a member; in every queue when `queue` is None."""
    return checked(
        {
            "Action": "QueuePause", "Interface": device, "Paused": _flag(paused),
            "Queue": queue, "Reason": reason or None,
        }
    )  # fmt: skip


def hangup(channel: str) -> Action:
    """Ends one channel, by its full name only: Asterisk would read /.../ as a pattern for many."""
    if len(channel) > 1 and channel.startswith("/") and channel.endswith("/"):
        raise UnsafeValue("channel {channel} is a pattern; give the name of one channel", channel=channel)
    return checked({"Action": "Hangup", "Channel": channel, "Cause": "16"})


def originate(device: str, number: str, context: str, caller_id: str | None, at_once: bool = False) -> Action:
    """Rings `device` first, then dials `number` in `context`; the answer comes at once (Async). `at_once`:
    the phone is told (by the header that phones know for this) to pick up without ringing."""
    return checked(
        {
            "Action": "Originate", "Channel": device, "Exten": number, "Context": context, "Priority": "1",
            "CallerID": caller_id, "Timeout": str(ORIGINATE_TIMEOUT_MS), "Async": "true",
            "Variable": ANSWER_AT_ONCE if at_once else None,
        }
    )  # fmt: skip


def originate_test(local: str, uniqueid: str) -> Action:
    """Lets a Local channel call where it leads to; the caller is a channel that only waits."""
    return checked(
        {
            "Action": "Originate", "Channel": local, "Application": "Wait", "Data": "60",
            "CallerID": '"CTI doctor" <0000>', "Timeout": str(ORIGINATE_TIMEOUT_MS), "Async": "true",
            "ChannelId": uniqueid, "OtherChannelId": f"{uniqueid}-2",
        }
    )  # fmt: skip


def redirect(channel: str, exten: str, context: str) -> Action:
    """Sends a channel to another place in the dialplan."""
    return checked(
        {"Action": "Redirect", "Channel": channel, "Exten": exten, "Context": context, "Priority": "1"}
    )


def hold(channel: str, customer: str) -> Action:
    """Both leave their bridge at once: `customer` hears music, `channel` waits in silence (cti-hold of the
    dialplan). One action, so that nobody is ever left alone in a bridge that then ends."""
    return checked(
        {
            "Action": "Redirect", "Channel": customer, "ExtraChannel": channel,
            "Context": HOLD_CONTEXT, "Exten": HELD_EXTEN, "Priority": "1",
            "ExtraContext": HOLD_CONTEXT, "ExtraExten": HOLDING_EXTEN, "ExtraPriority": "1",
        }
    )  # fmt: skip


def bridge(one: str, other: str) -> Action:
    """Two channels talk with each other."""
    return checked({"Action": "Bridge", "Channel1": one, "Channel2": other, "Tone": "no"})


def mute(channel: str, muted: bool) -> Action:
    """What comes from the phone is not passed on, or is again."""
    return checked(
        {"Action": "MuteAudio", "Channel": channel, "Direction": "in", "State": "on" if muted else "off"}
    )


def blind_transfer(channel: str, exten: str, context: str) -> Action:
    """Whoever talks with `channel` goes on at another extension."""
    return checked({"Action": "BlindTransfer", "Channel": channel, "Exten": exten, "Context": context})


def attended_transfer(channel: str, exten: str, context: str) -> Action:
    """Whoever talks with `channel` waits, `channel` is connected with another extension."""
    return checked({"Action": "Atxfer", "Channel": channel, "Exten": exten, "Context": context})


def cancel_attended_transfer(channel: str) -> Action:
    """Back to whoever waits."""
    return checked({"Action": "CancelAtxfer", "Channel": channel})


def play_dtmf(channel: str, digit: str, received: bool) -> Action:
    """A key towards the phone; `received`: as if the phone had pressed it."""
    return checked(
        {
            "Action": "PlayDTMF", "Channel": channel, "Digit": digit, "Duration": str(DTMF_MS),
            "Receive": _flag(True) if received else None,
        }
    )  # fmt: skip


def park(channel: str, back_to: str) -> Action:
    """`channel` waits in a parking place; when its time is over the phone of `back_to` rings."""
    return checked({"Action": "Park", "Channel": channel, "TimeoutChannel": back_to})


def mix_monitor(channel: str, file: str) -> Action:
    """Records what is said and heard at `channel`."""
    return checked({"Action": "MixMonitor", "Channel": channel, "File": file})


def mix_monitor_mute(channel: str, muted: bool) -> Action:
    """Silence is recorded instead of the talk, or the talk again."""
    return checked(
        {
            "Action": "MixMonitorMute", "Channel": channel, "Direction": "both",
            "State": "1" if muted else "0",
        }
    )  # fmt: skip


def stop_mix_monitor(channel: str) -> Action:
    """Ends the recording."""
    return checked({"Action": "StopMixMonitor", "Channel": channel})


def notify_talk(channel: str) -> Action:
    """Asks a ringing SIP phone to pick up: NOTIFY with `Event: talk` inside its call."""
    return checked({"Action": "PJSIPNotify", "Channel": channel, "Variable": "Event=talk"})


def show_extension(context: str, exten: str) -> Action:
    """What the dialplan does with a number; refused when it knows none."""
    return checked({"Action": "ShowDialPlan", "Context": context, "Extension": exten})


def _flag(value: bool) -> str:
    return "true" if value else "false"
