"""The doctor at a real Asterisk: an account that lacks rights, one that has them, a test call that pops."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

import msgspec
import pytest
import pytest_asyncio

from cti.bootstrap import Running
from cti.clock import SystemClock
from cti.config import Config, Pbx, QueueDefaults
from cti.config_reader import Secret
from cti.doctor import trial
from cti.doctor.ear import Ear
from cti.doctor.finding import Finding
from cti.doctor.visit import visit
from cti.simulator.scenario import Phone
from cti.testbed.asterisk import Asterisk
from cti.testbed.configuration import BROWSER_PHONE
from cti.testbed.player import join_queue, leave_queue
from cti.testbed.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")

ACCOUNTS = """
[lacking]
secret = lacking
permit = 127.0.0.1/255.255.255.255
read = call,system
write = call,system
eventfilter(action(exclude),name(Hangup)) =
eventfilter = !Channel: Local/

[blind]
secret = blind
permit = 127.0.0.1/255.255.255.255
read = call
write = call

[right]
secret = right
permit = 127.0.0.1/255.255.255.255
read = call,agent,reporting,system,dialplan,dtmf,user
write = call,agent,originate,reporting,system,user
writetimeout = 5000
eventfilter(action(exclude),name(RTCPSent)) =
"""


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def pbx(asterisk: Asterisk) -> AsyncIterator[Asterisk]:
    """The PBX of all tests, with three more manager accounts while these run."""
    file = asterisk.directory / "etc" / "manager.conf"
    before = file.read_text("utf-8")
    await _write(asterisk, before + ACCOUNTS)
    yield asterisk
    await _write(asterisk, before)


async def _write(asterisk: Asterisk, text: str) -> None:
    (asterisk.directory / "etc" / "manager.conf").write_text(text, "utf-8")
    async with asterisk.console() as console:
        await console.ask("Command", Command="manager reload")


def account(asterisk: Asterisk, name: str) -> Pbx:
    return Pbx(port=asterisk.ami_port, username=name, secret=Secret(name))


async def looked(asterisk: Asterisk, name: str) -> list[Finding]:
    config = Config(queue_defaults=QueueDefaults(wrap_up_s=0))
    return await visit(config, account(asterisk, name), SystemClock())


def fixes(found: list[Finding]) -> dict[str, tuple[str, ...]]:
    return {finding.what: finding.lines for finding in found if finding.level == "fix"}


async def test_rights_and_filters_that_are_wrong_are_named_with_the_lines(pbx: Asterisk) -> None:
    found = fixes(await looked(pbx, "lacking"))
    write, read, hangup, local = found
    assert "agent (agents join their queues" in write
    assert "originate (click-to-call)" in write
    assert found[write] == ("write = call,system,agent,originate,reporting",)
    assert found[read] == ("read = call,system,agent,reporting,dialplan,dtmf",)
    assert hangup == "eventfilter(action(exclude),name(Hangup)) = hides Hangup"
    assert "hides Local channels" in local


async def test_a_line_and_a_context_that_the_pbx_does_not_have_are_named(pbx: Asterisk) -> None:
    wrong = msgspec.structs.replace(account(pbx, "right"), trunks=("PJSIP/trnk",), context="from-nowhere")
    found = fixes(await visit(Config(queue_defaults=QueueDefaults(wrap_up_s=0)), wrong, SystemClock()))
    assert list(found) == ["the dialplan has no context from-nowhere", "the PBX has no line PJSIP/trnk"]


async def test_an_account_that_sees_little_is_told_what_could_not_be_looked_at(pbx: Asterisk) -> None:
    found = await looked(pbx, "blind")
    assert any("system (FullyBooted" in what for what in fixes(found))
    assert any("manager.conf cannot be seen" in finding.what for finding in found)


async def test_a_right_account_needs_nothing(pbx: Asterisk) -> None:
    found = await looked(pbx, "right")
    assert [finding.what for finding in found if finding.level != "ok"] == []
    assert any("an event comes back in" in finding.what for finding in found)
    assert any(finding.what.startswith("Asterisk 22") for finding in found)


async def test_events_that_do_not_say_when_they_happened_are_named_with_the_line(pbx: Asterisk) -> None:
    before = (pbx.directory / "etc" / "manager.conf").read_text("utf-8")
    await _write(pbx, before.replace("timestampevents = yes\n", ""))
    try:
        (advised,) = [each for each in await looked(pbx, "right") if each.level != "ok"]
    finally:
        await _write(pbx, before)
    assert advised.what.startswith("events do not say when they happened")
    assert advised.lines == ("[general]", "timestampevents = yes")


async def test_the_lines_that_the_doctor_writes_make_it_content(pbx: Asterisk) -> None:
    found = fixes(await looked(pbx, "lacking"))
    cured = "\n".join(line for lines in found.values() for line in lines)
    file = pbx.directory / "etc" / "manager.conf"
    before = file.read_text("utf-8")
    head, _, rest = before.partition("[lacking]")
    kept = [line for line in rest.splitlines() if "Hangup" not in line and "Local" not in line]
    await _write(pbx, f"{head}[lacking]\n" + "\n".join(kept).replace("\n\n[blind]", f"\n{cured}\n\n[blind]"))
    try:
        assert fixes(await looked(pbx, "lacking")) == {}
    finally:
        await _write(pbx, before)


async def test_a_test_call_shows_whose_phone_rang_and_what_popped(pbx: Asterisk, server: Running) -> None:
    desk = await pbx.phones.connect(Phone(number="1031", after_s=0.1))
    await server.database.users.add("mei", "agent", "correct horse", device="PJSIP/1031")
    async with pbx.console() as console:
        await join_queue(console, "vip", "1031")
        try:
            await until(lambda: server.directory.agent_of_device("PJSIP/1031") == "mei")
            found = await _call(pbx, server)
        finally:
            await leave_queue(console, "vip", "1031")
            await server.database.users.disable("mei")
            await desk.disconnect()
    rang, popped = found
    assert rang.what.startswith("PJSIP/1031 rang for queue vip")
    assert "was answered after" in rang.what
    assert popped.what.startswith("the call popped up for mei")


async def _call(pbx: Asterisk, server: Running) -> list[Finding]:
    ear = Ear(account(pbx, "right"), SystemClock())
    await ear.connect()
    try:
        return await trial.place(ear, "4008005", "from-trunk", server.directory, _shown(server))
    finally:
        ear.hang_up()


def _shown(server: Running) -> trial.Shown:
    async def shown(call_id: str, agent: str) -> datetime | None:
        item = await server.database.works.find(call_id, agent)
        return item.created_at if item is not None else None

    return shown


async def test_the_testbed_has_all_that_call_control_needs(pbx: Asterisk) -> None:
    found = await looked(pbx, "right")
    assert "calls can be held from the desk (cti-hold)" in [finding.what for finding in found]
    other = msgspec.structs.replace(account(pbx, "right"), code_swap="*9")
    wrong = fixes(await visit(Config(queue_defaults=QueueDefaults(wrap_up_s=0)), other, SystemClock()))
    assert list(wrong) == ["atxferswap is *4 in features.conf, code_swap is *9"]


async def test_phones_in_the_browser_are_looked_at_one_by_one(pbx: Asterisk) -> None:
    taking = msgspec.structs.replace(account(pbx, "right"), websocket=pbx.websocket)

    async def said(*names: str) -> list[Finding]:
        config = Config(queue_defaults=QueueDefaults(wrap_up_s=0))
        found = await visit(config, taking, SystemClock(), browsers=names)
        return [finding for finding in found if "browser" in finding.what or "no phone" in finding.what]

    (good,) = await said(BROWSER_PHONE)
    assert good.what == f"1 phones in the browser can register at {pbx.websocket}"
    desk, gone = await said("1001", "1999")
    assert desk.lines == ("[1001]", "webrtc = yes")
    assert gone.what == "the PBX has no phone PJSIP/1999"
    assert await said() == []
