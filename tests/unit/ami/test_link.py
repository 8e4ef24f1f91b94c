"""The link against a real TCP peer: nothing lost, nothing twice, nothing waits."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from random import Random

import pytest

from cti.ami import messages as m
from cti.ami.actions import ping
from cti.ami.inbox import Inbox
from cti.ami.link import Link
from cti.ami.link_times import LinkTimes
from cti.ami.switch import LinkSwitch
from cti.clock import SystemClock
from cti.config import Pbx
from cti.config_reader import Secret
from cti.errors import ActionRefused, LinkError, UnsafeValue
from tests.fakes.ami_server import AmiServer

QUICK = LinkTimes(
    connect_s=5, answer_s=5, ping_every_s=60, pong_s=5, boot_s=0.2, refused_s=60, first_retry_s=0.01
)
CHANNEL = (
    "Channel: PJSIP/1001-00000001\r\nChannelState: 6\r\nCallerIDName: {name}\r\n"
    "Uniqueid: {uid}\r\nLinkedid: {uid}"
)
STATUS_ROW = b"Event: Status\r\nChannel: PJSIP/trunk-1\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\nSeconds: 5"
QUEUE_ROWS = (
    b"Event: QueueParams\r\nQueue: support\r\nMax: 0\r\n\r\n"
    b"Event: QueueMember\r\nQueue: support\r\nName: A\r\nLocation: PJSIP/1001\r\nStatus: 1\r\n\r\n"
    b"Event: QueueEntry\r\nQueue: support\r\nPosition: 1\r\nChannel: PJSIP/trunk-2\r\nUniqueid: 1.2\r\n"
    b"Wait: 7\r\n\r\n"
)


def event(name: str, uid: str, caller: str = "Agent") -> bytes:
    return f"Event: {name}\r\n{CHANNEL.format(name=caller, uid=uid)}\r\n\r\n".encode()


class Running:
    """A link, the peer, and the messages taken so far."""

    def __init__(self, peer: AmiServer, link: Link) -> None:
        self.peer, self.link, self.switch = peer, link, LinkSwitch(link)
        self.messages: list[m.Message] = []

    async def until(self, *kinds: type[m.Message]) -> m.Message:
        """Takes messages until one is of `kinds`."""
        async with asyncio.timeout(5):
            while True:
                await self.link.inbox.arrival()
                for _, message in self.link.inbox.take(1):
                    self.messages.append(message)
                    if isinstance(message, kinds):
                        return message

    async def logged_in(self) -> None:
        await self.until(m.SnapshotEnd)

    async def channels(self, count: int) -> list[m.ChannelMessage]:
        found = [await self.until(m.ChannelMessage) for _ in range(count)]
        return [message for message in found if isinstance(message, m.ChannelMessage)]


@contextlib.asynccontextmanager
async def running(peer: AmiServer, times: LinkTimes = QUICK, limit: int = 10_000) -> AsyncIterator[Running]:
    clock = SystemClock()
    pbx = Pbx(name="east", port=peer.port, username="cti", secret=Secret("s3cret-word"))
    link = Link(pbx, clock, Random(1), times, Inbox(clock, limit))
    task = asyncio.create_task(link.run())
    try:
        yield Running(peer, link)
    finally:
        link.stop()
        async with asyncio.timeout(5):
            await task


@pytest.fixture
async def peer() -> AsyncIterator[AmiServer]:
    async with AmiServer() as server:
        yield server


def kinds(messages: list[m.Message]) -> list[type[m.Message]]:
    return [type(message) for message in messages]


async def test_after_login_the_snapshot_names_everything(peer: AmiServer) -> None:
    peer.rows = {"Status": STATUS_ROW, "QueueStatus": QUEUE_ROWS}
    async with running(peer) as run:
        await run.logged_in()
        assert kinds(run.messages) == [
            m.LinkConnecting, m.FullyBooted, m.SnapshotBegin, m.NewChannel, m.QueueParams, m.QueueMember,
            m.QueueCallerJoin, m.SnapshotEnd,
        ]  # fmt: skip
        end = run.messages[-1]
    assert end == m.SnapshotEnd(
        uniqueids=frozenset({"1.1", "1.2"}), members=frozenset({("support", "PJSIP/1001")}),
        queues=frozenset({"support"}), complete=True,
    )  # fmt: skip


async def test_channel_list_that_is_refused_is_asked_in_the_other_way(peer: AmiServer) -> None:
    peer.errors = {"Status": "Permission denied"}
    async with running(peer) as run:
        end = await run.until(m.SnapshotEnd)
    assert "CoreShowChannels" in peer.names()
    assert isinstance(end, m.SnapshotEnd)
    assert end.complete


async def test_without_any_channel_list_each_bridge_is_asked(peer: AmiServer) -> None:
    peer.errors = {"Status": "Permission denied", "CoreShowChannels": "Permission denied"}
    peer.rows = {"BridgeList": b"Event: BridgeListItem\r\nBridgeUniqueid: b1\r\nBridgeType: basic"}
    async with running(peer) as run:
        end = await run.until(m.SnapshotEnd)
    assert [one.get("BridgeUniqueid") for one in peer.received if one["Action"] == "BridgeInfo"] == ["b1"]
    assert isinstance(end, m.SnapshotEnd)
    assert not end.complete


async def test_snapshot_without_its_lists_says_so(peer: AmiServer) -> None:
    peer.errors = {"QueueStatus": "Permission denied"}
    async with running(peer) as run:
        end = await run.until(m.SnapshotEnd)
    assert isinstance(end, m.SnapshotEnd)
    assert not end.complete


async def test_account_that_may_not_see_fullybooted_gets_its_snapshot_all_the_same(peer: AmiServer) -> None:
    peer.uptime = None
    async with running(peer) as run:
        await run.logged_in()
    assert kinds(run.messages)[-2:] == [m.SnapshotBegin, m.SnapshotEnd]


async def test_message_cut_at_every_byte_arrives_whole_and_in_order(peer: AmiServer) -> None:
    async with running(peer) as run:
        await run.logged_in()
        raw = event("Newstate", "7.1", "客服😀")
        for cut in range(1, len(raw)):
            peer.send(raw[:cut])
            await asyncio.sleep(0)
            peer.send(raw[cut:])
        names = {(message.uniqueid, message.caller_name) for message in await run.channels(len(raw) - 1)}
    assert names == {("7.1", "客服😀")}


async def test_latin_1_name_arrives_and_the_next_message_too(peer: AmiServer) -> None:
    async with running(peer) as run:
        await run.logged_in()
        peer.send(event("Newstate", "7.1", "José").decode().encode("latin-1") + event("Newstate", "7.2"))
        assert [message.caller_name for message in await run.channels(2)] == ["José", "Agent"]


async def test_malformed_message_is_counted_said_and_passed_over(
    peer: AmiServer, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(peer) as run:
        await run.logged_in()
        peer.send(b"rubbish\r\n\r\nEvent: Newstate\r\nChannel: PJSIP/1\r\n\r\n" + event("Hold", "7.3"))
        (message,) = await run.channels(1)
        assert (message.uniqueid, run.link.inbox.malformed, run.link.up) == ("7.3", 2, True)
    assert "Newstate without Uniqueid" in caplog.text


async def test_exception_of_ours_costs_neither_the_link_nor_the_rest_of_the_read(
    peer: AmiServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(peer) as run:
        await run.logged_in()
        see = run.link._reconciler.see

        def failing(messages: list[m.Message], kinds: set[type]) -> None:
            if any(isinstance(message, m.Hold) for message in messages):
                raise RuntimeError("broken on purpose")
            see(messages, kinds)

        monkeypatch.setattr(run.link._reconciler, "see", failing)
        peer.send(event("Hold", "1.1") + event("Unhold", "1.2"))
        message = await run.until(m.Unhold)
        assert run.link.up
    assert isinstance(message, m.Unhold)
    assert "broken on purpose" in caplog.text


async def test_refused_login_says_what_to_change_and_is_retried_slowly(
    peer: AmiServer, caplog: pytest.LogCaptureFixture
) -> None:
    peer.refuse_login = True
    async with running(peer) as run:
        lost = await run.until(m.LinkLost)
        assert isinstance(lost, m.LinkLost)
        for word in ("east", "'cti'", "Authentication failed", "manager.conf"):
            assert word in lost.reason
        assert "next attempt in 60.0 s" in caplog.text
        assert "s3cret-word" not in caplog.text + lost.reason
        with pytest.raises(LinkError):
            await run.switch.hangup("PJSIP/1001-1")


async def test_peer_that_is_no_manager_is_named(peer: AmiServer) -> None:
    peer.greeting = b"SSH-2.0-OpenSSH_9.2\r\n"
    async with running(peer) as run:
        lost = await run.until(m.LinkLost)
    assert isinstance(lost, m.LinkLost)
    assert "no Asterisk manager" in lost.reason
    assert peer.names() == []


async def test_nobody_listening_is_a_loss_with_the_address() -> None:
    async with AmiServer() as gone:
        pass
    async with running(gone) as run:
        lost = await run.until(m.LinkLost)
        again = await run.until(m.LinkConnecting)
    assert isinstance(lost, m.LinkLost)
    assert str(gone.port) in lost.reason
    assert isinstance(again, m.LinkConnecting)


async def test_half_open_peer_is_noticed_by_an_unanswered_ping(peer: AmiServer) -> None:
    peer.mute = {"Ping"}
    times = LinkTimes(ping_every_s=0.05, pong_s=0.05, boot_s=0.2, first_retry_s=0.01)
    async with running(peer, times) as run:
        await run.logged_in()
        lost = await run.until(m.LinkLost)
        await peer.until(lambda: peer.connections == 2)
    assert isinstance(lost, m.LinkLost)
    assert "ping" in lost.reason


async def test_peer_that_accepts_and_says_nothing_is_given_up(peer: AmiServer) -> None:
    peer.greeting = b""
    async with running(peer, LinkTimes(connect_s=0.05, first_retry_s=0.01)) as run:
        lost = await run.until(m.LinkLost)
    assert isinstance(lost, m.LinkLost)
    assert "did not greet" in lost.reason


async def test_lost_link_comes_back_with_a_new_snapshot_and_the_gap(peer: AmiServer) -> None:
    async with running(peer) as run:
        await run.logged_in()
        peer.drop()
        await run.until(m.LinkLost)
        begin = await run.until(m.SnapshotBegin)
        await run.until(m.SnapshotEnd)
        assert (run.link.connects, run.link.losses) == (2, 1)
    assert isinstance(begin, m.SnapshotBegin)
    assert not begin.restarted
    assert begin.gap_s is not None
    assert 0 <= begin.gap_s < 5


async def test_attempts_are_counted_anew_after_a_good_session(peer: AmiServer) -> None:
    async with running(peer) as run:
        await run.logged_in()
        peer.drop()
        await run.until(m.LinkLost)
        again = await run.until(m.LinkConnecting)
    assert again == m.LinkConnecting(attempt=1)


async def test_fault_of_ours_in_a_session_is_a_loss_and_the_link_goes_on(
    peer: AmiServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = [RuntimeError("broken on purpose")]
    async with running(peer) as run:
        connecting = run.link._reconciler.connecting

        def failing() -> None:
            if broken:
                raise broken.pop()
            connecting()

        monkeypatch.setattr(run.link._reconciler, "connecting", failing)
        await run.until(m.LinkLost)
        await run.logged_in()
        assert run.link.up
    assert "broken on purpose" in caplog.text


async def test_refused_ping_is_an_answer(peer: AmiServer) -> None:
    peer.errors = {"Ping": "Permission denied"}
    async with running(peer, LinkTimes(ping_every_s=0.01, pong_s=5, boot_s=0.2)) as run:
        await run.logged_in()
        await peer.until(lambda: peer.names().count("Ping") >= 3)
        assert run.link.up


async def test_restart_of_the_pbx_is_told_by_its_uptime(peer: AmiServer) -> None:
    async with running(peer) as run:
        await run.logged_in()
        peer.uptime = 3
        peer.drop()
        await run.until(m.LinkLost)
        begin = await run.until(m.SnapshotBegin)
    assert isinstance(begin, m.SnapshotBegin)
    assert begin.restarted


async def test_pbx_that_boots_while_we_are_logged_in_is_asked_again(peer: AmiServer) -> None:
    async with running(peer) as run:
        await run.logged_in()
        peer.send(b"Event: FullyBooted\r\nUptime: 1\r\n\r\n")
        begin = await run.until(m.SnapshotBegin)
        await run.until(m.SnapshotEnd)
    assert isinstance(begin, m.SnapshotBegin)
    assert begin.restarted


async def test_many_reloads_at_once_are_one_look_at_the_queues(peer: AmiServer) -> None:
    async with running(peer) as run:
        await run.logged_in()
        peer.send(b"Event: Reload\r\nModule: app_queue.so\r\n\r\n" * 200)
        await run.until(m.QueuesSeen)
        peer.send(b"Event: FullyBooted\r\nUptime: 1\r\n\r\n" * 200)
        await run.until(m.SnapshotEnd)
    assert 3 <= peer.names().count("QueueStatus") <= 6


async def test_waiting_action_fails_at_a_loss_and_is_never_sent_again(peer: AmiServer) -> None:
    peer.mute = {"Originate"}
    async with running(peer) as run:
        await run.logged_in()
        call = asyncio.create_task(run.switch.originate("PJSIP/1001", "13800138001", "from-agents"))
        await peer.until(lambda: "Originate" in peer.names())
        peer.drop()
        with pytest.raises(LinkError, match="Originate"):
            await call
        await run.logged_in()
        await run.switch.hangup("PJSIP/1001-1")
    assert peer.names().count("Originate") == 1


async def test_action_without_answer_times_out(peer: AmiServer) -> None:
    peer.mute = {"Hangup"}
    async with running(peer, LinkTimes(answer_s=0.3, boot_s=0.2, first_retry_s=0.01)) as run:
        await run.logged_in()
        with pytest.raises(LinkError, match=r"did not answer Hangup in 0\.3 s"):
            await run.switch.hangup("PJSIP/1001-1")
        assert run.link.up
        await run.switch.queue_remove("support", "PJSIP/1001")


async def test_refusal_is_in_the_words_of_the_pbx(peer: AmiServer) -> None:
    peer.errors = {"QueueAdd": "Unable to add interface: Already there"}
    async with running(peer) as run:
        await run.logged_in()
        with pytest.raises(ActionRefused, match="Already there"):
            await run.switch.queue_add("support", "PJSIP/1001", "Li")


async def test_switch_sends_what_asterisk_expects(peer: AmiServer) -> None:
    async with running(peer) as run:
        await run.logged_in()
        await run.switch.queue_add("support", "PJSIP/1001", "李", paused=True)
        await run.switch.queue_pause("PJSIP/1001", True, reason="lunch")
        await run.switch.originate("PJSIP/1001", "13800138001", "from-agents", caller_id="4008001")
        await run.switch.redirect("PJSIP/trunk-1", "7001", "from-agents")
    sent = {action["Action"]: action for action in peer.received}
    assert (sent["QueueAdd"]["MemberName"], sent["QueueAdd"]["Paused"]) == ("李", "true")
    assert (sent["QueuePause"]["Reason"], "Queue" in sent["QueuePause"]) == ("lunch", False)
    assert (sent["Originate"]["Async"], sent["Originate"]["Exten"]) == ("true", "13800138001")
    assert (sent["Redirect"]["Exten"], sent["Redirect"]["Context"]) == ("7001", "from-agents")


@pytest.mark.parametrize("value", ["a\r\nAction: Reboot", "a\nb", "a\0b"])
async def test_line_breaks_never_reach_the_pbx(peer: AmiServer, value: str) -> None:
    async with running(peer) as run:
        await run.logged_in()
        with pytest.raises(UnsafeValue):
            await run.switch.queue_pause("PJSIP/1001", True, reason=value)
        with pytest.raises(UnsafeValue):
            await run.switch.originate("PJSIP/1001", value, "from-agents")
    assert "QueuePause" not in peer.names()


async def test_full_inbox_is_a_loss_and_starts_anew(peer: AmiServer) -> None:
    async with running(peer, limit=50) as run:
        await run.logged_in()
        peer.send(event("Newstate", "9.9") * 60)
        lost = await run.until(m.LinkLost)
        await run.until(m.SnapshotEnd)
        assert run.link.inbox.overflows >= 1
    assert isinstance(lost, m.LinkLost)
    assert "behind" in lost.reason


async def test_messages_before_and_after_a_snapshot_row_keep_their_order(peer: AmiServer) -> None:
    peer.rows = {"Status": STATUS_ROW + b"\r\n\r\n" + event("Newchannel", "5.5").rstrip()}
    async with running(peer) as run:
        end = await run.until(m.SnapshotEnd)
    assert [message.uniqueid for message in run.messages if isinstance(message, m.NewChannel)] == [
        "1.1",
        "5.5",
    ]
    assert isinstance(end, m.SnapshotEnd)
    assert end.uniqueids == {"1.1", "5.5"}


async def test_stop_ends_a_long_wait_at_once() -> None:
    async with AmiServer() as gone:
        pass
    async with running(gone, LinkTimes(first_retry_s=32)) as run:
        await run.until(m.LinkLost)
        async with asyncio.timeout(1):
            run.link.stop()
            while await run.link.inbox.arrival():
                run.link.inbox.take(10)
        assert not run.link.up
        assert len(run.link.inbox) == 0


async def test_asking_without_a_link_fails_at_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    clock = SystemClock()
    link = Link(Pbx(name="east"), clock, Random(1))
    with pytest.raises(LinkError, match="no link to PBX east"):
        await link.ask(ping())
