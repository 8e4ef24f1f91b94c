"""What comes with a call to the next agent: the customer chosen, the script run, colleagues' notes. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from cti.calls.outcomes import ColleagueNote, colleague_notes
from cti.calls.record import WorkItem


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """`customer_id` is the one chosen last; there is one run per call, whoever began it."""

    customer_id: str | None = None
    run_id: str | None = None
    notes: tuple[ColleagueNote, ...] = ()


def handed(items: Sequence[WorkItem], agent: str) -> Handed:
    """What `agent` receives; `items` are those of one call, oldest first."""
    others = [item for item in items if item.agent != agent]
    return Handed(
        customer_id=next((item.customer_id for item in reversed(others) if item.customer_id), None),
        run_id=next((item.run_id for item in others if item.run_id), None),
        notes=colleague_notes(others, agent),
    )
