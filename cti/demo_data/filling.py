"""Fills the stores of a demo: customers, scripts, accounts. Doing it again changes nothing.

The passwords of the three people who log in are chosen once and kept beside the demo's database; the
other agents are robots, whose accounts nobody can log in to.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from cti.customers.importing import drafts
from cti.demo_data import CUSTOMERS, SCRIPTS, read
from cti.desk.numbering import national
from cti.messages.model import TemplateDraft
from cti.messages.ports import TemplateStore
from cti.ports import CustomerStore, ScriptStore, UserStore
from cti.records.customer_import import import_customers
from cti.scripts import json_file
from cti.users.model import Role

QUEUES: Final = ("support", "sales", "vip")
QUEUE_NUMBERS: Final = {"support": "4008001", "sales": "4008002", "vip": "4008005"}
"""What agents dial for a queue."""

SCRIPT_OF_QUEUE: Final = {"support": "satisfaction", "vip": "satisfaction", "sales": "sales_survey"}
NAMES: Final = (
    "王小明",
    "李静",
    "王磊",
    "张丽",
    "刘强",
    "陈敏",
    "杨洋",
    "赵军",
    "黄艳",
    "周涛",
    "吴娜",
    "徐杰",
)
TEMPLATES: Final = (
    TemplateDraft(
        name="回电提醒", channel="sms", language="zh_CN",
        text="{customer.name}{customer.title}您好，{agent.name}将于明天上午9点给您回电。",
    ),
    TemplateDraft(
        name="Your call today", channel="email", language="en",
        text="Dear {customer.name},\n\nthank you for your call. {agent.name} will call you again tomorrow.",
    ),
)  # fmt: skip
TITLES: Final = {"supervisor": "班长", "admin": "管理员"}
STRANGERS: Final = (("13700137000", None), ("02155550199", "Caller"), (None, None))
PEOPLE: Final[dict[str, Role]] = {"agent1001": "agent", "supervisor": "supervisor", "admin": "admin"}
BROWSER_AGENT: Final = "agent1041"
"""Whose phone is the browser, where the PBX takes browsers."""

BROWSER_AGENT_NAME: Final = "林晓"
LOGINS_FILE: Final = "logins.json"
Caller = tuple[str | None, str | None]


class Login(msgspec.Struct, frozen=True):
    """What a person types to log in."""

    name: str
    role: Role
    password: str


def logins(folder: Path, people: Mapping[str, Role] = PEOPLE) -> list[Login]:
    """The logins of these `people` in the demo in `folder`; chosen and written there the first time."""
    file = folder / LOGINS_FILE
    known = msgspec.json.decode(file.read_bytes(), type=list[Login]) if file.is_file() else []
    there = {login.name: login for login in known}
    for name in people.keys() - there.keys():
        there[name] = Login(name, people[name], secrets.token_urlsafe(9))
    folder.mkdir(parents=True, exist_ok=True)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as written:
        written.write(msgspec.json.encode(list(there.values())))
    return [there[name] for name in people]


async def fill(customers: CustomerStore, scripts: ScriptStore, country: str) -> None:
    """The demo's customers and scripts, each queue with its script."""
    await import_customers(drafts(read(CUSTOMERS), country), customers, country)
    for name in SCRIPTS:
        await scripts.publish(json_file.read(read(name)))
    for queue, script in SCRIPT_OF_QUEUE.items():
        await scripts.assign(queue, script)


async def add_templates(templates: TemplateStore) -> None:
    """Messages that agents may send, in both languages."""
    there = {template.name for template in await templates.list()}
    for draft in TEMPLATES:
        if draft.name not in there:
            await templates.create(draft, "demo")


async def add_people(users: UserStore, people: Sequence[Login], robots: Sequence[str]) -> None:
    """Accounts of the people who log in, the agent at extension 1001, and of robots at the others."""
    there = {user.name for user in await users.list()}
    for login in people:
        if login.name in there:
            continue
        if login.role == "agent":
            await _add_agent(users, login.name.removeprefix("agent"), login.password)
        else:
            await users.add(login.name, login.role, login.password, display_name=TITLES[login.role])
    for extension in robots:
        if f"agent{extension}" not in there:
            await _add_agent(users, extension, secrets.token_urlsafe(24))


async def _add_agent(users: UserStore, extension: str, password: str) -> None:
    await users.add(
        f"agent{extension}",
        "agent",
        password,
        display_name=_display_name(extension),
        extension=extension,
        device=f"PJSIP/{extension}",
        queues=QUEUES,
    )


def _display_name(extension: str) -> str:
    if extension == BROWSER_AGENT.removeprefix("agent"):
        return BROWSER_AGENT_NAME
    return NAMES[int(extension) % 1000 % len(NAMES) - 1]


async def callers(customers: CustomerStore) -> list[Caller]:
    """Number and name of those who call: the customers, two strangers, one who hides the number."""
    known, _ = await customers.search("", limit=200)
    numbers = [number.e164 for customer in known for number in customer.numbers if number.e164]
    return [*((national(number, "CN"), None) for number in numbers), *STRANGERS]
