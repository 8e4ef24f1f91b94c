"""The websocket: snapshot, numbering, resume, who receives what, slow tabs, bad frames."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket as sockets
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import msgspec
import pytest
from aiohttp import WSServerHandshakeError

from cti.bus import MemoryBus
from cti.events import QueueGone
from tests.fakes.clock import START
from tests.unit.web.happenings import (
    CALLER,
    HAN,
    LI,
    agent_state,
    answered,
    ended,
    figures,
    left_queue,
    link,
    offered,
    place,
    pop,
    queued,
    record,
    started,
    work,
)
from tests.unit.web.office import Browser, Json, Office, Tab
from web.sockets.hub import AT_ONCE
from web.sockets.stream import KEPT_FRAMES
from web.sockets.tab import LIMIT, TOO_SLOW
from web.sockets.tab import Tab as QueuedTab


async def _frames(tab: Tab, number: int) -> list[Json]:
    return [await tab.next() for _ in range(number)]


async def _until(condition: Callable[[], bool]) -> None:
    """Lets the server's tasks run until `condition` holds."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0)


async def test_the_first_frame_is_the_picture_of_now(office: Office):
    await office.bus.deliver(agent_state("li"), figures(), link(), started(), queued(), offered(to=LI))
    await office.works.add(work())
    tab = await (await office.browser("li")).open_tab()
    snapshot = tab.snapshot
    assert snapshot["type"] == "snapshot"
    assert snapshot["me"]["name"] == "li"
    assert snapshot["agent"]["state"] == "ready"
    assert [(call["call_id"], call["state"]) for call in snapshot["calls"]] == [("k1", "ringing")]
    assert [row["queue"] for row in snapshot["queues"]] == ["support"]
    assert [row["agent"] for row in snapshot["agents"]] == ["li"]
    assert [row["pbx"] for row in snapshot["links"]] == ["pbx"]
    assert [row["work_id"] for row in snapshot["work"]] == ["w1"]
    assert snapshot["server_time"] == "2026-11-20T01:00:00Z"


async def test_events_follow_the_snapshot_without_a_gap_in_their_numbers(office: Office):
    tab = await (await office.browser("boss")).open_tab()
    await office.bus.deliver(started(), queued(), figures(), ended())
    frames = await _frames(tab, 4)
    assert [frame["event"] for frame in frames] == [
        "call_started",
        "call_queued",
        "queue_figures",
        "call_ended",
    ]
    first = tab.snapshot["seq"] + 1
    assert [frame["seq"] for frame in frames] == list(range(first, first + 4))
    assert {frame["type"] for frame in frames} == {"event"}
    assert frames[1]["at"] == "2026-11-20T01:00:00Z"


async def test_tabs_of_one_user_share_numbers_and_frames(office: Office):
    browser = await office.browser("boss")
    first = await browser.open_tab()
    await office.bus.deliver(started())
    await first.next()
    second = await browser.open_tab()
    assert second.snapshot["seq"] == first.snapshot["seq"] + 1
    await office.bus.deliver(queued())
    assert await first.next() == await second.next()


async def test_a_tab_that_comes_back_gets_what_it_missed(office: Office):
    browser = await office.browser("boss")
    tab = await browser.open_tab()
    await office.bus.deliver(started())
    last = (await tab.next())["seq"]
    await tab.socket.close()
    await office.bus.deliver(queued(), ended())
    back = await browser.open_tab()
    await back.socket.send_json({"type": "resume", "after": last})
    missed = await _frames(back, 2)
    assert [(frame["seq"], frame["event"]) for frame in missed] == [
        (last + 1, "call_queued"),
        (last + 2, "call_ended"),
    ]


@pytest.mark.parametrize("after", [0, 2**50])
async def test_numbers_that_are_not_kept_get_a_fresh_picture(office: Office, after: int):
    tab = await (await office.browser("boss")).open_tab()
    await office.bus.deliver(started())
    last = (await tab.next())["seq"]
    await tab.socket.send_json({"type": "resume", "after": after})
    fresh = await tab.next()
    assert (fresh["type"], fresh["seq"]) == ("snapshot", last)
    assert [call["call_id"] for call in fresh["calls"]] == ["k1"]


