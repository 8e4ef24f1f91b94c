"""What several agents say of one call, put together so that nobody overwrites anybody. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from cti.calls.record import Outcome, WorkItem


class ColleagueNote(msgspec.Struct, frozen=True):
    """What a colleague noted of the same call; `by` is the agent."""

    by: str
    text: str


def colleague_notes(items: Sequence[WorkItem], reader: str) -> tuple[ColleagueNote, ...]:
    """What everybody but `reader` noted, drafts too; `items` are those of one call, oldest first."""
    noted = ((item.agent, (item.outcome.note or "").strip()) for item in items if item.agent != reader)
    return tuple(ColleagueNote(agent, text) for agent, text in noted if text)


def common_outcome(items: Sequence[WorkItem]) -> Outcome:
    """What the agents of one call said of it together, `items` oldest first; drafts do not count. The last
    to finish decides disposition and follow-up (who left one open takes nothing away); every note is
    kept, with names when there are several."""
    finished = sorted((item for item in items if item.outcome.finished_at), key=_finished_at)
    notes = [ColleagueNote(i.agent, i.outcome.note) for i in items if i in finished and i.outcome.note]
    texts = [note.text if len(notes) == 1 else f"{note.by}: {note.text}" for note in notes]
    last_first = [item.outcome for item in reversed(finished)]
    promised = next((one for one in last_first if one.follow_up_at), Outcome())
    return Outcome(
        disposition=next((one.disposition for one in last_first if one.disposition), None),
        note="\n".join(texts) or None,
        follow_up_at=promised.follow_up_at,
        follow_up_agent=promised.follow_up_agent,
        finished_at=next((one.finished_at for one in last_first), None),
    )


def _finished_at(item: WorkItem) -> datetime:
    return item.outcome.finished_at or item.created_at
