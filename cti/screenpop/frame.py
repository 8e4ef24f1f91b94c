"""The pop as it is stored in a work item and sent to browsers (without seq).

Nothing here is in a language yet: `candidates[].why` and `story[].what` are message ids with their values,
`caller_location`, `greeting` and `script.title` have a text per language. The web part turns them into the
reader's words.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from cti.calls.outcomes import ColleagueNote
from cti.calls.record import CallRecord, open_follow_ups
from cti.customers.model import Candidate, Customer, PhoneNumber, SetAside, SharedBy
from cti.events import Direction, Party
from cti.screenpop.rules import PopReason
from cti.screenpop.story import Line
from cti.scripts.document import Text
from cti.sight import Sight, call_seen


class CallerName(msgspec.Struct, frozen=True):
    """Who called, in a past call."""

    number: str | None
    name: str | None


class PastCall(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the customer's history, with the names of the calls list."""

    call_id: str
    started_at: datetime
    ended_at: datetime | None
    direction: Direction
    caller: CallerName
    dialed: str | None
    queue: str | None
    agent: str | None
    reason: str | None
    waited_s: float
    talk_s: float
    disposition: str | None
    note: str | None


class OpenMatter(msgspec.Struct, frozen=True, kw_only=True):
    """Something promised to the customer: a "follow_up" of a call, or a "task" (`task_id`) for `agent`, made
    by `created_by`."""

    kind: str
    call_id: str | None
    due: datetime | None
    note: str | None
    task_id: str | None = None
    agent: str | None = None
    customer_id: str | None = None
    created_by: str | None = None


class KnownCustomer(msgspec.Struct, frozen=True, kw_only=True):
    """The customer with the last calls and what is open."""

    customer_id: str
    name: str
    organisation: str | None
    numbers: tuple[PhoneNumber, ...]
    email: str | None
    tags: tuple[str, ...]
    note: str | None
    external_id: str | None
    fields: dict[str, str]
    version: int
    last_calls: tuple[PastCall, ...] = ()
    open: tuple[OpenMatter, ...] = ()


class ScriptOffer(msgspec.Struct, frozen=True):
    """The script for this call; `greeting` is the queue's own, else the script's."""

    name: str
    version: int
    title: Text
    greeting: Text
    items: int


class Pop(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="pop"):
    """One call shown to one agent. `story` is what the call went through before, `notes` what colleagues
    noted of it until now."""

    pop_id: str
    work_id: str
    call_id: str
    pbx: str
    reason: PopReason
    at: datetime
    direction: Direction
    caller: Party
    caller_e164: str | None
    caller_display: str | None
    caller_location: Text
    dialed: str | None
    queue: str | None
    candidates: tuple[Candidate, ...]
    set_aside: tuple[SetAside, ...] = ()
    shared: SharedBy | None = None
    customer: KnownCustomer | None
    greeting: Text
    script: ScriptOffer | None
    story: tuple[Line, ...] = ()
    notes: tuple[ColleagueNote, ...] = ()


def known(customer: Customer, calls: list[CallRecord], shown: int, sight: Sight) -> KnownCustomer:
    """`customer` with the first `shown` of `calls` (newest first), as `sight` sees their numbers, and what is
    open among all of them."""
    fields = {f.name for f in msgspec.structs.fields(KnownCustomer)}
    own = {key: value for key, value in msgspec.structs.asdict(customer).items() if key in fields}
    return KnownCustomer(
        **own,
        last_calls=tuple(_past(call_seen(sight, call, customer.number_keys)) for call in calls[:shown]),
        open=tuple(
            OpenMatter(kind="follow_up", call_id=call.call_id, due=due, note=call.note)
            for due, call in open_follow_ups(calls)
        ),
    )


def _past(call: CallRecord) -> PastCall:
    return PastCall(
        call_id=call.call_id,
        started_at=call.started_at,
        ended_at=call.ended_at,
        direction=call.direction,
        caller=CallerName(call.caller_number, call.caller_name),
        dialed=call.dialed,
        queue=call.queue,
        agent=call.agent,
        reason=call.reason,
        waited_s=call.waited_s,
        talk_s=call.talk_s,
        disposition=call.disposition,
        note=call.note,
    )
