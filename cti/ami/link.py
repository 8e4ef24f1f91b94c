"""The one module that talks to a PBX, and the only one that uses panoramisk.

Passes through: the socket's bytes, framed and filtered before decoding, into the inbox in order; actions
out, each once, with a time-out, and their answers back. Does not pass: waiting (the reader only lays
messages down; Asterisk cuts off a reader slower than its `writetimeout`), exceptions of our code, the
secret.

panoramisk opens the connection, numbers the actions and finds the action an answer belongs to. Ours are
the framing (there, a character cut by a read is lost and a failing callback ends the connection), when an
answer is complete (there, some never are), and what happens at a loss (there, actions are sent again, a
silent peer is never noticed, and the next attempt always comes after two seconds).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
from collections.abc import Callable, Iterable
from random import Random

import msgspec
import panoramisk
from panoramisk import actions as panoramisk_actions
from panoramisk import ami_protocol
from panoramisk.message import Message as Headers

from cti.ami import actions
from cti.ami.actions import Action
from cti.ami.backoff import BackOff
from cti.ami.fields import decode
from cti.ami.inbox import Inbox
from cti.ami.link_times import LinkTimes, times_of
from cti.ami.messages import LinkConnecting, LinkLost, Message
from cti.ami.moments import Moments
from cti.ami.parse import GREETING, Block, Framer, Malformed, parse_all
from cti.ami.snapshot import Reconciler
from cti.clock import Clock
from cti.config import Pbx
from cti.errors import ActionRefused, CtiError, LinkError, LoginRefused

EVENT_MASK = "system,call,agent,dialplan,dtmf"
_MOST_REASONS = 100
_log = logging.getLogger(__name__)


class Answer(msgspec.Struct, frozen=True):
    """What the PBX said to one action: the first message, and the rows of a list."""

    ok: bool
    message: str
    headers: dict[str, str]
    rows: tuple[dict[str, str], ...] = ()


class SentAction(panoramisk_actions.Action):  # type: ignore[misc]
    """An action on its way. Complete with its one answer, or, `as_list`, with the list's last row."""

    def add_message(self, message: Headers) -> bool:
        """Takes a message of the answer; True when it was the last."""
        self.responses.append(message)
        first = self.responses[0]
        listed = self.as_list and first.response == "Success"
        if listed and not message.eventlist.lower().startswith(("complete", "cancel")):
            return False
        if not self.future.done():
            self.future.set_result(Answer(first.response != "Error", first.message, _plain(first),
                                          tuple(map(_plain, self.responses[1:-1]))))  # fmt: skip
        return True


def _plain(headers: Headers) -> dict[str, str]:
    return {name: value if isinstance(value, str) else "\n".join(value) for name, value in headers.items()}


