"""Call records as people see them, with the names of the customers they were with."""

from __future__ import annotations

from collections.abc import Sequence

from cti.calls.record import CallRecord
from web.services import Services
from web.views import CallView, call_view


async def call_views(services: Services, records: Sequence[CallRecord], locale: str) -> list[CallView]:
    """`records` in their order, worded in `locale`; one query for all names."""
    names = await services.customers.names({record.customer_id for record in records if record.customer_id})
    return [call_view(record, names.get(record.customer_id or ""), locale) for record in records]
