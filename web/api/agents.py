"""Agents: their states of this moment, and changing one's own."""

from __future__ import annotations

import msgspec
from aiohttp import web

from cti.events import AgentState
from cti.users.model import User
from web.auth import user_of
from web.endpoint import endpoint
from web.keys import services
from web.services import WantedState
from web.views import ListPage


class AgentView(AgentState, frozen=True, kw_only=True, tag="agent_state"):
    """The fields of the `agent_state` event, with the person's name and extension."""

    display_name: str | None
    extension: str | None


class Wish(msgspec.Struct, frozen=True):
    """The state an agent wants; a pause may say why."""

    state: WantedState
    reason: str | None = None


@endpoint("GET", "/api/v1/agents")
async def agents(request: web.Request) -> ListPage[AgentView]:
    """States of the agents: supervisors see all, agents themselves."""
    accounts = {user.name: user for user in await services(request).users.list()}
    states = services(request).live.snapshot(user_of(request)).agents
    return ListPage([_agent_view(state, accounts.get(state.agent)) for state in states])


def _agent_view(state: AgentState, account: User | None) -> AgentView:
    return AgentView(
        **msgspec.structs.asdict(state),
        display_name=account.display_name if account else None,
        extension=account.extension if account else None,
    )


@endpoint("POST", "/api/v1/agent/state")
async def set_state(request: web.Request, body: Wish) -> None:
    """Goes ready, on pause or offline."""
    await services(request).desk.go(user_of(request).name, body.state, body.reason)


ROUTES = (agents, set_state)
