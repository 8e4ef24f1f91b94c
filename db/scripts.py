"""Scripts and their runs: a published version is never changed; a run and its answers are saved together."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from datetime import datetime

import msgspec
from sqlalchemy import Select, delete, func, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cti.calls.record import AnswerRecord
from cti.errors import Conflict, NotFound
from cti.scripts.document import Script
from cti.scripts.run import ScriptRun
from db.answers import answers_of, from_rows, to_rows
from db.rows import to_struct, to_values
from db.tables import queue_scripts, script_answers, script_runs, script_versions
from db.transaction import Transactions, insert_if_absent

_SCRIPT = msgspec.json.Decoder(Script)
_VERSIONS = script_versions.c
EVERY_QUEUE = ""
"""The queue name that stands for direct calls and every queue without a script of its own."""


class Scripts:
    """The store behind `cti.ports.ScriptStore`."""

    def __init__(self, transactions: Transactions, now: Callable[[], datetime]) -> None:
        self._transactions = transactions
        self._now = now

    async def publish(self, script: Script) -> Script:
        """Freezes it under the next version number; what equals the newest version is that one. Raises
        Conflict when somebody else publishes the same script at this moment."""
        async with self._transactions.writing() as connection:
            newest = await _one(connection, _newest(script.name))
            version = newest.version if newest else 0
            if newest == msgspec.structs.replace(script, version=version):
                return newest
            published = msgspec.structs.replace(script, version=version + 1)
            row = {
                "name": script.name, "version": published.version,
                "document": msgspec.json.encode(published).decode(), "published_at": self._now(),
            }  # fmt: skip
            if not await insert_if_absent(connection, script_versions, row):
                raise Conflict(
                    "script {script} was published by somebody else just now: try again", script=script.name
                )
            return published

    async def latest(self, name: str) -> Script | None:
        """The newest version."""
        async with self._transactions.reading() as connection:
            return await _one(connection, _newest(name))

    async def version(self, name: str, version: int) -> Script:
        """Raises NotFound."""
        query = select(_VERSIONS.document).where(_VERSIONS.name == name, _VERSIONS.version == version)
        async with self._transactions.reading() as connection:
            script = await _one(connection, query)
        if script is None:
            raise NotFound("there is no version {version} of script {script}", version=version, script=name)
        return script

    async def list(self) -> list[Script]:
        """The newest version of each, by name."""
        newest = select(_VERSIONS.name, func.max(_VERSIONS.version)).group_by(_VERSIONS.name)
        query = select(_VERSIONS.document).where(tuple_(_VERSIONS.name, _VERSIONS.version).in_(newest))
        async with self._transactions.reading() as connection:
            documents = await connection.scalars(query.order_by(_VERSIONS.name))
            return [_SCRIPT.decode(document) for document in documents]

    async def assign(self, queue: str, name: str) -> None:
        """Calls of `queue` get the newest version of script `name`; queue "" stands for direct calls and
        queues without a script of their own. Raises NotFound for an unknown script."""
        async with self._transactions.writing() as connection:
            if await _one(connection, _newest(name)) is None:
                raise NotFound("there is no script {script}: publish it first", script=name)
            if not await insert_if_absent(connection, queue_scripts, {"queue": queue, "name": name}):
                change = update(queue_scripts).where(queue_scripts.c.queue == queue).values(name=name)
                await connection.execute(change)

    async def for_queue(self, queue: str | None) -> Script | None:
        """What calls of `queue` (None: direct calls) get, newest version."""
        candidates = queue_scripts.c.queue.in_({queue or EVERY_QUEUE, EVERY_QUEUE})
        chosen = select(queue_scripts.c.name).where(candidates).order_by(queue_scripts.c.queue.desc())
        async with self._transactions.reading() as connection:
            name = await connection.scalar(chosen.limit(1))
            return await _one(connection, _newest(name)) if name else None

    async def save_run(self, run: ScriptRun) -> None:
        """Inserts or replaces the run and its answers at once. Raises Conflict when its script version was
        never published."""
        values = to_values(run, script_runs)
        rows = [{**row, "run_id": run.run_id} for row in to_rows(run.answers)]
        async with self._transactions.writing() as connection:
            if not await insert_if_absent(connection, script_runs, values):
                change = update(script_runs).where(script_runs.c.run_id == run.run_id).values(**values)
                await connection.execute(change)
                await connection.execute(delete(script_answers).where(script_answers.c.run_id == run.run_id))
            if rows:
                await connection.execute(insert(script_answers), rows)

    async def run(self, run_id: str) -> ScriptRun:
        """Raises NotFound."""
        runs = select(script_runs).where(script_runs.c.run_id == run_id)
        answers = select(script_answers).where(script_answers.c.run_id == run_id)
        async with self._transactions.reading() as connection:
            row = (await connection.execute(runs)).first()
            if row is None:
                raise NotFound("there is no script run {run_id}", run_id=run_id)
            rows = await connection.execute(answers.order_by(script_answers.c.position))
            return to_struct(ScriptRun, row, answers=from_rows(rows))

    async def answers(self, call_id: str) -> builtins.list[AnswerRecord]:
        """What was answered during the call; a refusal has the value ""."""
        async with self._transactions.reading() as connection:
            return (await answers_of(connection, [call_id]))[call_id]


def _newest(name: str) -> Select[str]:
    query = select(_VERSIONS.document).where(_VERSIONS.name == name)
    return query.order_by(_VERSIONS.version.desc()).limit(1)


async def _one(connection: AsyncConnection, query: Select[str]) -> Script | None:
    document = await connection.scalar(query)
    return None if document is None else _SCRIPT.decode(document)
