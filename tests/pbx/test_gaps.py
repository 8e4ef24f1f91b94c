"""The link to a real Asterisk is lost and comes back: what went on meanwhile is told as far as it can be
known, and compared with what Asterisk wrote in its own books."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from cti.calls.record import CallRecord
from cti.events import CallEnded, CallStarted, QueuePosition
from cti.testbed.asterisk import Asterisk
from cti.testbed.waiting import until
from tests.pbx.centre import Centre, centre
from tests.pbx.conftest import is_certain

pytestmark = pytest.mark.asyncio(loop_scope="session")

A_SECOND = 1.2
"""Asterisk's books are differences of whole-second clocks, and its rows speak in whole seconds."""

TALKS_ON, HANGS_UP, IS_ANSWERED, GIVES_UP, WAITS_ON, COMES = (f"138001382{n:02}" for n in range(6))


class Gap:
    """A gap in which everything happened: the centre behind it and the records of the calls at its end."""

    def __init__(self, floor: Centre, lost_at: datetime) -> None:
        self.floor, self.lost_at = floor, lost_at
        self.records: dict[str | None, CallRecord] = {}
        self.links: list[str] = []
        self.waiting: dict[str, int | None] = {}

    def record(self, caller: str) -> CallRecord:
        return self.records[caller]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def gap(asterisk: Asterisk, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Gap]:
    """Six callers: one talks through the gap, one hangs up in it, one is answered in it, one gives up in it,
    one waits through it, and one comes in it and is answered at once. All have ended in the end."""
    async with centre(asterisk, tmp_path_factory.mktemp("store")) as floor:
        await floor.serves("support", "1001")
        await floor.serves("sales", "1002")
        await floor.dial(TALKS_ON, "4008001")
        await floor.dial(HANGS_UP, "4008002")
        for caller in (IS_ANSWERED, GIVES_UP, WAITS_ON):
            await floor.dial(caller, "4008005")
            await floor.waits(caller)
        await floor.talks(TALKS_ON)
        await floor.talks(HANGS_UP)
        floor.told.clear()
        await floor.lose()
        gap = Gap(floor, datetime.now(UTC))
        await floor.hang_up(HANGS_UP, GIVES_UP)
        await floor.serves("vip", "1003")
        await floor.serves("support", "1004")
        await floor.dial(COMES, "4008001")
        await floor.booked(IS_ANSWERED, "CONNECT")
        await floor.booked(COMES, "CONNECT")
        await floor.booked(GIVES_UP, "ABANDON")
        await floor.booked(HANGS_UP, "COMPLETECALLER")
        await floor.regain()
        gap.links = floor.link_states()
        gap.waiting = {call.caller.number or "": call.position for call in floor.calls() if call.position}
        await floor.hang_up(TALKS_ON, IS_ANSWERED, WAITS_ON, COMES)
        await until(lambda: not floor.calls())
        gap.records = await floor.records()
        yield gap


async def test_boards_are_told_that_they_are_stale_then_being_mended_then_right(gap: Gap) -> None:
    assert gap.links == ["stale", "reconciling", "certain"]


async def test_who_talked_all_the_time_has_one_record_with_the_talk_of_the_books(gap: Gap) -> None:
    record, booked = gap.record(TALKS_ON), await gap.floor.booked(TALKS_ON, "COMPLETECALLER")
    assert (record.reason, record.agent, record.certain) == ("completed", "1001", False)
    assert record.talk_s == pytest.approx(float(booked.data[1]), abs=A_SECOND)
    assert record.gap_s > 0


async def test_whose_call_ended_unseen_has_a_closed_record_that_says_so(gap: Gap) -> None:
    record = gap.record(HANGS_UP)
    assert (record.reason, record.ended_by, record.certain) == ("unknown", "unknown", False)
    assert record.gap_s > 0
    assert record.ended_at is not None
    assert record.talk_s <= float((await gap.floor.booked(HANGS_UP, "COMPLETECALLER")).data[1]) + A_SECOND


