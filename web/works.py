"""A work item as the desk shows it: the pop in the reader's language, customer, call, drafts, script run.

Used by the API, the snapshot and the `work` frames, so that all three say the same.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from cti.calls.outcomes import colleague_notes
from cti.calls.record import Outcome, WorkItem
from cti.errors import NotFound
from cti.scripts.view import RunView
from cti.users.model import User
from web.calls import call_views
from web.services import Services
from web.sight import sight_of
from web.sockets.pop import Json, localised
from web.views import CallView, CustomerView, customer_view


class WorkView(msgspec.Struct, frozen=True, kw_only=True):
    """One call's work of one agent; over when `dismissed_at` or `outcome.finished_at` is set.
    `uncoded_at`: when its time ended before the agent said how the call went."""

    work_id: str
    call_id: str
    pop: Json
    customer: CustomerView | None
    outcome: Outcome
    run: RunView | None
    answered_at: datetime | None
    wrap_up_until: datetime | None
    dismissed_at: datetime | None
    uncoded_at: datetime | None
    created_at: datetime
    call: CallView | None


async def work_view(services: Services, item: WorkItem, locale: str) -> WorkView:
    """`item` with what it points to; what was deleted meanwhile is None. The pop's notes of colleagues are
    those of now."""
    customer = await _customer(services, item)
    agent = await services.users.get(item.agent)
    notes = colleague_notes(await services.works.of_call(item.call_id), item.agent)
    pop = localised(item.pop, locale, agent, customer)
    return WorkView(
        work_id=item.work_id,
        call_id=item.call_id,
        pop=pop | {"notes": notes},
        customer=customer,
        outcome=item.outcome,
        run=await _run(services, item),
        answered_at=item.answered_at,
        wrap_up_until=item.wrap_up_until,
        dismissed_at=item.dismissed_at,
        uncoded_at=item.uncoded_at,
        created_at=item.created_at,
        call=await _call(services, item, agent, locale),
    )


async def open_work(services: Services, agent: str, locale: str) -> list[WorkView]:
    """What `agent` has open, oldest first."""
    return [await work_view(services, item, locale) for item in await services.desk.open_work(agent)]


async def _customer(services: Services, item: WorkItem) -> CustomerView | None:
    if item.customer_id is None:
        return None
    try:
        return customer_view(await services.customers.get(item.customer_id))
    except NotFound:
        return None


async def _call(services: Services, item: WorkItem, agent: User, locale: str) -> CallView | None:
    try:
        records = [await services.calls.get(item.call_id)]
        (view,) = await call_views(services, records, sight_of(agent, services.config), locale)
        return view
    except NotFound:
        return None


async def _run(services: Services, item: WorkItem) -> RunView | None:
    if item.run_id is None:
        return None
    try:
        return await services.desk.view_run(item.agent, item.run_id)
    except NotFound:
        return None