class AmiProtocol(ami_protocol.AMIProtocol):  # type: ignore[misc]
    """Bytes of one connection: events to `deliver`, answers to the actions that asked."""

    def __init__(self, manager: Connection) -> None:
        self._manager = manager
        self._framer = Framer()
        self._greeting = b""
        self.greeted: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is open; the PBX speaks first."""
        super().connection_made(transport)
        self.factory = self._manager
        self.encoding = "utf8"

    def data_received(self, data: bytes) -> None:
        """One read. Nothing that goes wrong in here costs the connection."""
        try:
            self._manager.tap(data)
            if self.version is None:
                data = self._greet(data)
            blocks = self._framer.feed(data)
            if self.responses:
                self._answer_from(blocks)
            self._manager.deliver(blocks)
        except Exception:
            _log.exception("a read of %d bytes could not be taken whole", len(data))

    def _greet(self, data: bytes) -> bytes:
        """Checks the greeting line; gives the bytes behind it."""
        self._greeting += data
        line, end, rest = self._greeting.partition(b"\r\n")
        if not line.startswith(GREETING[: len(line)]) or len(line) > 200:
            self._manager.lose(f"is no Asterisk manager: it greets with {line[:60]!r}")
        if not end or self.greeted.done():
            return b""
        self.version = decode(line.partition(b"/")[2])
        self.greeted.set_result(self.version)
        return rest

    def _answer_from(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            if isinstance(block, bytes) and self._manager.mark in block:
                text = decode(block.strip(b"\r\n"))
                if not text.startswith("Event: OriginateResponse"):
                    self.handle_message(Headers.from_line(text))

    def close(self) -> None:
        """Fails what is unanswered (nothing is ever sent again) and closes the socket."""
        for action in self.responses.values():
            if not action.future.done():
                action.future.set_exception(
                    LinkError(f"the link broke before {action['Action']} was answered")
                )
                action.future.exception()
        self.responses.clear()
        self.closed = True
        self.transport.abort()


class Connection(panoramisk.Manager):  # type: ignore[misc]
    """One connection, from opening to its loss. `lost` is done, with the reason, when it is over."""

    def __init__(self, pbx: Pbx, times: LinkTimes, deliver: Callable[[list[Block]], None],
                 tap: Callable[[bytes], None] = lambda data: None) -> None:  # fmt: skip
        context = ssl.create_default_context() if pbx.tls else False
        super().__init__(
            host=pbx.host, port=pbx.port, ssl=context, protocol_factory=lambda: AmiProtocol(self)
        )
        self.loop = asyncio.get_running_loop()
        self.lost: asyncio.Future[str] = self.loop.create_future()
        self.silent = False
        self.deliver = deliver
        self.tap = tap
        self.mark = panoramisk_actions.Action.action_id_generator.uid.encode()
        self._pbx = pbx
        self._times = times

    async def open(self) -> None:
        """Connects and reads the greeting. Raises LinkError."""
        where = f"PBX {self._pbx.name} at {self._pbx.host}:{self._pbx.port}"
        connecting = asyncio.create_task(self._greeted())
        either: list[asyncio.Future[str]] = [connecting, self.lost]
        try:
            await asyncio.wait(either, timeout=self._times.connect_s, return_when=asyncio.FIRST_COMPLETED)
            if self.lost.done():
                raise LinkError(f"{where}: {self.lost.result()}")
            if not connecting.done():
                raise LinkError(f"{where} did not greet in {self._times.connect_s:g} s")
            connecting.result()
        except OSError as error:
            raise LinkError(f"{where} cannot be reached: {error}") from error
        finally:
            connecting.cancel()

    async def _greeted(self) -> str:
        _, self.protocol = await self.connect()
        version: str = await self.protocol.greeted
        return version

    async def log_in(self, events: str) -> None:
        """Raises LoginRefused in words that say what to change."""
        pbx = self._pbx
        try:
            await self.ask(actions.login(pbx.username, pbx.secret, events))
        except ActionRefused as refusal:
            raise LoginRefused(
                f"PBX {pbx.name} at {pbx.host}:{pbx.port} refused manager user {pbx.username!r}: {refusal}; "
                "compare username and secret of [[pbx]] with manager.conf, and permit/deny with our address"
            ) from None

    async def ask(self, action: Action, rows: bool = False, within_s: float | None = None) -> Answer:
        """Sends an action once. Raises ActionRefused with the PBX's words, LinkError without an answer."""
        within_s = self._times.answer_s if within_s is None else within_s
        if self.protocol is None or self.protocol.closed:
            raise LinkError("there is no link to PBX {pbx}", pbx=self._pbx.name)
        sent = SentAction(action, as_list=rows)
        try:
            async with asyncio.timeout(within_s):
                answer: Answer = await self.send_action(sent, as_list=rows)
        except TimeoutError:
            name = action["Action"]
            raise LinkError(
                "PBX {pbx} did not answer {action} in {seconds} s",
                pbx=self._pbx.name,
                action=name,
                seconds=f"{within_s:g}",
            ) from None
        finally:
            self.protocol.responses.pop(sent.id, None)
        if not answer.ok:
            raise ActionRefused(answer.message or "refused without a reason")
        return answer

    async def keep_alive(self) -> None:
        """Pings until the connection is lost, and loses it when a ping is not answered: the peer is gone."""
        while not self.lost.done():
            await asyncio.sleep(self._times.ping_every_s)
            try:
                with contextlib.suppress(ActionRefused):  # an answer too
                    await self.ask(actions.ping(), within_s=self._times.pong_s)
            except LinkError:
                self.silent = not self.lost.done()
                self.lose(f"no answer to a ping in {self._times.pong_s:g} s")

    def lose(self, reason: str) -> None:
        """Ends the connection; unanswered actions fail."""
        if not self.lost.done():
            self.lost.set_result(reason)
        if self.protocol is not None and not self.protocol.closed:
            self.protocol.close()

    def connection_made(self, connecting: asyncio.Future[object]) -> None:
        """The protocol is ready by itself; `open` awaits the greeting."""

    def connection_lost(self, error: object) -> None:
        """Called by the protocol; connecting again is the link's decision."""
        self.lose(f"connection closed: {error}" if error else "connection closed by the PBX")

    def dispatch(self, event: Headers) -> None:
        """Answers to actions given up meanwhile; their events went to `deliver` already."""


