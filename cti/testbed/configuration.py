"""Renders the configuration of one run of Asterisk and its phones from the templates in `etc/`.

A template is a file as Asterisk reads it, with `@name@` where this run's values go.
"""

import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec

from cti.simulator.scenario import ENTRANCES, EXTENSIONS, QUEUES, RETRY_S, Entrance, Queue
from cti.users.pjsip_lines import softphone_lines

BROWSER_PHONE: Final = "1041"
"""The extension whose phone is a browser; the others are SIPp's."""

_TEMPLATES: Final = files("cti.testbed")


class Ports(msgspec.Struct, frozen=True, kw_only=True):
    """The loopback ports of one run; `phones` maps each extension to its phone's SIP port, `http` is where
    browsers' phones register."""

    ami: int
    http: int
    sip: int
    trunk: int
    rtp_first: int
    phones: Mapping[str, int]


class Account(msgspec.Struct, frozen=True):
    """A manager account, and the SIP password of the browser's phone."""

    user: str
    secret: str
    browser_secret: str


class House(msgspec.Struct, frozen=True, kw_only=True):
    """What a run offers: its queues and the numbers that lead into them."""

    queues: tuple[Queue, ...] = QUEUES
    entrances: tuple[Entrance, ...] = ENTRANCES


USUAL_HOUSE: Final = House()


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template file `etc/...` or `sip/...` of this package with every `@name@` replaced."""
    text = _TEMPLATES.joinpath(template).read_text(encoding="utf-8")
    return re.sub(r"@(\w+)@", lambda place: values[place[1]], text)


def write_configuration(
    run: Path,
    inside: Path,
    modules: Path,
    ports: Ports,
    account: Account,
    ring_s: float,
    house: House = USUAL_HOUSE,
) -> None:
    """Write all files of a run to `run/etc`; Asterisk itself sees `run` as `inside`."""
    values = {
        "run": str(inside),
        "modules": str(modules),
        "ami_port": str(ports.ami),
        "http_port": str(ports.http),
        "ami_user": account.user,
        "ami_secret": account.secret,
        "sip_port": str(ports.sip),
        "trunk_port": str(ports.trunk),
        "rtp_start": str(ports.rtp_first),
        "rtp_end": str(ports.rtp_first + 999),
    }
    additions = {
        "pjsip.conf": "".join(_desk(extension, ports.phones[extension]) for extension in EXTENSIONS)
        + _browser(account.browser_secret),
        "queues.conf": "".join(_queue(queue, ring_s) for queue in house.queues),
        "extensions.conf": "".join(_entrance(entrance) for entrance in house.entrances),
    }
    for template in _TEMPLATES.joinpath("etc").iterdir():
        text = filled(f"etc/{template.name}", values) + additions.get(template.name, "")
        (run / "etc" / template.name).write_text(text, encoding="utf-8")


def _desk(extension: str, port: int) -> str:
    return f"""
[{extension}](phone)
context = from-agents
aors = {extension}
callerid = "Agent {extension}" <{extension}>

[{extension}]
type = aor
contact = sip:{extension}@127.0.0.1:{port}
"""


def _browser(secret: str) -> str:
    name = BROWSER_PHONE
    lines = softphone_lines(name, secret, context="from-agents", extension=name, shown=f"Agent {name}")
    return f"\n{lines}"


def _queue(queue: Queue, ring_s: float) -> str:
    return f"""
[{queue.name}](usual)
strategy = {queue.strategy}
timeout = {ring_s:.0f}
retry = {RETRY_S:.0f}
"""


def _entrance(entrance: Entrance) -> str:
    return f"""
exten => {entrance.number},1,Answer()
 same => n,Queue({entrance.queue},tT,,,{entrance.wait_limit_s:.0f})
 same => n,Hangup()
"""