async def test_who_was_answered_unseen_waited_as_long_as_the_books_say(gap: Gap) -> None:
    record, booked = gap.record(IS_ANSWERED), await gap.floor.booked(IS_ANSWERED, "CONNECT")
    (visit,) = record.visits
    assert (visit.reason, record.agent) == ("answered", "1003")
    assert visit.waited_s == pytest.approx(float(booked.data[0]), abs=A_SECOND)


async def test_who_gave_up_unseen_is_not_said_to_have_been_answered_or_to_have_given_up(gap: Gap) -> None:
    record = gap.record(GIVES_UP)
    assert [visit.reason for visit in record.visits] == ["unknown"]
    assert (record.reason, record.agent) == ("unknown", None)


async def test_who_waited_on_has_moved_up_and_waited_as_long_as_the_books_say(gap: Gap) -> None:
    assert gap.waiting == {WAITS_ON: 1}
    call_id = gap.record(WAITS_ON).call_id
    places = [each.position for each in gap.floor.heard(QueuePosition) if each.call_id == call_id]
    assert places[-1:] == [1]
    (visit,) = gap.record(WAITS_ON).visits
    booked = await gap.floor.booked(WAITS_ON, "ABANDON")
    assert visit.reason == "abandoned"
    assert visit.waited_s == pytest.approx(float(booked.data[2]), abs=A_SECOND)


async def test_who_came_unseen_has_a_record_of_queue_wait_and_agent(gap: Gap) -> None:
    record, booked = gap.record(COMES), await gap.floor.booked(COMES, "CONNECT")
    assert (record.direction, record.queue, record.agent) == ("inbound", "support", "1004")
    assert [visit.reason for visit in record.visits] == ["answered"]
    assert record.waited_s == pytest.approx(float(booked.data[0]), abs=A_SECOND)
    assert not record.certain


async def test_figures_count_what_the_books_count_and_nobody_unknown(gap: Gap) -> None:
    answered = {queue: gap.floor.figures(queue).answered for queue in ("support", "sales", "vip")}
    assert answered == {"support": 2, "sales": 1, "vip": 1}
    assert gap.floor.figures("vip").abandoned == 1  # who waited on; of who gave up unseen nobody knows
    assert {gap.floor.figures(queue).waiting for queue in answered} == {0}


async def test_the_gap_is_written_down_with_what_became_of_the_calls(gap: Gap) -> None:
    (written,) = await gap.floor.server.database.gaps.list(datetime(2020, 1, 1, tzinfo=UTC))
    assert (written.calls_closed, written.calls_kept) == (2, 4)
    assert abs((written.began_at - gap.lost_at).total_seconds()) < A_SECOND


async def test_every_call_begins_once_and_ends_once(gap: Gap) -> None:
    ended = [event.call_id for event in gap.floor.heard(CallEnded)]
    assert sorted(ended) == sorted(record.call_id for record in gap.records.values())
    begun = [event.call_id for event in gap.floor.heard(CallStarted)]
    assert begun == [gap.record(COMES).call_id]


async def test_a_link_that_goes_silent_is_noticed_and_the_gap_begins_with_the_silence(
    asterisk: Asterisk, tmp_path: Path
) -> None:
    async with centre(asterisk, tmp_path) as floor:
        await floor.serves("sales", "1006")
        await floor.dial(TALKS_ON, "4008002")
        await floor.talks(TALKS_ON)
        floor.told.clear()
        floor.cable.silence()
        silent_at = datetime.now(UTC)
        await floor.hang_up(TALKS_ON)
        await until(lambda: not is_certain(floor.server))
        noticed_at = datetime.now(UTC)
        await until(lambda: is_certain(floor.server))
        record = (await floor.records())[TALKS_ON]
        assert (record.reason, record.certain) == ("unknown", False)
        assert not floor.calls()
        (written,) = await floor.server.database.gaps.list(datetime(2020, 1, 1, tzinfo=UTC))
        assert abs((written.began_at - silent_at).total_seconds()) < A_SECOND < 2.5
        assert written.began_at < noticed_at
        assert floor.link_states() == ["stale", "reconciling", "certain"]
