"""Entries are one agent's alone, come back in time, and are gone when the customer was reached."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest

from cti.config import Config, Phone, WorkListSettings
from cti.desk.callbacks import Callbacks
from cti.desk.live import Live
from cti.desk.worklists import WorkLists, pause_after
from cti.errors import Conflict, InvalidInput, NotFound, StoreUnavailable
from cti.events import CallAnswered, CallEnded, CallOffered, CallStarted, Event, Party
from cti.worklists.model import Claim, Entry, Task
from tests.fakes.clock import FakeClock
from tests.fakes.stores import FakeCalls, FakeCustomers
from tests.fakes.worklists import FakeTasks, FakeWorkLists
from tests.unit.floor import agent as agent_state
from tests.unit.worklists.made import at, missed, promise

QUEUES = ("support",)
ID, OTHER = "missed:8613800138001", "missed:8613800138002"
LI = Party(number="1001", channel="PJSIP/1001-1", device="PJSIP/1001", agent="li")
CUSTOMER = Party(number="13800138001", channel="PJSIP/trunk-1", device="PJSIP/trunk")


class Room:
    """The lists with everything around them in memory."""

    def __init__(self) -> None:
        self.clock, self.calls, self.store, self.tasks = (
            FakeClock(),
            FakeCalls(),
            FakeWorkLists(),
            FakeTasks(),
        )
        self.dialled: list[tuple[str, str]] = []
        self.waiting: list[Callable[[], Awaitable[object]]] = []
        settings = WorkListSettings(claim_minutes=15, retry_minutes=30, most_attempts=2)
        self.lists = WorkLists(
            store=self.store, tasks=self.tasks, calls=self.calls, customers=FakeCustomers(), live=Live(),
            config=Config(worklists=settings, phone=Phone(outside_prefix="9")), clock=self.clock,
            dial=self._dial,
        )  # fmt: skip
        self.callbacks = Callbacks(self.lists, self._later)

    async def _dial(self, agent: str, number: str) -> None:
        self.dialled.append((agent, number))

    def _later(self, kind: str, name: str, write: Callable[[], Awaitable[object]]) -> None:
        self.waiting.append(write)

    async def written(self) -> None:
        """The records have been written; what stood behind them is done."""
        waiting, self.waiting = self.waiting, []
        for write in waiting:
            await write()
        await self.lists.refresh()

    async def hear(self, *events: Event) -> None:
        for event in events:
            await self.callbacks.hear(event)

    def shown(self, agent: str = "li") -> list[str]:
        return [entry.entry for entry in self.lists.view(agent, QUEUES).missed]

    def holder(self, entry: str = ID) -> str | None:
        return next((one.taken_by for one in self.lists.entries() if one.entry == entry), None)


@pytest.fixture
async def room() -> Room:
    room = Room()
    room.store.missed_calls = [missed(-600), missed(-300, number="13800138002")]
    await room.lists.refresh()
    return room


def called(call_id: str = "o1", dialed: str = "13800138001", second: float = 10) -> list[Event]:
    """li calls out and the other phone rings."""
    outside = Party(number=dialed, channel="PJSIP/trunk-2", device="PJSIP/trunk")
    return [
        CallStarted(
            at=at(second), pbx="pbx", call_id=call_id, direction="outbound", caller=LI, dialed=dialed
        ),
        CallOffered(at=at(second), pbx="pbx", call_id=call_id, to=outside, queue=None, caller=LI),
    ]


def picked_up(call_id: str = "o1", by: Party = CUSTOMER, second: float = 20) -> CallAnswered:
    return CallAnswered(at=at(second), pbx="pbx", call_id=call_id, by=by, queue=None, waited_s=1, ring_s=1)


def over(call_id: str = "o1", second: float = 40) -> CallEnded:
    return CallEnded(
        at=at(second), pbx="pbx", call_id=call_id, reason="completed", ended_by="agent", waited_s=0,
        talk_s=0, hold_s=0,
    )  # fmt: skip


async def taken_next(room: Room, agent: str) -> str | None:
    entry = await room.lists.next(agent, QUEUES)
    return entry.entry if entry is not None else None


async def test_next_takes_the_oldest_for_one_agent_and_the_following_for_another(room: Room) -> None:
    assert [await taken_next(room, name) for name in ("li", "wang", "zhao")] == [ID, OTHER, None]
    assert (room.holder(ID), room.holder(OTHER)) == ("li", "wang")
    assert await taken_next(room, "li") == ID, "who asks twice keeps what they have"


async def test_who_shares_a_view_sees_the_same_and_who_has_something_of_their_own_shares_none(
    room: Room,
) -> None:
    room.store.promised = [promise(60, agent="zhao")]
    await room.lists.refresh()
    await taken_next(room, "li")
    keys = {name: room.lists.shared_view(name, QUEUES) for name in ("li", "wang", "zhao", "chen", "sun")}
    assert keys == {"li": None, "zhao": None} | dict.fromkeys(("wang", "chen", "sun"), frozenset(QUEUES))
    assert room.lists.view("wang", QUEUES) == room.lists.view("chen", QUEUES)
    assert room.lists.view("wang", QUEUES) != room.lists.view("zhao", QUEUES)
    assert room.lists.shared_view("wang", ("sales",)) == frozenset({"sales"})


async def test_two_who_take_at_the_same_moment_do_not_both_get_it(room: Room) -> None:
    got = await asyncio.gather(room.lists.take("li", ID), room.lists.take("wang", ID), return_exceptions=True)
    assert {type(one) for one in got} == {Entry, Conflict}
    winner = next(one for one in got if isinstance(one, Entry))
    assert room.holder() == winner.taken_by


async def test_another_server_that_was_faster_is_believed(room: Room) -> None:
    theirs = await room.lists.take("li", ID)
    other = Room()
    other.store = other.lists.store = room.store
    await other.lists.refresh()
    other.lists._claims.clear()  # it has not heard yet
    with pytest.raises(Conflict, match="li has taken this"):
        await other.lists.take("wang", theirs.entry)
    assert await taken_next(other, "wang") == OTHER


async def test_taking_another_gives_the_first_back(room: Room) -> None:
    await room.lists.take("li", ID)
    await room.lists.take("li", OTHER)
    assert (room.holder(ID), room.holder(OTHER)) == (None, "li")
    await room.lists.release("li", OTHER)
    assert room.holder(OTHER) is None
    assert room.store.taken == {}


async def test_what_is_taken_and_not_called_is_everybodys_again_in_time(room: Room) -> None:
    await room.lists.take("li", ID)
    room.clock.advance(15 * 60 - 1)
    assert room.holder() == "li"
    room.clock.advance(1)
    assert room.holder() is None
    assert (await room.lists.take("wang", ID)).taken_by == "wang"


async def test_ending_the_shift_gives_everything_back(room: Room) -> None:
    await room.lists.take("li", ID)
    await room.hear(agent_state(0, "offline"))
    assert room.holder() == "li", "the first state after a start is no end of a shift"
    await room.hear(agent_state(1, "ready"), agent_state(2, "paused"))
    assert room.holder() == "li"
    await room.hear(agent_state(3, "offline"))
    assert room.holder() is None


async def test_dialling_takes_the_entry_and_rings_its_number(room: Room) -> None:
    entry = await room.lists.dial("li", ID)
    assert (entry.taken_by, room.dialled) == ("li", [("li", "13800138001")])
    with pytest.raises(Conflict):
        await room.lists.dial("wang", ID)
    room.tasks.rows["t1"] = Task(task_id="t1", title="Send it", created_by="boss", created_at=at(0))
    await room.lists.refresh()
    with pytest.raises(InvalidInput):
        await room.lists.dial("wang", "task:t1")


async def test_reached_closes_the_row_at_once_and_says_by_which_call(room: Room) -> None:
    await room.lists.dial("li", ID)
    await room.hear(*called())
    room.clock.advance(3600)
    assert room.holder() == "li", "a call is never taken away from who makes it"
    await room.hear(picked_up())
    assert ID not in room.shown()
    await room.lists.refresh()
    assert ID not in room.shown(), "also before it is written"
    await room.hear(over())
    await room.written()
    (kept,) = room.store.tried
    assert (kept.entry, kept.result, kept.agent, kept.call_id) == (ID, "reached", "li", "o1")
    assert room.shown() == [OTHER]


async def test_no_answer_counts_and_the_caller_is_back_later_at_most_so_often(room: Room) -> None:
    for number, call_id in enumerate(("o1", "o2")):
        await room.lists.dial("li", ID)
        start = room.clock.now().timestamp() - at(0).timestamp()
        await room.hear(*called(call_id, second=start + 5), over(call_id, second=start + 30))
        assert room.holder() is None
        await room.written()
        assert room.shown() == [OTHER]
        room.clock.advance(30 * 60 + 31)
        await room.lists.refresh()
        assert (ID in room.shown()) is (number == 0)
    (given_up,) = [one for one in room.lists.team() if one.entry == ID]
    assert (given_up.given_up, given_up.attempts) == (True, 2)
    assert [one.call_id for one in room.store.tried] == ["o1", "o2"]


async def test_an_own_phone_that_was_not_picked_up_is_no_attempt(room: Room) -> None:
    await room.lists.dial("li", ID)
    await room.hear(called()[0], over())
    await room.written()
    assert (room.holder(), room.store.tried) == ("li", [])
    room.clock.advance(15 * 60)
    assert room.holder() is None


async def test_a_caller_who_calls_again_and_is_answered_is_gone(room: Room) -> None:
    again = CallStarted(
        at=at(0), pbx="pbx", call_id="i1", direction="inbound", caller=CUSTOMER, dialed="4008001"
    )
    await room.hear(again)
    assert await taken_next(room, "wang") == OTHER, "who is on the line is not called"
    await room.hear(picked_up("i1", by=LI))
    assert room.shown() == [OTHER]
    await room.written()
    assert [one.result for one in room.store.tried] == ["reached"]


async def test_a_number_dialled_by_hand_counts_with_what_the_dialplan_wants_before_it(room: Room) -> None:
    await room.hear(*called(dialed="913800138001"), picked_up(), over())
    await room.written()
    assert room.shown() == [OTHER]


async def test_a_promised_callback_is_closed_by_the_call_made_for_it(room: Room) -> None:
    room.store.promised = [promise(due=600, number="13800138001")]
    await room.lists.refresh()
    closed: list[tuple[str, object]] = []

    async def set_done(call_id: str, when: object) -> None:
        closed.append((call_id, when))

    room.calls.set_follow_up_done = set_done  # type: ignore[method-assign, assignment]
    await room.hear(*called("o1"), picked_up("o1"), over("o1"))
    await room.written()
    assert closed == [], "a talk before it was due, not made for it, leaves it open"
    await room.lists.dial("li", "callback:p1")
    await room.hear(*called("o2"), picked_up("o2", second=25), over("o2"))
    await room.written()
    assert closed == [("p1", at(25))]


async def test_nothing_is_lost_while_the_store_is_away(room: Room) -> None:
    await room.lists.dial("li", ID)
    await room.hear(*called(), picked_up(), over())
    room.store.broken = True
    with pytest.raises(StoreUnavailable):
        await room.waiting[0]()
    assert ID not in room.shown()
    room.store.broken = False
    await room.written()
    assert [one.result for one in room.store.tried] == ["reached"]


async def test_closed_by_hand_is_gone_and_done_twice_is_said(room: Room) -> None:
    await room.lists.close("li", ID)
    await room.lists.refresh()
    assert room.shown() == [OTHER]
    with pytest.raises(NotFound, match="done already"):
        await room.lists.take("li", ID)
    await room.lists.take("wang", OTHER)
    with pytest.raises(Conflict):
        await room.lists.close("li", OTHER)


async def test_what_changes_in_the_store_is_read_and_told(room: Room) -> None:
    running = asyncio.create_task(room.lists.run())
    await asyncio.wait_for(room.lists.changed(), 2)
    room.store.missed_calls.append(missed(-100, number="13800138003"))
    room.lists.touch()
    while len(room.shown()) < 3:
        await asyncio.wait_for(room.lists.changed(), 2)
    room.store.broken = True
    room.lists.touch()
    await asyncio.sleep(0)
    assert len(room.shown()) == 3, "a store that is away leaves the lists as they were"
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


class SlowToTell(FakeWorkLists):
    """Whoever asks for the claims hears of them as they were, and late."""

    def __init__(self) -> None:
        super().__init__()
        self.read, self.told = asyncio.Event(), asyncio.Event()

    async def claims(self) -> Sequence[Claim]:
        found = list(self.taken.values())
        self.read.set()
        await self.told.wait()
        return found


async def test_what_is_taken_and_given_back_while_the_lists_are_read_stays_so(room: Room) -> None:
    store = SlowToTell()
    store.missed_calls = room.store.missed_calls
    await room.lists.take("zhou", OTHER)
    store.taken = room.store.taken
    room.lists.store = store
    reading = asyncio.create_task(room.lists.refresh())
    await store.read.wait()
    await room.lists.take("li", ID)
    await room.lists.release("zhou")
    store.told.set()
    await reading
    assert (room.holder(ID), room.holder(OTHER)) == ("li", None)


@pytest.mark.parametrize(("took_s", "rests_s"), [(0.0, 0.5), (0.1, 0.9), (0.4, 1.0), (30.0, 1.0)])
def test_the_lists_take_a_tenth_of_the_time_and_are_never_late_by_more_than_a_second(
    took_s: float, rests_s: float
) -> None:
    assert pause_after(took_s, 0.5) == pytest.approx(rests_s)
