"""Accounts and what their roles may do."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

Role = Literal["agent", "supervisor", "admin"]
PhoneKind = Literal["desk", "softphone"]


class User(msgspec.Struct, frozen=True, kw_only=True):
    """An account. `name` is the log-in and the agent's name everywhere; `device` the phone
    (PJSIP/1001) at `pbx` (None: the first of the settings), `queues` those a shift joins there. `phone` says
    whether it stands on the desk or is the browser."""

    user_id: str
    name: str
    role: Role
    display_name: str | None = None
    extension: str | None = None
    device: str | None = None
    pbx: str | None = None
    phone: PhoneKind = "desk"
    queues: tuple[str, ...] = ()
    language: str | None = None
    keys: dict[str, str] | None = None
    """Own keys of the desk: the program's key -> the one chosen for it; None before anything was chosen."""
    disabled: bool = False
    created_at: datetime | None = None


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A log-in: the cookie holds `token` (only its hash is stored), forms send `csrf`."""

    token: str
    csrf: str
    user: User
    expires_at: datetime


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Who did what to what, when; never the content of personal data."""

    at: datetime
    user: str
    action: str
    subject: str
    detail: dict[str, str] = {}
