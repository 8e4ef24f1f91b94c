"""The entries of a timeline, read by their ids: one reader for each kind."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import msgspec
from sqlalchemy import Column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cti.customers.model import Customer
from cti.timeline import Entry, Kind
from db.answers import answers_of_runs
from db.rows import AnyRow
from db.tables import calls, customer_merges, messages, number_rulings, script_runs, tasks

_CUSTOMER = msgspec.json.Decoder(Customer)
Reader = Callable[[AsyncConnection, Sequence[str]], Awaitable[list[Entry]]]


async def _rows(connection: AsyncConnection, key: Column[str], ids: Sequence[str]) -> list[AnyRow]:
    query = select(key.table).where(key.in_(ids))
    return list(await connection.execute(query))


async def _calls(connection: AsyncConnection, ids: Sequence[str]) -> list[Entry]:
    return [_call(row) for row in await _rows(connection, calls.c.call_id, ids)]


def _call(row: AnyRow) -> Entry:
    return Entry(
        kind="call",
        entry_id=row.call_id,
        at=row.started_at,
        call_id=row.call_id,
        by=row.agent,
        direction=row.direction,
        queue=row.queue,
        number=row.dialed if row.direction == "outbound" else row.caller_e164 or row.caller_number,
        reason=row.reason,
        disposition=row.disposition,
        talk_s=row.talk_s,
    )


async def _follow_ups(connection: AsyncConnection, ids: Sequence[str]) -> list[Entry]:
    return [
        Entry(
            kind="follow_up", entry_id=row.call_id, at=row.started_at, call_id=row.call_id, by=row.agent,
            due=row.follow_up_at, done_at=row.follow_up_done_at,
        )
        for row in await _rows(connection, calls.c.call_id, ids)
    ]  # fmt: skip


async def _notes(connection: AsyncConnection, ids: Sequence[str]) -> list[Entry]:
    return [
        Entry(
            kind="note", entry_id=row.call_id, at=row.started_at, call_id=row.call_id, by=row.agent,
            text=row.note,
        )
        for row in await _rows(connection, calls.c.call_id, ids)
    ]  # fmt: skip


async def _answers(connection: AsyncConnection, ids: Sequence[str]) -> list[Entry]:
    runs = await _rows(connection, script_runs.c.run_id, ids)
    begun = select(calls.c.call_id, calls.c.started_at).where(
        calls.c.call_id.in_([run.call_id for run in runs])
    )
    started = {row.call_id: row.started_at for row in await connection.execute(begun)}
    answers = await answers_of_runs(connection, ids)
    return [
        Entry(
            kind="answers", entry_id=run.run_id, at=started[run.call_id], call_id=run.call_id, by=run.agent,
            script=run.script, answers=tuple(answers[run.run_id]),
        )
        for run in runs
    ]  # fmt: skip


async def _messages(connection: AsyncConnection, ids: Sequence[str]) -> list[Entry]:
    return [
        Entry(
            kind="message", entry_id=row.message_id, at=row.at, call_id=row.call_id, by=row.agent,
            text=row.text, number=row.to, state=row.state, channel=row.channel,
        )
        for row in await _rows(connection, messages.c.message_id, ids)
    ]  # fmt: skip


async def _tasks(connection: AsyncConnection, ids: Sequence[str]) -> list[Entry]:
    return [
        Entry(
            kind="task", entry_id=row.task_id, at=row.created_at, by=row.created_by, text=row.title,
            detail=row.note, due=row.due_at, done_at=row.done_at, other=row.agent,
        )
        for row in await _rows(connection, tasks.c.task_id, ids)
    ]  # fmt: skip


async def _rulings(connection: AsyncConnection, ids: Sequence[str]) -> list[Entry]:
    return [
        Entry(
            kind="ruling", entry_id=row.ruling_id, at=row.at, by=row.by, number=row.key, verdict=row.verdict,
            undone_by=row.undone_by, undone_at=row.undone_at,
        )
        for row in await _rows(connection, number_rulings.c.ruling_id, ids)
    ]  # fmt: skip


async def _merges(connection: AsyncConnection, ids: Sequence[str]) -> list[Entry]:
    return [
        Entry(
            kind="merge", entry_id=row.merge_id, at=row.at, by=row.by, other=_CUSTOMER.decode(row.gone).name,
            undone_by=row.undone_by, undone_at=row.undone_at,
        )
        for row in await _rows(connection, customer_merges.c.merge_id, ids)
    ]  # fmt: skip


READERS: dict[Kind, Reader] = {
    "call": _calls,
    "follow_up": _follow_ups,
    "note": _notes,
    "answers": _answers,
    "message": _messages,
    "task": _tasks,
    "ruling": _rulings,
    "merge": _merges,
}
