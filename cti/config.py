"""Settings: config.toml and `CTI_SECTION__KEY` variables in, one frozen `Config` out.

One type per section; the defaults stand here and, with one line of meaning each, in config.toml (a test
holds both equal). Wrong names and values are all reported at once, each with its path. Nothing else
reads the environment. Secrets are strings that do not show themselves in `repr` and logs.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Annotated

import msgspec

from cti.calls.dispositions import Disposition, problems_of
from cti.config_reader import Reader, Secret
from cti.errors import ConfigError
from cti.tracker_settings import TrackerSettings

Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]
Seconds = Annotated[int, msgspec.Meta(ge=0, le=86_400)]
Interval = Annotated[int, msgspec.Meta(ge=1, le=3600)]
Percent = Annotated[int, msgspec.Meta(ge=1, le=100)]
Name = Annotated[str, msgspec.Meta(min_length=1)]
Websocket = Annotated[str, msgspec.Meta(pattern=r"^(wss?://[^\s;,'\"]+)?$")]
Digits = Annotated[str, msgspec.Meta(pattern="^[0-9*#A-D]{1,11}$")]
Country = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]


class Pbx(msgspec.Struct, frozen=True, kw_only=True):
    """[[pbx]]: one Asterisk and its manager account."""

    name: Name = "pbx"
    host: Name = "127.0.0.1"
    port: Port = 5038
    username: str = "cti"
    secret: Secret = Secret()
    tls: bool = False
    context: Name = "from-agents"
    trunks: tuple[str, ...] = ("PJSIP/trunk",)
    code_complete: Digits = "*2"
    code_three_way: Digits = "*3"
    code_swap: Digits = "*4"
    answer_by_notify: tuple[str, ...] = ()
    ping_s: Interval = 10
    queues_again_s: Interval = 60
    websocket: Websocket = ""
    recordings: str = ""
    recordings_on_pbx: str = "/var/spool/asterisk/monitor"


class Database(msgspec.Struct, frozen=True, kw_only=True):
    """[database]"""

    url: Secret = Secret("sqlite:///var/cti.db")


class Web(msgspec.Struct, frozen=True, kw_only=True):
    """[web]: the server that browsers talk to."""

    host: Name = "127.0.0.1"
    port: Port = 8080
    public_url: str = ""
    secret_key: Secret = Secret()
    session_hours: Annotated[int, msgspec.Meta(ge=1, le=8760)] = 12


class BusUrl(msgspec.Struct, frozen=True, kw_only=True):
    """[bus]: "" carries events inside this process."""

    url: Secret = Secret()


class Phone(msgspec.Struct, frozen=True, kw_only=True):
    """[phone]: how numbers are read."""

    country: Country = "CN"
    internal_digits: Annotated[int, msgspec.Meta(ge=0, le=10)] = 5
    queue_numbers: dict[str, Digits] = {}
    outside_prefix: Annotated[str, msgspec.Meta(pattern="^[0-9*#]{0,8}$")] = ""


class IceServer(msgspec.Struct, frozen=True, kw_only=True):
    """A STUN or TURN server; only TURN wants `username` and `credential`."""

    url: Name
    username: str = ""
    credential: Secret = Secret()


class Softphone(msgspec.Struct, frozen=True, kw_only=True):
    """[softphone]: phones in the browser; where each registers is its PBX's `websocket`."""

    ice_servers: tuple[IceServer, ...] = ()


class Journal(msgspec.Struct, frozen=True, kw_only=True):
    """[journal]: what the PBXes sent, kept on disk; folder "" keeps none."""

    folder: str = ""
    rotate_mb: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 64
    keep_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 30
    mask_numbers: bool = False
    mask_key: Secret = Secret()


class QueueDefaults(msgspec.Struct, frozen=True, kw_only=True):
    """[queue_defaults]: for queues that do not say otherwise; also what `Config.queue` answers with."""

    service_level_s: Seconds = 20
    service_level_target: Percent = 80
    wrap_up_s: Seconds = 30
    disposition_required: bool = False
    script: str = ""
    greeting: dict[str, str] = {}


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """[queues.NAME]: what differs from [queue_defaults]; None takes the default."""

    service_level_s: Seconds | None = None
    service_level_target: Percent | None = None
    wrap_up_s: Seconds | None = None
    disposition_required: bool | None = None
    script: str | None = None
    greeting: dict[str, str] | None = None


