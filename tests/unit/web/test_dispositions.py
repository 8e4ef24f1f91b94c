"""Dispositions over HTTP: the tree, its paths, and calls to be coded later."""

from __future__ import annotations

import msgspec

from cti.calls.dispositions import Disposition
from cti.calls.record import Outcome
from cti.config import Queue
from tests.unit.web.happenings import record, work
from tests.unit.web.office import Office
from web.boot import boot_of
from web.calls import path_of

TREE = (
    Disposition(code="complaint", zh_CN="投诉", en="Complaint", key="3"),
    Disposition(code="price", zh_CN="价格", en="Price", parent="complaint", queues=("vip",)),
)


async def test_the_page_has_the_whole_tree_and_which_queues_want_a_choice(office: Office) -> None:
    office.dispositions, office.queues = TREE, {"vip": Queue(disposition_required=True)}
    session = await office.sessions.create(await office.users.get("li"), 60)
    boot = boot_of(office.services(), session, "desk", {}, None)
    first, second = boot.dispositions
    assert (first.code, first.parent, first.key, first.queues) == ("complaint", "", "3", ())
    assert (second.parent, second.queues) == ("complaint", ("vip",))
    assert (boot.disposition_required, boot.disposition_required_in) == (False, {"vip": True})


def test_a_code_is_told_with_its_path_and_one_of_yesterday_alone(office: Office) -> None:
    office.dispositions = TREE
    config = office.services().config
    assert path_of(config, "price") == ("complaint", "price")
    assert path_of(config, "was_removed") == ("was_removed",)
    assert path_of(config, None) == ()


async def test_calls_to_be_coded_later_are_listed_opened_and_leave_when_they_are_finished(
    office: Office,
) -> None:
    now = office.clock.now()
    late = msgspec.structs.replace(
        work("w1"), answered_at=now, uncoded_at=now, outcome=Outcome(finished_at=now)
    )
    await office.works.add(late)
    await office.calls.open(record("k1"))
    li, han = await office.browser("li"), await office.browser("han")
    _, page = await li.get("/api/v1/work/uncoded")
    (row,) = page["items"]
    assert (row["work_id"], row["call_id"]) == ("w1", "k1")
    assert (await li.get("/api/v1/work/w1"))[1]["uncoded_at"] is not None
    assert (await han.get("/api/v1/work/w1"))[0] == 404
    assert (await han.get("/api/v1/work/uncoded"))[1]["items"] == []


async def test_a_filter_by_a_group_asks_for_all_in_it_and_none_for_what_is_not_coded(office: Office) -> None:
    for number, disposition in enumerate(("complaint", None, "solved")):
        call = record(f"k{number}", number, disposition=disposition, agent="li", talk_s=9.0)
        await office.calls.open(msgspec.structs.replace(call, ended_at=call.started_at))
    boss = await office.browser("boss")

    async def found(disposition: str) -> list[str]:
        _, page = await boss.get(f"/api/v1/calls?disposition={disposition}")
        return [call["call_id"] for call in page["items"]]

    assert await found("none") == ["k1"]
    assert await found("complaint") == ["k0"]
    assert await found("solved") == ["k2"]
