"""Whose phone is the browser, and where it registers."""

from __future__ import annotations

from cti.config import Config, Pbx
from cti.users.model import User


def pbx_of(config: Config, user: User) -> Pbx:
    """The PBX of the account; the first one when it names none, or one that is gone."""
    return next((row for row in config.pbx if row.name == user.pbx), config.pbx[0])


def has_softphone(config: Config, user: User) -> bool:
    """True when the account's phone is the browser and its PBX takes browsers."""
    return user.phone == "softphone" and bool(pbx_of(config, user).websocket)