class PauseReason(msgspec.Struct, frozen=True, kw_only=True):
    """One reason an agent may give for a pause; `code` is what Asterisk and the reports see."""

    code: Name
    zh_CN: Name
    en: Name


class Agents(msgspec.Struct, frozen=True, kw_only=True):
    """[agents]"""

    pause_in_wrap_up: bool = True
    pause_after_unanswered: Annotated[int, msgspec.Meta(ge=0, le=100)] = 3
    pause_reasons: tuple[PauseReason, ...] = (
        PauseReason(code="break", zh_CN="小休", en="Break"),
        PauseReason(code="meal", zh_CN="用餐", en="Meal"),
        PauseReason(code="meeting", zh_CN="会议", en="Meeting"),
        PauseReason(code="training", zh_CN="培训", en="Training"),
    )


class WorkListSettings(msgspec.Struct, frozen=True, kw_only=True):
    """[worklists]: whom the desks offer to call back, and how often."""

    missed_days: Annotated[int, msgspec.Meta(ge=1, le=90)] = 3
    claim_minutes: Annotated[int, msgspec.Meta(ge=1, le=1440)] = 15
    retry_minutes: Annotated[int, msgspec.Meta(ge=1, le=10_080)] = 30
    most_attempts: Annotated[int, msgspec.Meta(ge=1, le=100)] = 3


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """All settings."""

    pbx: tuple[Pbx, ...] = (Pbx(),)
    database: Database = Database()
    web: Web = Web()
    bus: BusUrl = BusUrl()
    phone: Phone = Phone()
    softphone: Softphone = Softphone()
    journal: Journal = Journal()
    queue_defaults: QueueDefaults = QueueDefaults()
    queues: dict[str, Queue] = {}
    agents: Agents = Agents()
    worklists: WorkListSettings = WorkListSettings()
    dispositions: tuple[Disposition, ...] = (
        Disposition(code="solved", zh_CN="已解决", en="Solved"),
        Disposition(code="follow_up", zh_CN="需跟进", en="Needs follow-up"),
        Disposition(code="complaint", zh_CN="投诉", en="Complaint"),
        Disposition(code="wrong_number", zh_CN="打错电话", en="Wrong number"),
        Disposition(code="no_contact", zh_CN="未联系上", en="No contact"),
    )

    def mark_of(self, pbx: str) -> str:
        """What follows an extension that is nobody's account, so that it is no other PBX's: "" at the first
        PBX and at one that is not configured (a recording of elsewhere), "@branch" at another."""
        others = [row.name for row in self.pbx[1:]]
        return f"@{pbx}" if pbx in others else ""

    def queue(self, name: str | None) -> QueueDefaults:
        """The settings of queue `name` with the defaults filled in; None for direct calls."""
        own = self.queues.get(name or "")
        if own is None:
            return self.queue_defaults
        given = {key: value for key, value in msgspec.structs.asdict(own).items() if value is not None}
        return msgspec.structs.replace(self.queue_defaults, **given)

    def for_trackers(self, timezone: tzinfo = UTC) -> TrackerSettings:
        """What the trackers need; the figures of a day begin anew at midnight in `timezone`."""
        own = {name: self.queue(name) for name in self.queues}
        return TrackerSettings(
            service_level_s={name: queue.service_level_s for name, queue in own.items()},
            default_service_level_s=self.queue_defaults.service_level_s,
            wrap_up_s={name: queue.wrap_up_s for name, queue in own.items()},
            default_wrap_up_s=self.queue_defaults.wrap_up_s,
            timezone=timezone,
        )


def load(path: Path | None, environ: Mapping[str, str]) -> Config:
    """Reads `path` (None: only defaults), lays the CTI_ variables of `environ` over it and checks everything.

    Raises ConfigError with every problem found.
    """
    reader = Reader(Config)
    tables = reader.file(path)
    reader.variables(tables, environ)
    config = reader.read(Config, tables)
    if isinstance(config, Config):
        reader.problems += _twice(config) + problems_of(config.dispositions)
    if reader.problems or not isinstance(config, Config):
        raise ConfigError(reader.problems)
    return config


def _twice(config: Config) -> list[str]:
    """Names and codes that occur more than once."""
    lists = {
        "pbx": [pbx.name for pbx in config.pbx],
        "dispositions": [row.code for row in config.dispositions],
        "agents.pause_reasons": [row.code for row in config.agents.pause_reasons],
    }
    return [
        f"{path}: `{name}` is there twice"
        for path, names in lists.items()
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
