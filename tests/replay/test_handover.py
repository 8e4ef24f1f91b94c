"""Real hand-overs, recorded: the next agent gets notes, script run and story whatever way the call came."""

import json

import pytest

from cti.calls.record import Outcome, WorkItem
from cti.events import AnyEvent, CallAnswered, CallQueued
from cti.scripts.run import Answer
from cti.tracker_settings import TrackerSettings
from cti.trackers import Trackers
from tests.replay.replaying import messages_of
from tests.unit.floor import SURVEY, Floor


class Shift:
    """A floor with an agent at every phone; whoever answers first writes a note and begins the survey."""

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self.first: str | None = None

    @classmethod
    async def begin(cls) -> "Shift":
        floor = await Floor().open()
        for extension in range(1003, 1080):
            await floor.users.add(
                f"agent{extension}", "agent", "x", extension=str(extension), device=f"PJSIP/{extension}"
            )
        floor.directory.replace(await floor.users.list())
        return cls(floor)

    async def play(self, recording: str) -> None:
        trackers = Trackers("pbx", self.floor.directory, TrackerSettings())
        for at, message in messages_of(recording):
            for event in trackers.handle(at, message):
                await self._hear(event)
        for event in trackers.settle():
            await self._hear(event)
        await self.floor.close()

    async def _hear(self, event: AnyEvent) -> None:
        self.floor.clock.advance((event.at - self.floor.clock.now()).total_seconds())
        if isinstance(event, CallQueued):
            await self.floor.scripts.assign(event.queue, SURVEY.name)
        await self.floor.hear(event)
        if isinstance(event, CallAnswered) and event.by.agent and self.first is None:
            self.first = event.by.agent
            await self._work(await self.floor.item(self.first, event.call_id))

    async def _work(self, item: WorkItem) -> None:
        view = await self.floor.desk.start_script(item.agent, item.work_id, "en")
        await self.floor.desk.answer(item.agent, view.run_id, Answer(item="q1", values=("n",)))
        await self.floor.desk.save_outcome(item.agent, item.work_id, Outcome(note="noted"))

    def received(self) -> list[WorkItem]:
        """The items of those who came later and talked."""
        items = self.floor.works.rows.values()
        return [i for i in items if i.agent != self.first and i.answered_at and not i.dismissed_at]


@pytest.mark.parametrize(
    ("recording", "told"),
    [
        ("blind_transfer", "story.blind"),
        ("attended_transfer", "story.attended"),
        ("refer_blind", "story.blind"),
        ("refer_attended", "story.attended"),
        ("refer_blonde", "story.blonde"),
        ("feature_blonde", "story.blonde"),
        ("to_another_queue", "story.blind"),
        ("park_and_retrieve", "story.parked_place"),
        ("there_and_back", "story.blind"),
    ],
)
async def test_whoever_receives_the_call_goes_on_with_it(recording: str, told: str):
    shift = await Shift.begin()
    await shift.play(recording)
    (item,) = shift.received()
    (run,) = shift.floor.scripts.runs.values()
    assert item.run_id == run.run_id
    (pop,) = [pop for pop in shift.floor.pops(item.agent) if pop["call_id"] == item.call_id]
    assert pop["reason"] == "transferred"
    assert pop["notes"] == [{"by": shift.first, "text": "noted"}]
    story = [(line["what"], line["values"].get("who")) for line in json.loads(item.pop)["story"]]
    assert (told, shift.first) in story
    assert story[0][0] == "story.waited"
    assert any(what.startswith("story.talked") and who == shift.first for what, who in story)


async def test_who_gets_a_parked_call_back_goes_on_with_the_same_work():
    shift = await Shift.begin()
    await shift.play("parked_too_long")
    first = shift.first or ""
    assert len(shift.floor.pops(first)) == 1
    (item,) = [item for item in shift.floor.works.rows.values() if item.agent == first]
    assert (item.run_id is not None, item.outcome.note, item.dismissed_at) == (True, "noted", None)


async def test_who_picks_up_a_ringing_call_hears_of_the_wait():
    shift = await Shift.begin()
    await shift.play("pick_up")
    (pop,) = shift.floor.pops(shift.first or "")
    assert pop["reason"] == "answered"
    assert [line["what"] for line in pop["story"]] == ["story.waited"]


async def test_who_gets_their_own_call_back_is_popped_once_and_told_of_the_way():
    shift = await Shift.begin()
    await shift.play("there_and_back")
    first = shift.first or ""
    assert len(shift.floor.pops(first)) == 1
    (item,) = [item for item in shift.floor.works.rows.values() if item.agent == first]
    assert [line["what"] for line in json.loads(item.pop)["story"]].count("story.blind") == 2
