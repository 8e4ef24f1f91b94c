"""Customers who may be one, making two one, and undoing it for a day."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from aiohttp import web

from cti.customers.merging import Choice, Lost, Merge, lost
from web.audit import record
from web.auth import user_of
from web.endpoint import endpoint
from web.keys import services
from web.views import CustomerView, ListPage, customer_view

Limit = Annotated[int, msgspec.Meta(ge=1, le=100)]


class DuplicatesQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a list."""

    limit: Limit = 20
    cursor: str | None = None


class MergesQuery(DuplicatesQuery, frozen=True, kw_only=True):
    """`customer`: only what became part of this one."""

    customer: str | None = None


class DuplicatesView(msgspec.Struct, frozen=True):
    """Customers with the same `value` of `reason`."""

    reason: str
    value: str
    customers: list[CustomerView]


class MergeBody(msgspec.Struct, frozen=True, kw_only=True):
    """`gone_id` becomes part of the customer of the address. `choices`: whose value a field has, the kept
    one's or the gone one's (`fields.NAME` for own fields, "both" for notes); else the one that is filled.
    Numbers and tags are united. Versions are those read."""

    gone_id: str
    version: int
    gone_version: int
    choices: dict[str, Choice] = {}


class UndoBody(msgspec.Struct, frozen=True):
    """The version of the kept customer as it was read now."""

    version: int


class MergeView(msgspec.Struct, frozen=True, kw_only=True):
    """One merge. `lost` is what was changed in the kept customer since and goes with an undo; `version` is
    the kept one's now, None when it became part of another since."""

    merge_id: str
    by: str
    at: datetime
    kept_id: str
    kept_name: str
    gone: CustomerView
    version: int | None
    lost: list[Lost]
    undone_by: str | None
    undone_at: datetime | None


@endpoint("GET", "/api/v1/duplicates", role="supervisor")
async def duplicates(request: web.Request, query: DuplicatesQuery) -> ListPage[DuplicatesView]:
    """Groups of customers who may be one, the surest reason first."""
    merges = services(request).people.merges
    found, following = await merges.duplicates(query.limit, query.cursor)
    groups = [
        DuplicatesView(group.reason, group.value, [customer_view(one) for one in group.customers])
        for group in found
    ]
    return ListPage(groups, following)


@endpoint("GET", "/api/v1/merges", role="supervisor")
async def merges(request: web.Request, query: MergesQuery) -> ListPage[MergeView]:
    """Customers that became part of others, newest first."""
    found, following = await services(request).people.merges.list(query.customer, query.limit, query.cursor)
    return ListPage([await _view(request, one) for one in found], following)


@endpoint("POST", "/api/v1/customers/{customer_id}/merge", role="supervisor")
async def merge(request: web.Request, body: MergeBody) -> MergeView:
    """Makes two customers one; what named either names the kept one."""
    kept = request.match_info["customer_id"], body.version
    gone = body.gone_id, body.gone_version
    user = user_of(request).name
    done = await services(request).people.merges.merge(kept, gone, body.choices, user)
    await record(request, user, "customer.merged", kept[0], {"gone": body.gone_id, "merge": done.merge_id})
    await services(request).people.persons.customers_changed([kept[0], body.gone_id])
    return await _view(request, done)


@endpoint("POST", "/api/v1/merges/{merge_id}/undo", role="supervisor")
async def undo(request: web.Request, body: UndoBody) -> MergeView:
    """Makes the two what they were, within a day; `lost` says what was changed since and is gone."""
    user, people = user_of(request).name, services(request).people
    before = await _view(request, await people.merges.get(request.match_info["merge_id"]))
    done = await people.merges.undo(before.merge_id, body.version, user)
    await record(request, user, "customer.merge_undone", before.kept_id, {"gone": before.gone.customer_id})
    await people.persons.customers_changed([before.kept_id, before.gone.customer_id])
    return msgspec.structs.replace(
        before, version=body.version + 1, undone_by=done.undone_by, undone_at=done.undone_at
    )


async def _view(request: web.Request, merge: Merge) -> MergeView:
    now = await services(request).customers.get(merge.kept_before.customer_id)
    is_there = now.customer_id == merge.kept_before.customer_id
    return MergeView(
        merge_id=merge.merge_id,
        by=merge.by,
        at=merge.at,
        kept_id=merge.kept_before.customer_id,
        kept_name=now.name,
        gone=customer_view(merge.gone),
        version=now.version if is_there else None,
        lost=lost(merge, now) if is_there and merge.undone_at is None else [],
        undone_by=merge.undone_by,
        undone_at=merge.undone_at,
    )


ROUTES = (duplicates, merges, merge, undo)
