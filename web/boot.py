"""The facts the server writes into a page for its scripts: who is
here, the language, and the choices the configuration gives (dispositions, pause reasons)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from cti.calls.dispositions import Disposition
from cti.config import PauseReason
from cti.users.model import Session
from web.i18n import current_locale
from web.services import Services
from web.softphone import has_softphone
from web.views import UserView, user_view


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A code with its label in the page's language."""

    code: str
    label: str


class DispositionChoice(Choice, frozen=True, kw_only=True):
    """One of the tree: `parent` "" is the top, empty `queues` those of the parent, `key` "" its place."""

    parent: str
    queues: tuple[str, ...]
    key: str


class Boot(msgspec.Struct, frozen=True, kw_only=True):
    """The JSON block `boot` of every page. `service_level_target` (percent) is that of queues which have
    none of their own in `service_level_targets`; `keys` are the user's own keys; `people` leads from log-in
    names to the names to show; `softphone` is the address of the browser phone's script for those who have
    one."""

    user: UserView | None
    people: dict[str, str]
    csrf: str | None
    softphone: str | None
    language: str
    page: str
    keys: dict[str, str]
    server_time: datetime
    dispositions: list[DispositionChoice]
    disposition_required: bool
    disposition_required_in: dict[str, bool]
    pause_reasons: list[Choice]
    service_level_target: int
    service_level_targets: dict[str, int]


async def names_of_people(services: Services) -> dict[str, str]:
    """Log-in name -> name to show, also of accounts that are disabled."""
    return {user.name: user.display_name or user.name for user in await services.users.list()}


def boot_of(
    services: Services, session: Session | None, page: str, people: dict[str, str], softphone: str | None
) -> Boot:
    """The facts for `page` in the current locale."""
    config = services.config
    return Boot(
        user=user_view(session.user) if session else None,
        people=people,
        csrf=session.csrf if session else None,
        softphone=softphone if session and has_softphone(services.config, session.user) else None,
        language=current_locale(),
        page=page,
        keys=(session and session.user.keys) or {},
        server_time=services.clock.now(),
        dispositions=[_disposition(row) for row in config.dispositions] if session else [],
        disposition_required=config.queue_defaults.disposition_required,
        disposition_required_in={name: config.queue(name).disposition_required for name in config.queues},
        pause_reasons=_choices(config.agents.pause_reasons) if session else [],
        service_level_target=config.queue_defaults.service_level_target,
        service_level_targets={name: config.queue(name).service_level_target for name in config.queues},
    )


def _choices(rows: Sequence[PauseReason]) -> list[Choice]:
    return [Choice(code=row.code, label=_label(row)) for row in rows]


def _disposition(row: Disposition) -> DispositionChoice:
    return DispositionChoice(
        code=row.code, label=_label(row), parent=row.parent, queues=row.queues, key=row.key
    )


def _label(row: Disposition | PauseReason) -> str:
    return row.zh_CN if current_locale() == "zh_CN" else row.en