async def test_after_more_frames_than_are_kept_a_fresh_picture_comes(office: Office):
    browser = await office.browser("boss")
    tab = await browser.open_tab()
    await tab.socket.close()
    await office.bus.deliver(*(agent_state() for _ in range(KEPT_FRAMES + 1)))
    back = await browser.open_tab()
    await back.socket.send_json({"type": "resume", "after": tab.snapshot["seq"]})
    assert (await back.next())["type"] == "snapshot"
    await back.socket.send_json({"type": "resume", "after": tab.snapshot["seq"] + 1})
    assert len(await _frames(back, KEPT_FRAMES)) == KEPT_FRAMES


async def test_numbers_of_an_earlier_run_of_the_server_are_never_taken_for_ours(office: Office):
    before = office.hub.attach(await office.users.get("boss"), "en")
    office.clock.advance(60)
    other = await (await office.browser("root")).open_tab()
    assert other.snapshot["seq"] == int(START.timestamp() * 1000) + 60_000
    office.hub.detach(await office.users.get("boss"), before)


async def test_nothing_is_lost_between_snapshot_and_first_event(office: Office):
    """The picture is taken when the tab is attached; what happens while it is being sent follows it."""
    boss = await office.users.get("boss")
    tab = office.hub.attach(boss, "en")
    await office.bus.deliver(started())
    first, second = await tab.next(), await tab.next()
    assert list(first.view.calls) == []  # type: ignore[union-attr]
    assert second[0].seq == first.seq + 1  # type: ignore[index,union-attr]


@pytest.mark.parametrize(
    "text", ["no json", '{"type":"hello"}', '{"type":"resume"}', '{"type":"resume","after":"x"}', "[]"]
)
async def test_a_bad_frame_is_answered_and_the_socket_stays_open(office: Office, text: str):
    tab = await (await office.browser("boss")).open_tab()
    await tab.socket.send_str(text)
    error = await tab.next()
    assert (error["type"], error["code"]) == ("error", "bad_frame")
    assert error["detail"]
    await office.bus.deliver(started())
    assert (await tab.next())["event"] == "call_started"


async def test_bytes_are_a_bad_frame_too(office: Office):
    tab = await (await office.browser("boss")).open_tab()
    await tab.socket.send_bytes(b"\xff\x00")
    assert (await tab.next())["code"] == "bad_frame"


async def test_a_pop_is_sent_once_to_every_tab_and_never_again(office: Office):
    browser = await office.browser("li")
    tabs = [await browser.open_tab(), await browser.open_tab()]
    await office.works.add(work())
    office.hub.send_pop("li", pop())
    await office.bus.deliver(agent_state("li", "ringing"))
    for tab in tabs:
        frames = await _frames(tab, 2)
        assert [frame["type"] for frame in frames] == ["pop", "event"]
        assert frames[0]["pop_id"] == "p-w1"
    again = await browser.open_tab()
    assert [row["pop"]["pop_id"] for row in again.snapshot["work"]] == ["p-w1"]
    await office.bus.deliver(agent_state("li", "talking"))
    assert (await again.next())["state"] == "talking"


async def test_a_pop_reaches_only_its_agent_and_speaks_their_language(office: Office):
    li, han = await office.browser("li"), await office.browser("han")
    await li.post("/api/v1/me/language", {"language": "en"})
    tab, other = await li.open_tab(), await han.open_tab()
    office.hub.send_pop("li", pop())
    frame = await tab.next()
    assert frame["candidates"] == [
        {
            "customer_id": "c1",
            "name": "王芳",
            "why": "called as 138",
            "score": 100,
            "words": "called as 138",
            "people": {},
        }
    ]
    assert frame["caller_location"] == "Beijing"
    assert frame["greeting"] == "Hello"
    assert frame["script"] == {"name": "survey", "version": 1, "title": "Survey", "items": 1}
    await office.bus.deliver(figures())
    assert (await other.next())["event"] == "queue_figures"