class Link:
    """The link to one PBX: keeps it up and fills `inbox`. Counters for /metrics: `connects`, `losses`,
    `bytes_read`; `up` says whether actions can be sent."""

    def __init__(self, pbx: Pbx, clock: Clock, random: Random, times: LinkTimes | None = None,
                 inbox: Inbox | None = None) -> None:  # fmt: skip
        self.pbx = pbx.name
        self.inbox = Inbox(clock) if inbox is None else inbox
        self.connects = self.losses = self.bytes_read = 0
        self.up = False
        self._settings = pbx
        self._times = times or times_of(pbx)
        self._back_off = BackOff(random, self._times.first_retry_s)
        self._reconciler = Reconciler(pbx.name, clock.monotonic, self.inbox.tell, self._times.queues_again_s)
        self._connection: Connection | None = None
        self._stopping = asyncio.Event()
        self._heard_at = 0.0
        self._moments = Moments()
        self._attempts = 0
        self._reasons: set[str] = set()

    async def run(self) -> None:
        """Connects, again and again, until `stop`; then closes the inbox."""
        try:
            while not self._stopping.is_set():
                self._attempts += 1
                self.inbox.tell(LinkConnecting(attempt=self._attempts))
                await self._rest(await self._attempt())
        finally:
            self._drop("the server stops")
            self.inbox.close()

    def stop(self) -> None:
        """Ends `run` at once, whatever it waits for."""
        self._stopping.set()
        self._drop("the server stops")

    async def ask(self, action: Action, rows: bool = False) -> Answer:
        """Sends one action. Raises ActionRefused with the PBX's words, LinkError when there is no link,
        it breaks, or no answer comes in time. Nothing is ever sent twice."""
        if not self.up or self._connection is None:
            raise LinkError("there is no link to PBX {pbx}; try again when it is back", pbx=self.pbx)
        return await self._connection.ask(action, rows)

    def connection(self) -> Connection:
        """A new connection, not opened, whose messages go to the inbox."""
        return Connection(self._settings, self._times, self._deliver, self._heard)

    async def _attempt(self) -> float:
        """One session from opening to loss; seconds to wait before the next."""
        try:
            reason = await self._session()
            wait_s = self._back_off.next_s()
        except LoginRefused as refusal:
            reason, wait_s = str(refusal), self._times.refused_s
        except Exception as error:
            reason, wait_s = str(error), self._back_off.next_s()
            if not isinstance(error, CtiError):
                _log.exception("the session with PBX %s failed", self.pbx)
        finally:
            self._drop("the session is over")
        if not self._stopping.is_set():
            _log.error("%s; next attempt in %.1f s", reason, wait_s)
        silent = self._connection is not None and self._connection.silent
        self.inbox.tell(LinkLost(reason=reason, heard_at=self._heard_at if silent else None))
        return wait_s

    async def _session(self) -> str:
        """Opens, logs in, keeps alive; gives the reason of the loss. Raises LinkError up to the log-in."""
        self._connection = connection = self.connection()
        self.inbox.time.set()
        self._moments.anew()
        self._reconciler.connecting()
        await connection.open()
        await connection.log_in(EVENT_MASK)
        _log.info("logged in to PBX %s (manager version %s)", self.pbx, connection.protocol.version)
        self.connects += 1
        self._back_off.reset()
        self._attempts = 0
        self.up = True
        tasks = [
            asyncio.create_task(connection.keep_alive()),
            asyncio.create_task(self._reconcile(connection)),
        ]
        try:
            return f"PBX {self.pbx}: {await connection.lost}"
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def _reconcile(self, connection: Connection) -> None:
        try:
            await self._reconciler.run(lambda action: connection.ask(action, rows=True), self._times.boot_s)
        except Exception as error:
            if not isinstance(error, CtiError):
                _log.exception("the snapshot of PBX %s failed", self.pbx)
            connection.lose(str(error))

    def _heard(self, data: bytes) -> None:
        self.bytes_read += len(data)
        self._heard_at = self.inbox.time.now()
        if self.inbox.journal is not None:
            self.inbox.journal.heard(self._heard_at, data)

    def _deliver(self, blocks: list[Block]) -> None:
        """What one read brought."""
        for at, moment in self._moments.of(self._heard_at, blocks):
            if found := parse_all(moment):
                self._take(at, found)

    def _take(self, at: float, found: list[Message | Malformed]) -> None:
        """What happened at one moment."""
        messages: list[Message] = found  # type: ignore[assignment]
        kinds = set(map(type, found))
        if Malformed in kinds:
            messages = [message for message in found if not isinstance(message, Malformed)]
            self._complain([message for message in found if isinstance(message, Malformed)])
        if self.inbox.put(at, messages):
            self._reconciler.see(messages, kinds)
        elif self._connection is not None:
            self._connection.lose("the server fell too far behind its messages and starts anew")

    def _complain(self, found: list[Malformed]) -> None:
        """Each reason is said once."""
        self.inbox.malformed += len(found)
        for message in found:
            if message.reason not in self._reasons and len(self._reasons) < _MOST_REASONS:
                self._reasons.add(message.reason)
                _log.warning("PBX %s sent a message that %s; passed over: %r", self.pbx, message.reason,
                             message.block[:300])  # fmt: skip

    def _drop(self, reason: str) -> None:
        if self.up:
            self.losses += 1
            self._reconciler.lost()
        self.up = False
        if self._connection is not None:
            self._connection.lose(reason)

    async def _rest(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
