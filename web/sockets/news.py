"""Shows changed work items to the agent's tabs: the hub names them, this task reads and sends them."""

from __future__ import annotations

import logging

import msgspec

from cti.errors import CtiError
from web.services import Services
from web.works import work_view

log = logging.getLogger(__name__)


async def announce_work(services: Services) -> None:
    """Runs as long as the server. An item that cannot be read now is logged and left to the next change."""
    while True:
        agent, work_id = await services.hub.next_changed_work()
        try:
            await _announce(services, agent, work_id)
        except CtiError as error:
            log.warning("changed work item %s was not shown: %s", work_id, error)


async def _announce(services: Services, agent: str, work_id: str) -> None:
    locale = services.hub.locale_of(agent)
    if locale is None:
        return
    item = await services.works.get(work_id)
    if item.agent == agent:
        services.hub.send_work(agent, msgspec.json.encode(await work_view(services, item, locale)))
