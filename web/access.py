"""Which calls an agent may read: own ones, those of the own queues, and every call of a customer.

Supervisors and administrators read all. The store is never asked for more than the user may see.
"""

from __future__ import annotations

import msgspec

from cti.calls.record import CallFilter, CallRecord
from cti.errors import NotAllowed, NotFound
from cti.users.model import User
from web.auth import has_role
from web.i18n import N_


def permitted(user: User, wanted: CallFilter) -> CallFilter:
    """`wanted`, narrowed to what `user` may list. Raises `NotAllowed` for other people's calls."""
    if has_role(user, "supervisor") or wanted.customer or (wanted.queue and wanted.queue in user.queues):
        return wanted
    if wanted.agent not in (None, user.name):
        raise NotAllowed(N_("Agents list their own calls, those of their queues, or those of one customer"))
    return msgspec.structs.replace(wanted, agent=user.name)


def check_readable(user: User, call: CallRecord) -> None:
    """Raises `NotFound` when `user` may not read `call`."""
    if has_role(user, "supervisor") or call.customer_id is not None:
        return
    agents = {call.agent, *(leg.agent for leg in call.legs)}
    queues = {call.queue, *(visit.queue for visit in call.visits)}
    if user.name not in agents and not queues & set(user.queues):
        raise NotFound(N_("There is no such call, or it is not one of yours"))
