"""The agent tracker: queue-member messages and call events in, `agent_state` events out.

Knows nobody's clock: wrap-up ends when `tick` is told a later time. One event per change of state, of
reason, of the queues an agent belongs to, or of what comes next; a changed pause reason begins a new
interval.
"""

from __future__ import annotations

from cti.agents.model import Agent, Membership
from cti.agents.shift import Next
from cti.agents.states import RESTING, state_of
from cti.ami.messages import Message, QueueMember, QueueMemberRemoved, QueuesSeen, SnapshotEnd
from cti.events import (
    AgentState,
    AgentStateName,
    AnyCallEvent,
    CallEnded,
    CallFound,
    CallLegEnded,
    CallMerged,
    CallOffered,
    CallOfferEnded,
    CallStarted,
    Party,
)
from cti.parties import Directory
from cti.times import moment
from cti.tracker_settings import TrackerSettings

_UNREACHABLE = (4, 5)
"""Device states invalid and unavailable (Asterisk devicestate.h)."""


class AgentTracker:
    """Follows the agents of one PBX."""

    def __init__(self, pbx: str, directory: Directory, settings: TrackerSettings) -> None:
        self._pbx = pbx
        self._directory = directory
        self._settings = settings
        self._agents: dict[str, Agent] = {}
        self._outbound: set[str] = set()
        self._reconciling = False
        """The message in hand tells of calls that ended unseen."""
        self._wrapping: dict[str, Agent] = {}
        self._engaged: dict[str, set[str]] = {}
        """Call -> agents whose phones ring or talk for it."""

    def handle(self, at: float, message: Message) -> list[AgentState]:
        """Queue membership, pauses, phone states."""
        self._reconciling = isinstance(message, SnapshotEnd)
        if isinstance(message, QueueMember):
            return self._member(at, message)
        if isinstance(message, QueueMemberRemoved):
            agent = self._agent_of(message.interface)
            if agent is None or agent.memberships.pop(message.queue, None) is None:
                return []
            return self._told(at, agent)
        if (isinstance(message, SnapshotEnd) and message.complete) or isinstance(message, QueuesSeen):
            return self._keep_members(at, message)
        return []

    def reconciled(self) -> None:
        """The call events of a snapshot have been heard."""
        self._reconciling = False

    def hear(self, at: float, event: AnyCallEvent) -> list[AgentState]:
        """What happens to calls, as far as agents are concerned."""
        match event:
            case CallOffered(to=party) if party.agent and party.channel:
                agent = self._engage(event.call_id, party.agent)
                agent.ringing[party.channel] = event.call_id
                return self._told(at, agent)
            case CallOfferEnded(to=party) if party.agent and party.channel:
                return self._offer_ended(at, event, party.agent, party.channel)
            case CallStarted(caller=party) if party.agent and party.channel and event.direction != "inbound":
                return self._began(at, event, party.agent, party.channel)
            case CallLegEnded(party=party) if party.agent and party.channel:
                return self._leg_ended(at, event, party.agent, party.channel)
            case CallFound():
                return [s for p in event.talking for s in self._found(at, event, p)]
            case CallMerged():
                self._move(event.other_call_id, event.call_id)
            case CallEnded():
                return self._forget_call(at, event.call_id)
        return []

    def command(
        self, at: float, agent: str, state: AgentStateName, reason: str | None, until: float | None = None,
        by: str | None = None,
    ) -> list[AgentState]:  # fmt: skip
        """What an agent (`by` names who else) says: ready, paused, offline, or a new end of wrap-up."""
        known = self._agent(agent)
        if state == "wrap_up":
            known.wrap_up_until = until
            self._wrapping[agent] = known
        else:
            self._end_wrap_up(known)
            known.desk, known.desk_reason, known.desk_by = state, reason, by
        return self._told(at, known)

    def plan(self, at: float, agent: str, after: Next | None) -> list[AgentState]:
        """What is to come when no call and no wrap-up keeps the agent; None takes it back."""
        known = self._agent(agent)
        known.next = after
        return self._told(at, known)

    def tick(self, at: float) -> list[AgentState]:
        """Ends every wrap-up whose time is over."""
        due = [a for a in self._wrapping.values() if a.wrap_up_until is not None and a.wrap_up_until <= at]
        for agent in due:
            self._end_wrap_up(agent)
        return [event for agent in due for event in self._told(at, agent)]

    # rules ------------------------------------------------------------------

    def _member(self, at: float, message: QueueMember) -> list[AgentState]:
        agent = self._agent_of(message.interface, message.state_interface)
        if agent is None:
            return []
        membership = agent.memberships.setdefault(message.queue, Membership())
        if message.paused is not None:
            membership.paused = message.paused
            if not message.paused:
                membership.reason = None
            elif message.paused_reason is not None or message.pause_changed:
                membership.reason = message.paused_reason
        membership.last_call = float(message.last_call or membership.last_call)
        if message.status is not None:
            membership.reachable = message.status not in _UNREACHABLE
        return self._told(at, agent)

    def _keep_members(self, at: float, message: SnapshotEnd | QueuesSeen) -> list[AgentState]:
        kept: dict[str, set[str]] = {}
        for queue, interface in message.members:
            agent = self._agent_of(interface)
            if agent is not None:
                kept.setdefault(agent.name, set()).add(queue)
        changed: list[AgentState] = []
        for agent in self._agents.values():
            gone = agent.memberships.keys() - kept.get(agent.name, set())
            for queue in gone:
                del agent.memberships[queue]
            if gone:
                changed += self._told(at, agent)
        return changed

    def _offer_ended(self, at: float, event: CallOfferEnded, name: str, channel: str) -> list[AgentState]:
        agent = self._agent(name)
        agent.ringing.pop(channel, None)
        if event.reason == "answered":
            agent.talking[channel] = event.call_id
        return self._told(at, agent)

    def _began(self, at: float, event: CallStarted, name: str, channel: str) -> list[AgentState]:
        if event.direction == "outbound":
            self._outbound.add(channel)
        agent = self._engage(event.call_id, name)
        agent.talking[channel] = event.call_id
        return self._told(at, agent)

    def _leg_ended(self, at: float, event: CallLegEnded, name: str, channel: str) -> list[AgentState]:
        agent = self._agent(name)
        agent.ringing.pop(channel, None)
        worked = agent.talking.pop(channel, None) is not None and (
            event.talk_s > 0 or channel in self._outbound
        )
        self._outbound.discard(channel)
        wrap_up = self._settings.wrap_up_of(event.queue)
        until = self._ended_at(at, agent) + wrap_up
        if worked and wrap_up > 0 and until > at:
            agent.wrap_up_until = until
            agent.wrap_up_call = event.call_id
            self._wrapping[name] = agent
        return self._told(at, agent)

    def _ended_at(self, at: float, agent: Agent) -> float:
        """When the talk ended; unseen, as the queues say, so that only the rest of the wrap-up remains."""
        last = max((member.last_call for member in agent.memberships.values()), default=0.0)
        return min(last, at) if self._reconciling and last else at

    def _found(self, at: float, event: CallFound, party: Party) -> list[AgentState]:
        if party.agent is None or party.channel is None:
            return []
        agent = self._engage(event.call_id, party.agent)
        agent.talking[party.channel] = event.call_id
        return self._told(at, agent)

    def _forget_call(self, at: float, call_id: str) -> list[AgentState]:
        changed: list[AgentState] = []
        for name in sorted(self._engaged.pop(call_id, ())):
            agent = self._agent(name)
            ghosts = [c for c, call in (*agent.ringing.items(), *agent.talking.items()) if call == call_id]
            for channel in ghosts:
                agent.ringing.pop(channel, None)
                agent.talking.pop(channel, None)
            if ghosts:
                changed += self._told(at, agent)
        return changed

    def _engage(self, call_id: str, name: str) -> Agent:
        self._engaged.setdefault(call_id, set()).add(name)
        return self._agent(name)

    def _move(self, other: str, into: str) -> None:
        for name in sorted(self._engaged.pop(other, ())):
            agent = self._engage(into, name)
            for calls in (agent.ringing, agent.talking):
                calls.update({channel: into for channel, call in calls.items() if call == other})

    def _end_wrap_up(self, agent: Agent) -> None:
        agent.wrap_up_until = None
        agent.wrap_up_call = None
        self._wrapping.pop(agent.name, None)

    def _agent(self, name: str) -> Agent:
        return self._agents.setdefault(name, Agent(name))

    def _agent_of(self, interface: str, state_interface: str | None = None) -> Agent | None:
        name = self._directory.agent_of_device(interface)
        if name is None and state_interface is not None:
            name = self._directory.agent_of_device(state_interface)
        return self._agent(name) if name is not None else None

    def _told(self, at: float, agent: Agent) -> list[AgentState]:
        """The event, when state, reason, queues, what comes next or the end of wrap-up changed."""
        state, reason = self._now(agent)
        queues = tuple(sorted(agent.memberships))
        paused = tuple(queue for queue in queues if agent.memberships[queue].paused)
        by = agent.desk_by if (state, reason) == (agent.desk, agent.desk_reason) else None
        same = (state, reason) == (agent.state, agent.reason) and agent.told is not None
        if same and (queues, paused, by, agent.next) == agent.told and state != "wrap_up":
            return []
        if not same:
            agent.since = at
        agent.state, agent.reason, agent.told = state, reason, (queues, paused, by, agent.next)
        calls = agent.talking or agent.ringing
        call_id = next(iter(calls.values()), agent.wrap_up_call if state == "wrap_up" else None)
        until = moment(agent.wrap_up_until) if state == "wrap_up" and agent.wrap_up_until else None
        return [
            AgentState(
                at=moment(at),
                pbx=self._pbx,
                agent=agent.name,
                state=state,
                reason=reason,
                since=moment(agent.since),
                call_id=call_id,
                until=until,
                queues=queues,
                paused_queues=paused,
                by=by,
                next_state=agent.next.state if agent.next else None,
                next_reason=agent.next.reason if agent.next else None,
                next_by=agent.next.by if agent.next else None,
            )
        ]

    def _now(self, agent: Agent) -> tuple[AgentStateName, str | None]:
        """State and reason; what was to come next comes with the first moment of rest."""
        state, reason = state_of(agent)
        if agent.next is None or state not in RESTING:
            return state, reason
        agent.desk, agent.desk_reason, agent.desk_by = agent.next.state, agent.next.reason, agent.next.by
        agent.next = None
        return state_of(agent)