async def test_a_tab_that_stays_open_speaks_the_new_language(office: Office):
    await office.works.add(work())
    browser = await office.browser("li")
    tab = await browser.open_tab()
    assert tab.snapshot["work"][0]["pop"]["caller_location"] == "北京市"
    await browser.post("/api/v1/me/language", {"language": "en"})
    assert (await tab.next())["work"]["pop"]["caller_location"] == "Beijing"
    office.hub.send_pop("li", pop("k2", "w2"))
    assert (await tab.next())["caller_location"] == "Beijing"


async def test_events_of_a_call_nobody_saw_begin_go_to_supervisors_only(office: Office):
    tab = await (await office.browser("li")).open_tab()
    board = await (await office.browser("boss")).open_tab()
    await office.bus.deliver(ended("unknown"), agent_state("li"))
    assert (await tab.next())["event"] == "agent_state"
    assert (await board.next())["call_id"] == "unknown"


async def test_a_pop_for_an_agent_without_tabs_waits_in_the_snapshot(office: Office):
    await office.works.add(work())
    office.hub.send_pop("li", pop())
    tab = await (await office.browser("li")).open_tab()
    assert [row["work_id"] for row in tab.snapshot["work"]] == ["w1"]


async def test_work_changed_in_one_tab_is_shown_in_the_other(office: Office):
    await office.works.add(work())
    browser = await office.browser("li")
    tabs = [await browser.open_tab(), await browser.open_tab()]
    await browser.send("PUT", "/api/v1/work/w1/outcome", {"disposition": "solved", "note": "n"})
    for tab in tabs:
        frame = await tab.next()
        assert (frame["type"], frame["work"]["outcome"]["note"]) == ("work", "n")


async def test_work_that_cannot_be_read_now_does_not_stop_the_next(office: Office):
    await office.works.add(work())
    tab = await (await office.browser("li")).open_tab()
    office.hub.work_changed("li", "gone")
    office.hub.work_changed("li", "w1")
    assert (await tab.next())["work"]["work_id"] == "w1"


async def test_agents_hear_of_their_own_calls_from_the_moment_they_have_a_part_in_them(office: Office):
    li, han = await office.browser("li"), await office.browser("han")
    tab, other = await li.open_tab(), await han.open_tab()
    await office.bus.deliver(
        started(), queued(queue="support"), offered(to=LI), left_queue(), answered(by=LI)
    )
    await office.bus.deliver(ended(), figures())
    heard = [frame["event"] for frame in await _frames(tab, 7)]
    assert heard == [
        "call_started", "call_queued", "call_offered", "call_left_queue", "call_answered", "call_ended",
        "queue_figures",
    ]  # fmt: skip
    assert (await other.next())["event"] == "queue_figures"


async def test_an_agent_who_comes_into_a_call_is_first_told_how_it_began(office: Office):
    tab = await (await office.browser("han")).open_tab()
    await office.bus.deliver(started(), queued(queue="support"), offered(to=HAN))
    begun, waits, ringing = await _frames(tab, 3)
    assert (begun["event"], begun["caller"]["number"]) == ("call_started", CALLER.number)
    assert (waits["event"], waits["queue"]) == ("call_queued", "support")
    assert ringing["event"] == "call_offered"


async def test_who_comes_into_a_call_late_is_told_the_callers_place_of_now(office: Office):
    tab = await (await office.browser("han")).open_tab()
    await office.bus.deliver(started(), queued(queue="support"), place(2), offered(to=HAN))
    _, waits, _ = await _frames(tab, 3)
    assert (waits["event"], waits["position"]) == ("call_queued", 2)


async def test_a_call_in_the_snapshot_is_not_told_from_its_beginning_again(office: Office):
    await office.bus.deliver(started(), queued(queue="support"), offered(to=LI))
    tab = await (await office.browser("li")).open_tab()
    await office.bus.deliver(answered(by=LI))
    assert (await tab.next())["event"] == "call_answered"


async def test_agents_do_not_hear_of_each_others_states_but_supervisors_do(office: Office):
    tab = await (await office.browser("li")).open_tab()
    board = await (await office.browser("boss")).open_tab()
    await office.bus.deliver(agent_state("han"), agent_state("li"))
    assert (await tab.next())["agent"] == "li"
    assert [frame["agent"] for frame in await _frames(board, 2)] == ["han", "li"]


