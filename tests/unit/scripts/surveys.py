"""Scripts and runs that the script tests share."""

from __future__ import annotations

from datetime import UTC, datetime

from cti import demo_data
from cti.scripts import json_file
from cti.scripts.document import Choice, Item, Script
from cti.scripts.run import Answer, ScriptRun

SATISFACTION = json_file.read(demo_data.read("satisfaction.json"))
SALES = json_file.read(demo_data.read("sales_survey.json"))
FIELDS = {"customer.name": "王芳", "customer.gender": "女", "agent.name": "小李", "call.queue": "support"}


def both(text: str) -> dict[str, str]:
    return {"zh_CN": text, "en": text}


def item(item_id: str, kind: str = "text", **more: object) -> Item:
    choices = tuple(Choice(code=code, label=both(code)) for code in str(more.pop("codes", "")).split())
    given: dict[str, object] = {"id": item_id, "kind": kind, "say": both(item_id), "choices": choices, **more}
    return Item(**given)  # type: ignore[arg-type]


def script(*items: Item) -> Script:
    return Script(name="talk", title=both("Talk"), items=items, version=1)


def run_of(document: Script, *answers: Answer, language: str = "zh_CN") -> ScriptRun:
    return ScriptRun(
        run_id="r1",
        script=document.name,
        version=document.version,
        call_id="c1",
        customer_id=None,
        agent="anna",
        language=language,
        started_at=datetime(2026, 1, 1, tzinfo=UTC),
        answers=answers,
    )


def said(item_id: str, *values: str) -> Answer:
    return Answer(item=item_id, values=values)


def refused(item_id: str) -> Answer:
    return Answer(item=item_id, refused=True)
