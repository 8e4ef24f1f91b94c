"""The facts the server writes into a page for its scripts: who is
here, the language, and the choices the configuration gives (dispositions, pause reasons)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from cti.config import Disposition, PauseReason
from cti.users.model import Session
from web.i18n import current_locale
from web.services import Services
from web.softphone import has_softphone
from web.views import UserView, user_view


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A code with its label in the page's language; empty `queues` means every queue."""

    code: str
    label: str
    queues: tuple[str, ...] = ()


class Boot(msgspec.Struct, frozen=True, kw_only=True):
    """The JSON block `boot` of every page. `service_level_target` (percent) is that of queues which have
    none of their own in `service_level_targets`; `keys` are the user's own keys; `people` leads from log-in names to the names to show;
    `softphone` is the address of the browser phone's script for those who have one."""

    user: UserView | None
    people: dict[str, str]
    csrf: str | None
    softphone: str | None
    language: str
    page: str
    keys: dict[str, str]
    server_time: datetime
    dispositions: list[Choice]
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
        keys=session.user.keys if session else {},
        server_time=services.clock.now(),
        dispositions=_choices(config.dispositions) if session else [],
        pause_reasons=_choices(config.agents.pause_reasons) if session else [],
        service_level_target=config.queue_defaults.service_level_target,
        service_level_targets={name: config.queue(name).service_level_target for name in config.queues},
    )


def _choices(rows: Sequence[Disposition | PauseReason]) -> list[Choice]:
    chinese = current_locale() == "zh_CN"
    return [
        Choice(
            code=row.code,
            label=row.zh_CN if chinese else row.en,
            queues=row.queues if isinstance(row, Disposition) else (),
        )
        for row in rows
    ]
