"""Call control over HTTP and the websocket: orders go to the desk, controls come to the agent's tabs."""

from __future__ import annotations

import msgspec
import pytest

from cti.desk.controls import TEXTS
from cti.desk.numbering import Number
from cti.errors import ActionRefused, Conflict
from cti.events import Party
from tests.unit.web.happenings import LI, answered, ended, offered, queued, started
from tests.unit.web.office import Json, Office, Tab

_CALLER = Party(number="13800138000", channel="PJSIP/trunk-1", device="PJSIP/trunk")
_STARTED = msgspec.structs.replace(started(), caller=_CALLER)


async def _controls(tab: Tab) -> Json:
    """The next frame of this kind."""
    while (frame := await tab.next())["type"] != "controls":
        pass
    return frame


@pytest.mark.parametrize(
    ("path", "body", "asked"),
    [
        ("answer", None, ("pick_up",)),
        ("hold", None, ("hold",)),
        ("resume", None, ("resume",)),
        ("mute", {"muted": True}, ("mute", True)),
        ("complete", None, ("complete",)),
        ("return", None, ("go_back",)),
        ("swap", None, ("swap",)),
        ("conference", None, ("conference",)),
        ("park", None, ("park",)),
        ("retrieve", None, ("retrieve",)),
        ("keys", {"keys": "12#"}, ("send_keys", "12#")),
        ("recording", {"wish": "pause"}, ("record", "pause")),
        ("transfer", {"kind": "blind", "queue": "vip"}, ("transfer", Number(queue="vip"), "blind")),
    ],
)
async def test_an_order_reaches_the_desk_in_the_agents_own_name(
    office: Office, path: str, body: object, asked: tuple[object, ...]
):
    browser = await office.browser("li")
    status, _ = await browser.post(f"/api/v1/calls/k1/{path}", body)
    assert status == 204
    name, *rest = asked
    assert office.desk.asked == [(name, "li", "k1", *rest)]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("mute", {}), ("keys", {"keys": ""}), ("recording", {"wish": "delete"}),
        ("transfer", {"kind": "shout", "number": "1"}), ("transfer", {"kind": "blind", "number": "1" * 61}),
    ],
)  # fmt: skip
async def test_wrong_orders_are_refused_before_the_desk_hears_of_them(
    office: Office, path: str, body: object
):
    browser = await office.browser("li")
    status, problem = await browser.post(f"/api/v1/calls/k1/{path}", body)
    assert (status, problem["code"]) == (400, "invalid_input")
    assert office.desk.asked == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The telephone system refused: No such channel"),
        ("zh_CN", "电话系统拒绝：No such channel"),
    ],
)
async def test_a_refusal_of_the_pbx_has_a_translated_sentence_and_its_own_words(
    office: Office, language: str, words: str
):
    browser = await office.browser("li")
    await browser.post("/api/v1/me/language", {"language": language})
    office.desk.error = ActionRefused("The telephone system refused: {words}", words="No such channel")
    status, problem = await browser.post("/api/v1/calls/k1/mute", {"muted": True})
    assert (status, problem["code"], problem["detail"]) == (409, "pbx_action_refused", words)


async def test_a_reason_of_the_controls_is_told_in_the_readers_language(office: Office):
    browser = await office.browser("li")
    await browser.post("/api/v1/me/language", {"language": "zh_CN"})
    for text in TEXTS:
        office.desk.error = Conflict(text)
        _, problem = await browser.post("/api/v1/calls/k1/hold")
        assert problem["detail"] != text


async def test_targets_and_redial(office: Office):
    browser = await office.browser("li")
    _, page = await browser.get("/api/v1/targets?q=to")
    assert page["items"][0]["value"] == "tom"
    assert office.desk.asked == [("targets", "li", "to")]
    assert await browser.post("/api/v1/redial") == (202, {"number": "13800138000"})


async def test_controls_are_in_the_snapshot_and_each_change_reaches_every_tab(office: Office):
    office.live.board.tell = office.hub.send_controls
    await office.bus.deliver(_STARTED, queued(), offered(to=LI))
    browser = await office.browser("li")
    first, second = await browser.open_tab(), await browser.open_tab()
    (shown,) = first.snapshot["controls"]
    assert (shown["call_id"], shown["phase"]) == ("k1", "ringing")
    assert shown["actions"]["hold"] == {"can": False, "why": "Pick up the phone first"}
    await office.bus.deliver(answered(by=LI))
    for tab in (first, second):
        frame = await _controls(tab)
        assert (frame["call_id"], frame["controls"]["phase"]) == ("k1", "talking")
    _, own = await browser.get("/api/v1/calls/k1/controls")
    assert own["phase"] == "talking"
    await office.bus.deliver(ended())
    assert (await _controls(first))["controls"] is None
    status, _ = await browser.get("/api/v1/calls/k1/controls")
    assert status == 404


async def test_nobody_sees_the_controls_of_others(office: Office):
    office.live.board.tell = office.hub.send_controls
    await office.bus.deliver(_STARTED, queued(), offered(to=LI), answered(by=LI))
    browser = await office.browser("han")
    tab = await browser.open_tab()
    assert tab.snapshot["controls"] == []
    assert (await browser.get("/api/v1/calls/k1/controls"))[0] == 404
