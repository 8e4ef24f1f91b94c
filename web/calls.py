"""Call records as people see them: with the names of their customers, and whether a follow-up is open."""

from __future__ import annotations

from collections.abc import Sequence

from cti.calls.dispositions import path
from cti.calls.record import CallRecord
from cti.config import Config
from cti.sight import Sight, call_seen
from web.services import Services
from web.views import CallView, call_view


def path_of(config: Config, disposition: str | None) -> tuple[str, ...]:
    """The codes from the top of the tree to `disposition`; it alone when the settings do not have it."""
    if disposition is None:
        return ()
    return tuple(row.code for row in path(config.dispositions, disposition)) or (disposition,)


async def call_views(
    services: Services, records: Sequence[CallRecord], sight: Sight, locale: str
) -> list[CallView]:
    """`records` in their order, as `sight` sees them, worded in `locale`; one query for all names, one for
    all numbers, one for all follow-ups, one for how they sounded."""
    customers = {record.customer_id for record in records if record.customer_id}
    names = await services.customers.names(customers)
    numbers = await services.customers.number_keys(customers)
    promised = [record for record in records if record.follow_up_at and not record.follow_up_done_at]
    talks = await services.calls.last_talks({row.customer_id for row in promised if row.customer_id})
    qualities = await services.qualities.of_calls([record.call_id for record in records])
    return [
        call_view(
            call_seen(sight, record, numbers.get(record.customer_id or "", frozenset())),
            names.get(record.customer_id or ""),
            talks.get(record.customer_id or ""),
            qualities.get(record.call_id, ()),
            path_of(services.config, record.disposition),
            sight,
            locale,
        )
        for record in records
    ]
