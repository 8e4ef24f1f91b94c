"""Answers of script runs: stored as codes bound to a frozen script version, shown with their labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

import msgspec
from sqlalchemy import Column, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from cti.calls.record import AnswerRecord
from cti.scripts.document import Script, Text
from cti.scripts.run import Answer
from db.rows import AnyRow
from db.tables import script_answers, script_runs, script_versions

Version = tuple[str, int]
_SCRIPT = msgspec.json.Decoder(Script)
_RUN = script_runs.c


def to_rows(answers: Iterable[Answer]) -> list[dict[str, object]]:
    """One row per value; an answer without values (a note read, a refusal) is one row too."""
    rows: list[dict[str, object]] = []
    for answer in answers:
        for value in answer.values or (None,):
            rows.append(
                {
                    "position": len(rows), "item": answer.item, "value": value,
                    "refused": answer.refused, "at": answer.at,
                }
            )  # fmt: skip
    return rows


def from_rows(rows: Iterable[AnyRow]) -> tuple[Answer, ...]:
    """The answers again; `rows` of one run in order of position."""
    found = []
    for item, together in groupby(rows, key=lambda row: row.item):
        parts = list(together)
        values = tuple(row.value for row in parts if row.value is not None)
        found.append(Answer(item=item, values=values, refused=parts[0].refused, at=parts[0].at))
    return tuple(found)


async def answers_of(connection: AsyncConnection, call_ids: Sequence[str]) -> dict[str, list[AnswerRecord]]:
    """call -> what was answered during it, oldest run first, labels in the language of the run. A refusal
    has the value "" and no label; steps that were only read are left out."""
    return await _answers_by(connection, _RUN.call_id, call_ids)


async def answers_of_runs(
    connection: AsyncConnection, run_ids: Sequence[str]
) -> dict[str, list[AnswerRecord]]:
    """The same by run."""
    return await _answers_by(connection, _RUN.run_id, run_ids)


async def _answers_by(
    connection: AsyncConnection, owner: Column[str], ids: Sequence[str]
) -> dict[str, list[AnswerRecord]]:
    found: dict[str, list[AnswerRecord]] = defaultdict(list)
    if not ids:
        return found
    query = (
        select(script_answers, _RUN.script, _RUN.version, _RUN.language, owner.label("owner"))
        .join_from(script_answers, script_runs)
        .where(owner.in_(ids))
        .order_by(_RUN.started_at, _RUN.run_id, script_answers.c.position)
    )
    rows = [row for row in await connection.execute(query) if row.refused or row.value is not None]
    scripts = await _scripts(connection, {(row.script, row.version) for row in rows})
    for row in rows:
        found[row.owner].append(_shown(row, scripts[row.script, row.version]))
    return found


async def _scripts(connection: AsyncConnection, wanted: set[Version]) -> dict[Version, Script]:
    if not wanted:
        return {}
    key = tuple_(script_versions.c.name, script_versions.c.version)
    rows = await connection.execute(select(script_versions).where(key.in_(sorted(wanted))))
    return {(row.name, row.version): _SCRIPT.decode(row.document) for row in rows}


def _shown(row: AnyRow, script: Script) -> AnswerRecord:
    value = row.value or ""
    item = next((item for item in script.items if item.id == row.item), None)
    labels = [choice.label for choice in item.choices if choice.code == value] if item else []
    return AnswerRecord(
        script=row.script,
        version=row.version,
        item=row.item,
        value=value,
        label=_in_language(labels[0], row.language) if labels else value,
        question=item.say if item else {},
        sensitive=item.sensitive if item else False,
    )


def _in_language(text: Text, language: str) -> str:
    return text.get(language) or next(iter(text.values()), "")
