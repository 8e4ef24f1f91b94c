"""A template that is written once, and a message that was prepared from it for one customer. Frozen."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

Channel = Literal["sms", "email", "other"]
MessageState = Literal["prepared"]


class TemplateDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A template as it is written; `text` may hold {customer.name} and other fields, empty `queues` means
    every queue."""

    name: str
    channel: Channel
    language: str
    text: str
    queues: tuple[str, ...] = ()


class Template(TemplateDraft, frozen=True, kw_only=True):
    """A template as it is stored."""

    template_id: str
    changed_at: datetime
    changed_by: str


class CustomerMessage(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent prepared for a customer, in a call or beside one. `to` is a number or address; `prepared`
    says that it was copied or handed to the agent's own mail or text program, not that it arrived."""

    message_id: str
    customer_id: str | None
    call_id: str | None
    agent: str
    channel: Channel
    to: str | None
    text: str
    at: datetime
    state: MessageState = "prepared"
