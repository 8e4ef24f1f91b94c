"""Call records: a row is opened when the call starts and closed once; legs and queue visits hang on it.

What people say about a call (outcome, customer, wrap-up) and what the switch says of it (everything else)
come by different ways at any time; neither overwrites the other. Answers are kept by `db.scripts`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, case, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cti.calls.record import CallFilter, CallRecord, LegRecord, Outcome, QueueVisit
from cti.errors import InvalidInput, NotFound
from db import call_filter, queue_counts
from db import cursor as cursors
from db.answers import answers_of
from db.customer_rows import standing_for
from db.digits import tail
from db.rows import AnyRow, children, to_struct, to_values
from db.tables import call_legs, call_visits, calls, customers
from db.transaction import Transactions, insert_if_absent
from db.wrap_up import keeping_wrap_up

_SAID_BY_PEOPLE = (
    "customer_id", "disposition", "note", "follow_up_at", "follow_up_done_at", "follow_up_agent",
)  # fmt: skip
_SAID_AT_THE_END = ("ended_at", "reason", "ended_by")
_FEW = 50


class Calls:
    """The store behind `cti.ports.CallStore`; numbers are read as dialled in `country`. `on_said` is called
    after each change of what people say of a call."""

    def __init__(self, transactions: Transactions, country: str) -> None:
        self._transactions = transactions
        self._country = country
        self.on_said: Callable[[], None] = lambda: None

    async def open(self, record: CallRecord) -> bool:
        """Writes every field but the answers. False, and nothing done, when the row exists already."""
        async with self._transactions.writing() as connection:
            return await self._insert(connection, record)

    async def save_progress(self, record: CallRecord) -> None:
        """Of an open call: all but what people say and how it ends; legs and visits replaced as a whole,
        wrap-up times kept. Does nothing once the call is closed. Raises NotFound for an unknown call."""
        values = self._values(record, without=_SAID_BY_PEOPLE + _SAID_AT_THE_END)
        async with self._transactions.writing() as connection:
            if await _update_open(connection, record.call_id, values):
                await _replace_parts(connection, record)
            else:
                await _lock(connection, record.call_id)

    async def close(self, record: CallRecord) -> bool:
        """Writes the final state, all but what people say; a call that was never opened is written whole.
        False, and nothing done, when it was closed before. Raises InvalidInput without `ended_at`."""
        if record.ended_at is None:
            raise InvalidInput("a call is closed with the time it ended", "ended_at")
        async with self._transactions.writing() as connection:
            if await _update_open(connection, record.call_id, self._values(record, without=_SAID_BY_PEOPLE)):
                await _replace_parts(connection, record)
                return True
            return await self._insert(connection, record)

    async def merge(self, call_id: str, into: str) -> None:
        """`call_id` became part of `into`: its row stays, but is no longer listed. Raises NotFound."""
        await self._set(call_id, {"merged_into": into})

    async def get(self, call_id: str) -> CallRecord:
        """Raises NotFound; merged calls are found too."""
        async with self._transactions.reading() as connection:
            found = await _read(connection, calls.c.call_id == call_id)
        if not found:
            raise NotFound("there is no call {call_id}", call_id=call_id)
        return found[0]

    async def open_calls(self, pbx: str) -> list[CallRecord]:
        """Those not closed, newest first."""
        still_open = calls.c.ended_at.is_(None), calls.c.merged_into.is_(None)
        async with self._transactions.reading() as connection:
            return await _read(connection, calls.c.pbx == pbx, *still_open)

    async def list(
        self, wanted: CallFilter, limit: int = 50, cursor: str | None = None
    ) -> tuple[list[CallRecord], str | None]:
        """Newest first, and the cursor of the next page (None at the end). A number matches caller or
        dialled number in any written form, or by its last digits. Raises InvalidInput for a bad cursor."""
        conditions = call_filter.conditions(wanted, self._country)
        if cursor:
            conditions.append(call_filter.after(cursor))
        last_of_one = wanted == CallFilter(customer=wanted.customer or "") and limit <= _FEW
        async with self._transactions.reading(brief=last_of_one) as connection:
            found = await _read(connection, *conditions, limit=limit + 1)
        if len(found) <= limit:
            return found, None
        last = found[limit - 1]
        return found[:limit], cursors.encode(last.started_at, last.call_id)

    async def search(
        self, text: str, since: datetime, agent: str | None = None, limit: int = 10
    ) -> Sequence[CallRecord]:
        """Newest first: digits are a caller's or dialled number (any form, or its end), words a note or the
        caller's name in calls since then. An `agent` finds calls of known customers and those they had a
        part in, None finds all."""
        wanted = [calls.c.merged_into.is_(None), call_filter.meant_by(text, since, self._country)]
        if agent is not None:
            wanted.append(call_filter.readable_by(agent))
        async with self._transactions.reading() as connection:
            return await _read(connection, *wanted, limit=limit)

    async def set_customer(self, call_id: str, customer_id: str | None) -> None:
        """None takes the customer off the call. Raises NotFound for either."""
        async with self._transactions.writing() as connection:
            if customer_id is not None:
                customer_id = await standing_for(connection, customer_id)
                known = select(customers.c.customer_id).where(customers.c.customer_id == customer_id)
                if await connection.scalar(known) is None:
                    raise NotFound("there is no customer {customer_id}", customer_id=customer_id)
            await _set(connection, call_id, {"customer_id": customer_id})

    async def set_outcome(self, call_id: str, outcome: Outcome) -> None:
        """Replaces disposition, note and follow-up date; another date opens the follow-up again. Raises
        NotFound."""
        is_same = calls.c.follow_up_at.is_not_distinct_from(outcome.follow_up_at)
        done_at = case((is_same, calls.c.follow_up_done_at), else_=None)
        await self._set(call_id, {**to_values(outcome, calls), "follow_up_done_at": done_at})

    async def set_follow_up_done(self, call_id: str, at: datetime | None) -> None:
        """None opens it again. Raises NotFound."""
        await self._set(call_id, {"follow_up_done_at": at})

    async def open_follow_ups(self, customer_ids: Collection[str]) -> Sequence[CallRecord]:
        """Calls of these customers with a promise that nobody closed, and without a talk after it was due;
        newest first."""
        talk = calls.alias()
        kept = exists().where(
            talk.c.customer_id == calls.c.customer_id, talk.c.started_at > calls.c.follow_up_at,
            talk.c.talk_s > 0, talk.c.merged_into.is_(None),
        )  # fmt: skip
        promised = calls.c.follow_up_at.is_not(None), calls.c.follow_up_done_at.is_(None)
        theirs = calls.c.customer_id.in_(customer_ids), calls.c.merged_into.is_(None)
        async with self._transactions.reading() as connection:
            return await _read(connection, *theirs, *promised, ~kept)

    async def last_talks(self, customer_ids: Collection[str]) -> dict[str, datetime]:
        """customer -> start of the last call that was talked on; who never was is left out."""
        query = (
            select(calls.c.customer_id, func.max(calls.c.started_at).label("last_talk"))
            .where(calls.c.customer_id.in_(customer_ids), calls.c.talk_s > 0, calls.c.merged_into.is_(None))
            .group_by(calls.c.customer_id)
        )
        if not customer_ids:
            return {}
        async with self._transactions.reading() as connection:
            found = (await connection.execute(query)).all()
        return {row.customer_id: row.last_talk for row in found}

    async def add_wrap_up(self, call_id: str, agent: str, seconds: float) -> None:
        """Adds to the agent's last leg. Raises NotFound when the agent had no part in the call."""
        theirs = call_legs.c.call_id == call_id, call_legs.c.agent == agent
        last = select(call_legs.c.position).where(*theirs).order_by(call_legs.c.position.desc()).limit(1)
        async with self._transactions.writing() as connection:
            await _lock(connection, call_id)
            change = update(call_legs).where(*theirs, call_legs.c.position == last.scalar_subquery())
            change = change.values(wrap_up_s=call_legs.c.wrap_up_s + seconds)
            if (await connection.execute(change)).rowcount == 0:
                raise NotFound("{agent} had no part in call {call_id}", agent=agent, call_id=call_id)

    async def queue_counts(
        self, pbx: str, since: datetime, service_level_s: dict[str, int]
    ) -> dict[str, tuple[int, int, int]]:
        """queue of `pbx` -> (answered, answered within its service level, abandoned) of visits ended since.
        A queue without an entry in `service_level_s` is measured by 20 s."""
        async with self._transactions.reading() as connection:
            return await queue_counts.read(connection, pbx, since, service_level_s)

    async def _set(self, call_id: str, values: dict[str, object]) -> None:
        async with self._transactions.writing() as connection:
            await _set(connection, call_id, values)
        self.on_said()

    async def _insert(self, connection: AsyncConnection, record: CallRecord) -> bool:
        if not await insert_if_absent(connection, calls, self._values(record)):
            return False
        await _insert_parts(connection, record, record.legs)
        return True

    def _values(self, record: CallRecord, without: Sequence[str] = ()) -> dict[str, object]:
        values = to_values(record, calls)
        values["caller_tail"] = tail(record.caller_e164 or record.caller_number, self._country)
        values["dialed_tail"] = tail(record.dialed, self._country)
        return {name: value for name, value in values.items() if name not in without}


