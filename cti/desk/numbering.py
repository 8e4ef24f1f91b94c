"""Whom an agent dials or hands a call to, as the dialplan wants it: a colleague, a queue, a number."""

from __future__ import annotations

import msgspec

from cti.customers import numbers
from cti.desk.parts import Parts
from cti.errors import InvalidInput, NotFound
from cti.parties import extension_of


class Number(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly one of them: a number in any form, a colleague, a queue."""

    number: str | None = None
    agent: str | None = None
    queue: str | None = None


async def number_of(parts: Parts, agent: str, to: Number) -> str:
    """What `agent`'s PBX dials for `to`. Raises InvalidInput, NotFound."""
    if [to.number, to.agent, to.queue].count(None) != 2:
        raise InvalidInput("Say one: number, agent or queue")
    if to.agent is not None:
        return await _of_colleague(parts, agent, to.agent)
    if to.queue is not None:
        return of_queue(parts, to.queue)
    return dialled(parts, agent, to.number or "")


def dialled(parts: Parts, agent: str, written: str) -> str:
    """As the dialplan wants it: an extension as it is, a number outside in the national form. Raises
    InvalidInput for what is no number."""
    phone = parts.config.phone
    number = numbers.require(written, phone.country)
    if parts.directories[parts.pbx_of(agent)].is_internal_number(number.key):
        return number.key
    return phone.outside_prefix + national(number.e164 or number.key, phone.country)


def of_queue(parts: Parts, queue: str) -> str:
    """The number that leads into `queue`. Raises NotFound when config.toml names none."""
    number = parts.config.phone.queue_numbers.get(queue)
    if number is None:
        raise NotFound("phone.queue_numbers of config.toml has no number for queue {queue}", queue=queue)
    return number


async def _of_colleague(parts: Parts, agent: str, colleague: str) -> str:
    user = await parts.users.get(colleague)
    extension = user.extension or extension_of(user.device or "")
    if extension is None or parts.pbx_of(colleague) != parts.pbx_of(agent):
        raise InvalidInput("{name} has no phone that you can reach", "agent", name=colleague)
    return extension


def national(e164: str, country: str) -> str:
    """A number as it is dialled in `country`: 13800138000, 075527722222; a foreign one keeps its +."""
    shown = numbers.display(e164, country)
    return "".join(mark for mark in shown if mark.isdigit() or mark == "+")
