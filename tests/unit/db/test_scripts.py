from __future__ import annotations

import asyncio

import msgspec
import pytest

from cti.calls.record import AnswerRecord, CallFilter
from cti.errors import Conflict, NotFound
from cti.scripts.document import Choice, Item, Script
from cti.scripts.run import Answer, ScriptRun
from db.engine import Database
from tests.unit.db.calls import at, call

GRADE = Item(
    id="grade", kind="single", say={"zh_CN": "满意吗？", "en": "Satisfied?"},
    choices=(Choice(code="1", label={"zh_CN": "满意", "en": "Yes"}), Choice(code="2", label={"zh_CN": "不"})),
)  # fmt: skip
WHY = Item(id="why", kind="text", say={"en": "Why?"})
ALL = Item(id="all", kind="multiple", say={"en": "Which?"}, choices=GRADE.choices)
SURVEY = Script(name="survey", title={"en": "Survey"}, items=(GRADE, WHY, ALL))


def run(run_id: str = "r1", **fields: object) -> ScriptRun:
    values = {
        "script": "survey", "version": 1, "call_id": "c1", "customer_id": None, "agent": "ann",
        "language": "en", "started_at": at(0),
    }  # fmt: skip
    return msgspec.convert(values | {"run_id": run_id} | fields, ScriptRun)


async def test_every_change_is_a_new_version_and_old_ones_stay(database: Database) -> None:
    first = await database.scripts.publish(SURVEY)
    second = await database.scripts.publish(msgspec.structs.replace(SURVEY, title={"en": "New"}))
    assert (first.version, second.version) == (1, 2)
    assert await database.scripts.version("survey", 1) == first
    assert await database.scripts.latest("survey") == second
    assert await database.scripts.latest("other") is None


async def test_publishing_the_same_content_again_changes_nothing(database: Database) -> None:
    first = await database.scripts.publish(SURVEY)
    assert await database.scripts.publish(msgspec.structs.replace(SURVEY, version=7)) == first
    assert await database.scripts.list() == [first]


async def test_scripts_published_at_once_get_different_versions_or_a_conflict(database: Database) -> None:
    drafts = [msgspec.structs.replace(SURVEY, title={"en": str(number)}) for number in range(4)]
    results = await asyncio.gather(*map(database.scripts.publish, drafts), return_exceptions=True)
    published = [result.version for result in results if isinstance(result, Script)]
    assert len(set(published)) == len(published) >= 1
    assert all(isinstance(result, Script | Conflict) for result in results)


async def test_the_list_holds_the_newest_of_each_by_name(database: Database) -> None:
    await database.scripts.publish(SURVEY)
    second = await database.scripts.publish(msgspec.structs.replace(SURVEY, items=(GRADE,)))
    other = await database.scripts.publish(msgspec.structs.replace(SURVEY, name="a"))
    assert await database.scripts.list() == [other, second]


async def test_a_queue_gets_its_script_and_else_the_one_for_every_queue(database: Database) -> None:
    survey = await database.scripts.publish(SURVEY)
    other = await database.scripts.publish(msgspec.structs.replace(SURVEY, name="other"))
    assert await database.scripts.for_queue("sales") is None
    await database.scripts.assign("sales", "other")
    await database.scripts.assign("sales", "survey")
    assert await database.scripts.for_queue("sales") == survey
    assert await database.scripts.for_queue(None) is None
    await database.scripts.assign("", "other")
    assert await database.scripts.for_queue("sales") == survey
    assert await database.scripts.for_queue("support") == other
    assert await database.scripts.for_queue(None) == other


async def test_an_unknown_script_is_not_assigned(database: Database) -> None:
    with pytest.raises(NotFound):
        await database.scripts.assign("sales", "survey")
    with pytest.raises(NotFound):
        await database.scripts.version("survey", 1)


async def test_a_run_is_saved_and_replaced_with_its_answers(database: Database) -> None:
    await database.scripts.publish(SURVEY)
    await database.scripts.save_run(run(answers=[Answer(item="grade", values=("1",), at=at(1))]))
    answers = (
        Answer(item="grade", values=("2",), at=at(2)),
        Answer(item="why", refused=True, at=at(3)),
        Answer(item="all", values=("1", "2"), at=at(4)),
        Answer(item="end"),
    )
    changed = msgspec.structs.replace(run(), state="complete", answers=answers)
    await database.scripts.save_run(changed)
    assert await database.scripts.run("r1") == changed


async def test_answers_of_a_call_carry_code_and_label_of_their_version(database: Database) -> None:
    await database.scripts.publish(SURVEY)
    await database.scripts.publish(msgspec.structs.replace(SURVEY, items=(WHY,)))
    await database.calls.open(call("c1"))
    answers = [
        Answer(item="grade", values=("2",)), Answer(item="why", values=("太慢",)),
        Answer(item="all", values=("1", "2")), Answer(item="why", refused=True), Answer(item="end"),
    ]  # fmt: skip
    await database.scripts.save_run(run(answers=answers))
    await database.scripts.save_run(run("r2", call_id="c2", answers=answers))
    found = await database.scripts.answers("c1")
    assert [(row.item, row.value, row.label) for row in found] == [
        ("grade", "2", "不"), ("why", "太慢", "太慢"), ("all", "1", "Yes"), ("all", "2", "不"),
        ("why", "", ""),
    ]  # fmt: skip
    assert found[0] == AnswerRecord(
        script="survey", version=1, item="grade", value="2", label="不", question=GRADE.say
    )
    listed, _ = await database.calls.list(CallFilter())
    assert listed[0].answers == tuple(found)
    assert await database.scripts.answers("c3") == []


async def test_a_run_needs_a_published_version(database: Database) -> None:
    with pytest.raises(Conflict):
        await database.scripts.save_run(run())
    with pytest.raises(NotFound):
        await database.scripts.run("r1")