async def _update_open(connection: AsyncConnection, call_id: str, values: dict[str, object]) -> bool:
    change = update(calls).where(calls.c.call_id == call_id, calls.c.ended_at.is_(None)).values(**values)
    return (await connection.execute(change)).rowcount == 1


async def _set(connection: AsyncConnection, call_id: str, values: dict[str, object]) -> None:
    change = update(calls).where(calls.c.call_id == call_id).values(**values)
    if (await connection.execute(change)).rowcount == 0:
        raise NotFound("there is no call {call_id}", call_id=call_id)


async def _lock(connection: AsyncConnection, call_id: str) -> None:
    """Until the transaction ends nobody else writes this call; raises NotFound."""
    row = select(calls.c.call_id).where(calls.c.call_id == call_id).with_for_update()
    if await connection.scalar(row) is None:
        raise NotFound("there is no call {call_id}", call_id=call_id)


async def _replace_parts(connection: AsyncConnection, record: CallRecord) -> None:
    legs = await keeping_wrap_up(connection, record.call_id, record.legs)
    await connection.execute(delete(call_legs).where(call_legs.c.call_id == record.call_id))
    await connection.execute(delete(call_visits).where(call_visits.c.call_id == record.call_id))
    await _insert_parts(connection, record, legs)


async def _insert_parts(connection: AsyncConnection, record: CallRecord, legs: Sequence[LegRecord]) -> None:
    for table, parts in ((call_legs, legs), (call_visits, record.visits)):
        rows = [
            {**to_values(part, table), "call_id": record.call_id, "position": position}
            for position, part in enumerate(parts)
        ]
        if rows:
            await connection.execute(insert(table), rows)


async def _read(
    connection: AsyncConnection, *conditions: ColumnElement[bool], limit: int | None = None
) -> list[CallRecord]:
    query = select(calls).where(*conditions)
    query = query.order_by(calls.c.started_at.desc(), calls.c.call_id.desc()).limit(limit)
    rows: Sequence[AnyRow] = (await connection.execute(query)).all()
    ids = [row.call_id for row in rows]
    legs = await children(connection, call_legs, call_legs.c.call_id, ids, LegRecord)
    visits = await children(connection, call_visits, call_visits.c.call_id, ids, QueueVisit)
    answers = await answers_of(connection, ids)
    return [
        to_struct(CallRecord, row, legs=legs[key], visits=visits[key], answers=answers[key])
        for row, key in zip(rows, ids, strict=True)
    ]
