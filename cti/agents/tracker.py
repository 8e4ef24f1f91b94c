"""The agent tracker: queue-member messages and call events in, `agent_state` events out.

Knows nobody's clock: wrap-up ends when `tick` is told a later time. One event per change of state, of
reason, of the queues an agent belongs to, or of what comes next; a changed pause reason begins a new
interval.
"""

from __future__ import annotations

from collections.abc import Callable

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
    Event,
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
            agent.sum_up()
            return self._told(at, agent)
        if (isinstance(message, SnapshotEnd) and message.complete) or isinstance(message, QueuesSeen):
            return self._keep_members(at, message)
        return []

    def reconciled(self) -> None:
        """The call events of a snapshot have been heard."""
        self._reconciling = False

    def hear(self, at: float, event: AnyCallEvent) -> list[AgentState]:
        """What happens to calls, as far as agents are concerned."""
        rule = RULES.get(type(event))
        return rule(self, at, event) if rule is not None else []

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
        membership = agent.memberships.get(message.queue)
        if membership is None:
            membership = agent.memberships[message.queue] = Membership()
            agent.sum_up()
        if message.paused is not None and message.paused != membership.paused:
            membership.paused = message.paused
            agent.sum_up()
        if message.paused is False:
            membership.reason = None
        elif message.paused and (message.paused_reason is not None or message.pause_changed):
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
                agent.sum_up()
                changed += self._told(at, agent)
        return changed

    def offered(self, at: float, event: CallOffered) -> list[AgentState]:
        """The agent's phone rings."""
        name, channel = event.to.agent, event.to.channel
        if not name or not channel:
            return []
        agent = self._engage(event.call_id, name)
        agent.ringing[channel] = event.call_id
        return self._told(at, agent)

    def offer_ended(self, at: float, event: CallOfferEnded) -> list[AgentState]:
        """It rings no more; perhaps the agent talks now."""
        name, channel = event.to.agent, event.to.channel
        if not name or not channel:
            return []
        agent = self._agent(name)
        agent.ringing.pop(channel, None)
        if event.reason == "answered":
            agent.talking[channel] = event.call_id
        return self._told(at, agent)

    def began(self, at: float, event: CallStarted) -> list[AgentState]:
        """The agent calls somebody."""
        name, channel = event.caller.agent, event.caller.channel
        if not name or not channel or event.direction == "inbound":
            return []
        if event.direction == "outbound":
            self._outbound.add(channel)
        agent = self._engage(event.call_id, name)
        agent.talking[channel] = event.call_id
        return self._told(at, agent)

    def leg_ended(self, at: float, event: CallLegEnded) -> list[AgentState]:
        """The agent is out of the call; who worked on it wraps up."""
        name, channel = event.party.agent, event.party.channel
        if not name or not channel:
            return []
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

    def found(self, at: float, event: CallFound) -> list[AgentState]:
        """Agents were met in mid-course."""
        changed: list[AgentState] = []
        for party in event.talking:
            if party.agent is not None and party.channel is not None:
                agent = self._engage(event.call_id, party.agent)
                agent.talking[party.channel] = event.call_id
                changed += self._told(at, agent)
        return changed

    def ended(self, at: float, event: CallEnded) -> list[AgentState]:
        """Nobody rings or talks for this call any more."""
        changed: list[AgentState] = []
        for name in sorted(self._engaged.pop(event.call_id, ())):
            agent = self._agent(name)
            phones = (*agent.ringing.items(), *agent.talking.items())
            ghosts = [channel for channel, call in phones if call == event.call_id]
            for channel in ghosts:
                agent.ringing.pop(channel, None)
                agent.talking.pop(channel, None)
            if ghosts:
                changed += self._told(at, agent)
        return changed

    def merged(self, at: float, event: CallMerged) -> list[AgentState]:
        """Who rings or talks does so for the other call."""
        other, into = event.other_call_id, event.call_id
        for name in sorted(self._engaged.pop(other, ())):
            agent = self._engage(into, name)
            for calls in (agent.ringing, agent.talking):
                calls.update({channel: into for channel, call in calls.items() if call == other})
        return []

    def _engage(self, call_id: str, name: str) -> Agent:
        self._engaged.setdefault(call_id, set()).add(name)
        return self._agent(name)

    def _end_wrap_up(self, agent: Agent) -> None:
        agent.wrap_up_until = None
        agent.wrap_up_call = None
        self._wrapping.pop(agent.name, None)

    def _agent(self, name: str) -> Agent:
        agent = self._agents.get(name)
        if agent is None:
            agent = self._agents[name] = Agent(name)
        return agent

    def _agent_of(self, interface: str, state_interface: str | None = None) -> Agent | None:
        name = self._directory.agent_of_device(interface)
        if name is None and state_interface is not None:
            name = self._directory.agent_of_device(state_interface)
        return self._agent(name) if name is not None else None

    def _told(self, at: float, agent: Agent) -> list[AgentState]:
        """The event, when state, reason, queues, what comes next or the end of wrap-up changed."""
        state, reason = self._now(agent)
        queues, paused = agent.queues, agent.paused
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


RULES: dict[type[Event], Callable[..., list[AgentState]]] = {
    CallOffered: AgentTracker.offered,
    CallOfferEnded: AgentTracker.offer_ended,
    CallStarted: AgentTracker.began,
    CallLegEnded: AgentTracker.leg_ended,
    CallFound: AgentTracker.found,
    CallMerged: AgentTracker.merged,
    CallEnded: AgentTracker.ended,
}
