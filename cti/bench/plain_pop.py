"""The screen pop that a handful of lines makes with aiohttp and panoramisk: what `cti bench pop` compares
with.

An agent's page opens a websocket; when a phone begins to ring, the caller is looked up by number with plain
SQL and sent to the page of that phone. No accounts, no queues, no states, no records, nothing after a reload.
Run as `python -m cti.bench.plain_pop AMI_PORT DATABASE`; prints `serving on URL`.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
from collections import defaultdict

import panoramisk
from aiohttp import WSMsgType, web

PAGE = """<!doctype html><meta charset="utf-8"><title>Pop</title>
<h1 id="name"></h1><p id="number"></p><script>
const socket = new WebSocket(`ws://${location.host}/ws${location.search}`);
socket.onmessage = ({data}) => {
  const pop = JSON.parse(data);
  document.getElementById("name").textContent = pop.name;
  document.getElementById("number").textContent = pop.number;
};
socket.onopen = () => document.body.classList.add("ready");
</script>"""


class Pops:
    """The pages that are open, by the phone beside them."""

    def __init__(self, database: str) -> None:
        self._customers = sqlite3.connect(database)
        self._sockets: dict[str, set[web.WebSocketResponse]] = defaultdict(set)

    async def page(self, request: web.Request) -> web.Response:
        """The agent's page."""
        return web.Response(text=PAGE, content_type="text/html")

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        """`?device=PJSIP/1001`"""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        sockets = self._sockets[request.query["device"]]
        sockets.add(socket)
        async for message in socket:
            if message.type is WSMsgType.ERROR:
                break
        sockets.discard(socket)
        return socket

    async def rings(self, manager: panoramisk.Manager, event: panoramisk.message.Message) -> None:
        """DialBegin."""
        number = event.calleridnum
        found = self._customers.execute("SELECT name FROM customers WHERE number = ?", (number,)).fetchone()
        pop = json.dumps({"type": "pop", "name": found[0] if found else "", "number": number})
        for socket in self._sockets[event.destchannel.rpartition("-")[0]]:
            await socket.send_str(pop)


async def serve(ami_port: int, database: str) -> None:
    """Until cancelled."""
    pops = Pops(database)
    account = {"username": "cti", "secret": "cti"}
    manager = panoramisk.Manager(host="127.0.0.1", port=ami_port, **account)
    manager.register_event("DialBegin", pops.rings)
    await manager.connect()
    app = web.Application()
    app.add_routes([web.get("/", pops.page), web.get("/ws", pops.socket)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(f"serving on http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2]))