async def test_the_socket_is_refused_without_a_log_in(office: Office):
    with pytest.raises(WSServerHandshakeError) as refused:
        await office.stranger().client.ws_connect("/ws")
    assert refused.value.status == 401


async def test_the_socket_is_refused_to_a_foreign_page_and_open_to_our_own(office: Office):
    browser = await office.browser("li")
    with pytest.raises(WSServerHandshakeError) as refused:
        await browser.client.ws_connect("/ws", headers={"Origin": "https://evil.example"})
    assert refused.value.status == 403
    own = f"http://{office.server.host}:{office.server.port}"
    socket = await browser.client.ws_connect("/ws", headers={"Origin": own})
    assert (await socket.receive_json())["type"] == "snapshot"
    await socket.close()


async def test_a_burst_larger_than_the_queue_closes_nobody_who_reads(office: Office):
    tab = await (await office.browser("boss")).open_tab()
    await office.bus.deliver(*(agent_state(f"agent{number}") for number in range(2 * LIMIT)))
    agents = [frame["agent"] for frame in await _frames(tab, 2 * LIMIT)]
    assert agents == [f"agent{number}" for number in range(2 * LIMIT)]


async def test_figures_that_change_fast_are_sent_first_and_newest(office: Office):
    tab = await (await office.browser("li")).open_tab()
    await office.bus.deliver(*(figures(waiting=number) for number in range(100)))
    await office.bus.deliver(figures("sales", waiting=7))
    received = [(frame["queue"], frame["waiting"]) for frame in await _frames(tab, 3)]
    assert received == [("support", 0), ("sales", 7), ("support", 99)]


async def _floor(office: Office) -> list[QueuedTab]:
    """Many agents with a tab each, whose snapshot is out of the way."""
    li = await office.users.get("li")
    people = [msgspec.structs.replace(li, name=f"agent{number}") for number in range(9 * AT_ONCE)]
    tabs = [office.hub.attach(user, "en") for user in people]
    for tab in tabs:
        await tab.next()
    return tabs


async def _queued(tab: QueuedTab) -> list[Json]:
    """The frames that wait for the browser now."""
    found: list[Json] = []
    with contextlib.suppress(TimeoutError):
        while True:
            async with asyncio.timeout(0):
                item = await tab.next()
            assert isinstance(item, tuple)
            found += [json.loads(frame.encoded()) for frame in item]
    return found


async def test_figures_reach_a_whole_floor_in_parts_each_the_newest_of_its_moment(office: Office):
    tabs = await _floor(office)
    await office.bus.deliver(figures(waiting=1))
    await office.bus.deliver(figures(waiting=2))
    for _ in tabs:
        await asyncio.sleep(0)
    shown = [[frame["waiting"] for frame in await _queued(tab)] for tab in tabs]
    assert shown[0] == [1]
    assert shown[-1] == [2]
    assert shown == sorted(shown)
    assert {tuple(each) for each in shown} == {(1,), (2,)}


async def test_a_queue_that_is_gone_is_told_to_nobody_after_it(office: Office):
    tabs = await _floor(office)
    gone = QueueGone(at=START, pbx="pbx", queue="support")
    await office.bus.deliver(figures(), gone)
    for _ in tabs:
        await asyncio.sleep(0)
    told = [[frame["event"] for frame in await _queued(tab)] for tab in tabs]
    assert told[0] == ["queue_figures", "queue_gone"]
    assert told[-1] == ["queue_gone"]


async def test_a_tab_takes_no_more_than_its_limit(office: Office):
    tab = QueuedTab()
    for _ in range(LIMIT):
        tab.put(())
    assert not tab.is_closed
    tab.put(())
    assert await tab.closed() == TOO_SLOW


