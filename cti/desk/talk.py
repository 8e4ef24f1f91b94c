"""What an agent does with the script of a call: start or resume it, answer, go back. Saved per answer.

A call has one run however many agents it comes to: whoever has a work item of the call goes on with it.
"""

from __future__ import annotations

from uuid import uuid4

import msgspec

from cti.calls.record import WorkItem
from cti.desk.parts import Parts
from cti.errors import NotFound
from cti.scripts import engine
from cti.scripts.document import Script
from cti.scripts.fields import script_fields
from cti.scripts.run import Answer, ScriptRun
from cti.scripts.view import RunView, view

replace = msgspec.structs.replace


class _Offer(msgspec.Struct, frozen=True):
    name: str
    version: int


class _Popped(msgspec.Struct, frozen=True):
    """What the script needs of a stored pop."""

    dialed: str | None = None
    queue: str | None = None
    caller_display: str | None = None
    script: _Offer | None = None


class TalkDesk:
    """Every method raises NotFound for an item or run that is not the agent's own."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def start_script(self, agent: str, work_id: str, language: str) -> RunView:
        """The run of this call in `language`: resumed when there is one, else begun.

        Raises NotFound when the call has no script.
        """
        async with self._parts.works.held(work_id) as item:
            if item.agent != agent:
                raise NotFound("there is no work item {work_id} of yours", work_id=work_id)
            async with self._parts.works.alone(item.call_id):
                run_id = item.run_id or await self._run_of_colleague(item)
                run = await (self._resumed(run_id, language) if run_id else self._begun(item, language))
                if item.run_id is None:
                    item = await self._parts.works.save(replace(item, run_id=run.run_id))
        return await self._view(run, item)

    async def answer(self, agent: str, run_id: str, answer: Answer) -> RunView:
        """Takes an answer and goes on. Raises InvalidInput when it does not fit the item."""
        async with self._parts.works.alone(run_id):
            run, item = await self._run(agent, run_id)
            script = await self._parts.scripts.version(run.script, run.version)
            given = replace(answer, at=self._parts.clock.now())
            changed = engine.answer(script, run, given, await self._fields(run, item))
            await self._parts.scripts.save_run(changed)
        for other in [item, *await self._parts.works.others(item)]:
            self._parts.works.tell(other)
        return await self._view(changed, item)

    async def back(self, agent: str, run_id: str, item: str) -> RunView:
        """The run at an earlier item; nothing is changed until it is answered anew."""
        run, work = await self._run(agent, run_id)
        return await self._view(run, work, at_item=item)

    async def view_run(self, agent: str, run_id: str) -> RunView:
        """The run as it stands."""
        return await self._view(*await self._run(agent, run_id))

    async def _begun(self, item: WorkItem, language: str) -> ScriptRun:
        script = await self._script(item)
        run = ScriptRun(
            run_id=uuid4().hex,
            script=script.name,
            version=script.version,
            call_id=item.call_id,
            customer_id=item.customer_id,
            agent=item.agent,
            language=language,
            started_at=self._parts.clock.now(),
        )
        await self._parts.scripts.save_run(run)
        return run

    async def _run_of_colleague(self, item: WorkItem) -> str | None:
        others = await self._parts.works.others(item)
        return next((other.run_id for other in others if other.run_id), None)

    async def _resumed(self, run_id: str, language: str) -> ScriptRun:
        run = await self._parts.scripts.run(run_id)
        if run.language != language:
            run = replace(run, language=language)
            await self._parts.scripts.save_run(run)
        return run

    async def _script(self, item: WorkItem) -> Script:
        popped = msgspec.json.decode(item.pop, type=_Popped)
        if popped.script is None:
            raise NotFound("this call has no script; a supervisor can assign one to the queue")
        return await self._parts.scripts.version(popped.script.name, popped.script.version)

    async def _run(self, agent: str, run_id: str) -> tuple[ScriptRun, WorkItem]:
        """The run and the agent's own work item that it belongs to."""
        run = await self._parts.scripts.run(run_id)
        item = await self._parts.works.store.find(run.call_id or "", agent)
        if item is None or item.run_id != run_id:
            raise NotFound("there is no run {run_id} of yours", run_id=run_id)
        return run, item

    async def _view(self, run: ScriptRun, item: WorkItem, at_item: str | None = None) -> RunView:
        script = await self._parts.scripts.version(run.script, run.version)
        return view(script, run, await self._fields(run, item), at_item)

    async def _fields(self, run: ScriptRun, item: WorkItem) -> dict[str, str]:
        """The texts the script may use: who asks is the agent of `item`, the customer the one chosen now."""
        popped = msgspec.json.decode(item.pop, type=_Popped)
        user = await self._parts.users.get(item.agent)
        customer_id = item.customer_id or run.customer_id
        customer = await self._parts.customers.get(customer_id) if customer_id else None
        return script_fields(
            customer_name=customer.name if customer else None,
            organisation=customer.organisation if customer else None,
            customer_fields=customer.fields if customer else None,
            agent_name=user.display_name or user.name,
            extension=user.extension,
            queue=popped.queue,
            number=popped.caller_display,
            dialed=popped.dialed,
        )
