"""One websocket of one browser tab: a writer task that drains the tab's queue, a reader that answers bad
frames and resumes, a heartbeat. Everything sent passes through the writer."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

import msgspec
from aiohttp import WSCloseCode, WSMsgType, web

from cti.desk.calls import LiveCall
from cti.desk.controls import Controls
from cti.errors import CtiError
from cti.events import AgentState, LinkState, QueueFigures
from cti.worklists.model import Entry
from cti.worklists.view import Lists
from web.auth import session_of
from web.errors import close_code
from web.i18n import N_, current_locale, gettext
from web.keys import services
from web.services import Services
from web.sockets.frames import Frame, error_message
from web.sockets.lists import lists_for
from web.sockets.logins import EXPIRED
from web.sockets.tab import TOO_SLOW, Item, Start, Tab
from web.views import UserView, user_view
from web.works import WorkView, open_work

log = logging.getLogger(__name__)
HEARTBEAT_S = 15.0
CLOSE_WAIT_S = 2.0
MAX_FRAME_BYTES = 4096


class Resume(msgspec.Struct, frozen=True, tag="resume", tag_field="type", forbid_unknown_fields=True):
    """A client that came back: the last number it saw."""

    after: int


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, tag="snapshot", tag_field="type"):
    """The first frame: the picture as it was at `seq`."""

    seq: int
    me: UserView
    agent: AgentState | None
    calls: list[LiveCall]
    queues: list[QueueFigures]
    agents: list[AgentState]
    links: list[LinkState]
    controls: list[Controls]
    work: list[WorkView]
    lists: Lists
    team: list[Entry] | None
    server_time: datetime


class SocketSession:
    """Serves one tab until either side ends it."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self._services: Services = services(request)
        session = session_of(request)
        self._user = session.user
        self._token = session.token
        self._session_s = (session.expires_at - self._services.clock.now()).total_seconds()
        self._socket = socket
        self._transport = request.transport
        self._tab: Tab = self._services.hub.attach(self._user, current_locale())
        self._services.hub.logins.enter(self._token, self._tab)

    async def run(self) -> None:
        """Reads until the end; the tab's writer and closer live as long."""
        expiry = asyncio.get_running_loop().call_later(self._session_s, self._tab.close, EXPIRED)
        writer = asyncio.create_task(self._write())
        closer = asyncio.create_task(self._end_when_closed())
        try:
            async for message in self._socket:
                self._receive(message.data if message.type is WSMsgType.TEXT else "")
        finally:
            self._services.hub.detach(self._user, self._tab)
            self._services.hub.logins.leave(self._token, self._tab)
            expiry.cancel()
            writer.cancel()
            if not self._tab.is_closed:
                closer.cancel()
            await asyncio.gather(writer, closer, return_exceptions=True)

    def _receive(self, text: str) -> None:
        try:
            asked = msgspec.json.decode(text, type=Resume)
        except (msgspec.DecodeError, UnicodeDecodeError):
            detail = gettext(N_('The only frame this server takes is {"type":"resume","after":N}'))
            self._tab.put(error_message("bad_frame", detail))
        else:
            self._services.hub.resume(self._user, self._tab, asked.after)

    async def _write(self) -> None:
        try:
            while True:
                await self._send(await self._tab.next())
        except CtiError as error:
            log.warning("a tab was closed: %s", error)
            self._tab.close(close_code(error))
        except ConnectionError:
            self._tab.close(WSCloseCode.ABNORMAL_CLOSURE)
        except Exception:
            log.exception("a tab was closed")
            self._tab.close(WSCloseCode.INTERNAL_ERROR)

    async def _send(self, item: Item) -> None:
        if isinstance(item, Start):
            item = await self._snapshot(item)
        if isinstance(item, bytes):
            await self._socket.send_frame(item, WSMsgType.TEXT)
            return
        for frame in item:
            await self._socket.send_frame(frame.encoded(), WSMsgType.TEXT)
            self._measure(frame)

    def _measure(self, frame: Frame) -> None:
        if frame.caused_at is not None:
            waited = self._services.clock.now() - frame.caused_at
            self._services.metrics.pop_seconds.observe(max(0.0, waited.total_seconds()))

    async def _snapshot(self, start: Start) -> bytes:
        """The live part is of `start`; work is read now and may be newer, frames that follow repeat it."""
        view, name = start.view, self._user.name
        locale = self._services.hub.locale_of(name) or current_locale()
        shown = lists_for(self._services, self._user)
        snapshot = Snapshot(
            seq=start.seq,
            me=user_view(self._user),
            agent=view.agent,
            calls=list(view.calls),
            queues=list(view.queues),
            agents=list(view.agents),
            links=list(view.links),
            controls=list(view.controls),
            work=await open_work(self._services, name, locale),
            lists=shown.lists,
            team=shown.team,
            server_time=self._services.clock.now(),
        )
        return msgspec.json.encode(snapshot)

    async def _end_when_closed(self) -> None:
        code = await self._tab.closed()
        if code == TOO_SLOW:
            self._services.metrics.slow_tabs.inc()
        self._services.hub.detach(self._user, self._tab)
        await self._socket.close(code=code, message=b"", drain=False)
        if self._transport is not None:
            self._transport.abort()


async def websocket(request: web.Request) -> web.StreamResponse:
    """GET /ws"""
    session_of(request)
    socket = web.WebSocketResponse(
        heartbeat=HEARTBEAT_S, timeout=CLOSE_WAIT_S, max_msg_size=MAX_FRAME_BYTES, compress=False
    )
    await socket.prepare(request)
    await SocketSession(request, socket).run()
    return socket