async def test_a_tab_that_does_not_read_is_closed_and_the_others_go_on(office: Office):
    browser = await office.browser("li")
    good = await browser.open_tab()
    reader, writer = await _tab_that_never_reads(office, browser)
    filler = pop().replace("您好".encode(), b"x" * 60_000)
    for _ in range(40):
        for _ in range(16):
            office.hub.send_pop("li", filler)
        assert all(frame["type"] == "pop" for frame in await _frames(good, 16))
    await _until(lambda: office.metrics.registry.get_sample_value("cti_slow_tabs_total") == 1)
    assert office.metrics.registry.get_sample_value("cti_sockets") == 1
    office.hub.send_pop("li", pop())
    assert (await good.next())["type"] == "pop"
    writer.transport.abort()
    assert reader is not None


async def _tab_that_never_reads(
    office: Office, browser: Browser
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A raw websocket with small buffers, upgraded and then left alone."""
    raw = sockets.socket()
    raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    raw.setblocking(False)
    await asyncio.get_running_loop().sock_connect(
        raw, (str(office.server.host), int(office.server.port or 0))
    )
    reader, writer = await asyncio.open_connection(sock=raw, limit=1024)
    cookies = browser.client.session.cookie_jar.filter_cookies(office.server.make_url("/"))
    token = cookies["cti_session"].value
    writer.write(
        (
            f"GET /ws HTTP/1.1\r\nHost: {urlsplit(str(office.server.make_url('/'))).netloc}\r\n"
            f"Cookie: cti_session={token}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        ).encode()
    )
    assert b"101" in await reader.readline()
    writer.transport.pause_reading()  # type: ignore[attr-defined]
    return reader, writer


async def test_a_user_without_tabs_is_forgotten_after_a_while(office: Office):
    browser = await office.browser("boss")
    tab = await browser.open_tab()
    await tab.socket.close()
    await _until(lambda: office.metrics.registry.get_sample_value("cti_sockets") == 0)
    office.clock.advance(301)
    await office.bus.deliver(started())
    back = await browser.open_tab()
    await back.socket.send_json({"type": "resume", "after": tab.snapshot["seq"]})
    assert (await back.next())["type"] == "snapshot"


async def test_a_store_that_is_gone_closes_the_tab_to_try_again(office: Office):
    browser = await office.browser("li")
    office.works.broken = True
    socket = await browser.client.ws_connect("/ws")
    assert (await socket.receive()).data == 1011
    office.works.broken = False
    assert (await browser.open_tab()).snapshot["type"] == "snapshot"


async def test_stopping_the_server_tells_the_tabs(office: Office):
    tab = await (await office.browser("li")).open_tab()
    office.hub.close_all(1001)
    assert (await tab.socket.receive()).data == 1001


async def test_a_tab_ends_with_its_session(office: Office):
    browser = await office.browser("li")
    office.clock.advance(12 * 3600 - 0.01)
    tab = await browser.open_tab()
    assert (await tab.socket.receive()).data == 4401


async def test_listeners_of_the_bus_are_measured(office: Office):
    bus = MemoryBus()
    bus.subscribe("board", office.live.hear)
    office.metrics.watch(lambda: bus.subscriptions)
    bus.publish(link())
    assert office.metrics.registry.get_sample_value("cti_listener_waiting", {"listener": "board"}) == 1
    await bus.drain()
    handled = {"listener": "board", "result": "handled"}
    assert office.metrics.registry.get_sample_value("cti_listener_events_total", handled) == 1
    await bus.close()


async def test_figures_for_prometheus_count_events_sockets_pops_and_their_delay(office: Office):
    await office.calls.open(record())
    tab = await (await office.browser("li")).open_tab()
    await office.bus.deliver(link("certain"), started(), offered(at=START - timedelta(seconds=0.15)))
    office.hub.send_pop("li", pop())
    await _frames(tab, 4)
    async with office.stranger().client.get("/metrics") as response:
        text = await response.text()
        assert response.headers["Content-Type"].startswith("text/plain")
    for line in (
        'cti_link_certain{pbx="pbx"} 1.0',
        'cti_events_total{event="call_offered"} 1.0',
        "cti_sockets 1.0",
        "cti_pops_total 1.0",
        'cti_pop_seconds_bucket{le="0.1"} 0.0',
        'cti_pop_seconds_bucket{le="0.2"} 1.0',
    ):
        assert line in text
