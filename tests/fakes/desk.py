"""A desk that does what it is told, keeps what it was asked, and has a script of one question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from cti.agents.shift import Interval, Shift
from cti.calls.record import Outcome, WorkItem
from cti.desk.control import RecordingWish, TransferWish
from cti.desk.numbering import Number
from cti.desk.shift import QueueChoice
from cti.desk.targets import Target
from cti.errors import NotFound
from cti.ports import Clock, Outbox
from cti.scripts.run import Answer
from cti.scripts.view import ChoiceView, ItemView, RunView, ScriptHead
from tests.fakes.stores import FakeWorks

replace = msgspec.structs.replace
QUESTION = ItemView(
    id="q1",
    kind="single",
    say="Are you satisfied?",
    instruction="",
    choices=(ChoiceView(code="yes", label="Yes"),),
    required="soft",
    refusable=True,
    minimum=None,
    maximum=None,
    answer=None,
)


class FakeDesk:
    """Protocol web.services.Desk over the works in memory; `asked` lists every command with its values.
    `error` is raised by the next command when it is set."""

    def __init__(self, works: FakeWorks, outbox: Outbox, clock: Clock) -> None:
        self._works = works
        self._outbox = outbox
        self._clock = clock
        self.asked: list[tuple[object, ...]] = []
        self.error: Exception | None = None

    def _note(self, *command: object) -> None:
        if self.error is not None:
            raise self.error
        self.asked.append(command)

    async def go(self, agent: str, state: str, reason: str | None, by: str | None = None) -> None:
        self._note("go", agent, state, reason, *([by] if by else []))

    async def plan_next(self, agent: str, state: str, reason: str | None) -> None:
        self._note("plan_next", agent, state, reason)

    async def cancel_next(self, agent: str) -> None:
        self._note("cancel_next", agent)

    async def queue_choices(self, agent: str) -> list[QueueChoice]:
        return [QueueChoice(queue="support", chosen=True), QueueChoice(queue="vip", chosen=False)]

    async def choose_queues(self, agent: str, queues: Sequence[str]) -> None:
        self._note("choose_queues", agent, tuple(queues))

    async def shift_of(self, agent: str) -> Shift | None:
        return Shift(shift_id="s1", agent=agent, started_at=self._clock.now(), queues=("support",))

    async def intervals_of(self, agent: str, since: datetime, until: datetime) -> list[Interval]:
        self._note("intervals_of", agent, since, until)
        return [Interval(agent=agent, pbx="pbx", state="paused", reason="meal", began_at=since)]

    async def uncoded(self, agent: str) -> list[WorkItem]:
        return await self._works.uncoded(agent)

    async def own_work(self, agent: str, work_id: str) -> WorkItem:
        return await self._own(agent, work_id)

    async def hangup(self, agent: str, call_id: str) -> None:
        self._note("hangup", agent, call_id)

    async def dial(self, agent: str, number: str) -> None:
        self._note("dial", agent, number)

    async def redial(self, agent: str) -> str:
        self._note("redial", agent)
        return "13800138000"

    async def pick_up(self, agent: str, call_id: str) -> None:
        self._note("pick_up", agent, call_id)

    async def hold(self, agent: str, call_id: str) -> None:
        self._note("hold", agent, call_id)

    async def resume(self, agent: str, call_id: str) -> None:
        self._note("resume", agent, call_id)

    async def mute(self, agent: str, call_id: str, muted: bool) -> None:
        self._note("mute", agent, call_id, muted)

    async def transfer(self, agent: str, call_id: str, to: Number, wish: TransferWish) -> None:
        self._note("transfer", agent, call_id, to, wish)

    async def complete(self, agent: str, call_id: str) -> None:
        self._note("complete", agent, call_id)

    async def go_back(self, agent: str, call_id: str) -> None:
        self._note("go_back", agent, call_id)

    async def swap(self, agent: str, call_id: str) -> None:
        self._note("swap", agent, call_id)

    async def conference(self, agent: str, call_id: str) -> None:
        self._note("conference", agent, call_id)

    async def park(self, agent: str, call_id: str) -> None:
        self._note("park", agent, call_id)

    async def retrieve(self, agent: str, call_id: str) -> None:
        self._note("retrieve", agent, call_id)

    async def send_keys(self, agent: str, call_id: str, keys: str) -> None:
        self._note("send_keys", agent, call_id, keys)

    async def record(self, agent: str, call_id: str, wish: RecordingWish) -> None:
        self._note("record", agent, call_id, wish)

    async def targets(self, agent: str, text: str) -> list[Target]:
        self._note("targets", agent, text)
        return [Target(kind="agent", value="tom", name="Tom", shown="1002", state="ready")]

    async def open_work(self, agent: str) -> list[WorkItem]:
        return await self._works.open_items(agent)

    async def choose_customer(self, agent: str, work_id: str, customer_id: str) -> WorkItem:
        return await self._save(replace(await self._own(agent, work_id), customer_id=customer_id))

    async def save_outcome(self, agent: str, work_id: str, outcome: Outcome) -> WorkItem:
        return await self._save(replace(await self._own(agent, work_id), outcome=outcome))

    async def finish(self, agent: str, work_id: str, outcome: Outcome) -> WorkItem:
        final = replace(outcome, finished_at=self._clock.now())
        return await self._save(replace(await self._own(agent, work_id), outcome=final))

    async def dismiss(self, agent: str, work_id: str) -> WorkItem:
        return await self._save(replace(await self._own(agent, work_id), dismissed_at=self._clock.now()))

    async def extend_wrap_up(self, agent: str, work_id: str) -> WorkItem:
        until = self._clock.now() + timedelta(seconds=30)
        return await self._save(replace(await self._own(agent, work_id), wrap_up_until=until))

    async def start_script(self, agent: str, work_id: str, language: str) -> RunView:
        await self._save(replace(await self._own(agent, work_id), run_id="r1"))
        self._note("start_script", agent, work_id, language)
        return _run_view(language)

    async def answer(self, agent: str, run_id: str, answer: Answer) -> RunView:
        self._note("answer", agent, run_id, answer)
        return replace(_run_view("en"), item=None, state="complete")

    async def back(self, agent: str, run_id: str, item: str) -> RunView:
        self._note("back", agent, run_id, item)
        return _run_view("en")

    async def view_run(self, agent: str, run_id: str) -> RunView:
        return _run_view("en")

    async def _own(self, agent: str, work_id: str) -> WorkItem:
        if self.error is not None:
            raise self.error
        item = await self._works.get(work_id)
        if item.agent != agent:
            raise NotFound("this is not your work item")
        return item

    async def _save(self, item: WorkItem) -> WorkItem:
        await self._works.save(item)
        self._outbox.work_changed(item.agent, item.work_id)
        return item


def _run_view(language: str) -> RunView:
    return RunView(
        run_id="r1",
        script=ScriptHead(name="survey", version=1, title="Survey"),
        language=language,
        state="open",
        number=1,
        total=1,
        item=QUESTION,
        answered=(),
    )
