"""The phone in the browser over the wire: who gets its password, what its page may do, what it measures."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from cti.calls.record import LegRecord
from cti.config import Config, IceServer, Pbx, Softphone, Web
from cti.config_reader import Secret
from cti.users.sealing import seal
from tests.fakes.clock import START
from tests.unit.web.happenings import record
from tests.unit.web.office import PASSWORD, Office
from web.services import Services

KEY, SIP_PASSWORD = "a long random text", "sip-password-1"
WEBSOCKET = "wss://pbx.example.com:8089/ws"
CONFIG = Config(
    pbx=(Pbx(name="main", host="pbx.example.com", websocket=WEBSOCKET),),
    web=Web(secret_key=Secret(KEY)),
    softphone=Softphone(
        ice_servers=(IceServer(url="turn:turn.example.com", username="u", credential=Secret("c")),)
    ),
)
ASKED = "/api/v1/softphone?holder=page-1"
MEASURED = {
    "seconds": 18.5, "sent": 925, "received": 920, "lost": 5, "lost_there": 0,
    "jitter_ms": 4.2, "rtt_ms": None, "mos": 4.2, "mos_worst": 3.1,
}  # fmt: skip


class Configured(Office):
    """An office with a PBX that takes browsers."""

    def services(self) -> Services:
        return dataclasses.replace(super().services(), config=CONFIG)


@pytest.fixture
async def office(static: Path):
    async with Configured(static) as opened:
        sealed = seal(KEY, SIP_PASSWORD)
        await opened.users.add("wang", "agent", PASSWORD, extension="1041", softphone=sealed)
        yield opened


async def test_agents_get_the_password_of_their_own_phone_and_it_is_kept_nowhere(office: Office):
    browser = await office.browser("wang")
    async with browser.client.get(ASKED) as response:
        assert response.headers["Cache-Control"] == "no-store"
        assert await response.json() == {
            "websocket": WEBSOCKET, "user": "1041", "domain": "pbx.example.com", "secret": SIP_PASSWORD,
            "ice_servers": [{"urls": "turn:turn.example.com", "username": "u", "credential": "c"}],
        }  # fmt: skip
    assert (await office.stranger().get(ASKED))[0] == 401
    for other in ("li", "boss", "root"):
        status, problem = await (await office.browser(other)).get(ASKED)
        assert (status, problem["code"]) == (404, "not_found")


async def test_no_other_answer_shows_the_password(office: Office):
    root = await office.browser("root")
    _, accounts = await root.get("/api/v1/users")
    (wang,) = [row for row in accounts["items"] if row["name"] == "wang"]
    assert wang["phone"] == "softphone"
    assert not [value for value in wang.values() if SIP_PASSWORD in str(value)]
    _, me = await (await office.browser("wang")).get("/api/v1/me")
    assert SIP_PASSWORD not in str(me)


async def test_only_a_page_with_a_phone_may_reach_the_pbx_and_the_microphone(office: Office):
    async with (await office.browser("wang")).client.get("/desk") as response:
        policy, permissions = (
            response.headers[name] for name in ("Content-Security-Policy", "Permissions-Policy")
        )
        assert f"connect-src 'self' {WEBSOCKET}" in policy
        assert "microphone=(self)" in permissions
        assert '"softphone":"/static/softphone-1.js"' in await response.text()
    async with (await office.browser("li")).client.get("/desk") as response:
        policy, permissions = (
            response.headers[name] for name in ("Content-Security-Policy", "Permissions-Policy")
        )
        assert "connect-src" not in policy
        assert "microphone=()" in permissions
        assert '"softphone":null' in await response.text()


async def test_administrators_give_and_take_phones_in_the_browser(office: Office):
    root = await office.browser("root")
    wanted = {"name": "zhao", "role": "agent", "password": PASSWORD, "extension": "1042", "pbx": "main"}
    status, added = await root.post("/api/v1/users", wanted | {"softphone": SIP_PASSWORD})
    assert (status, added["phone"]) == (201, "softphone")
    assert (await (await office.browser("zhao")).get(ASKED))[1]["secret"] == SIP_PASSWORD
    assert (await root.post("/api/v1/users/zhao/softphone", {"secret": None}))[0] == 204
    assert (await office.users.get("zhao")).phone == "desk"
    for bad in ("short", "two words", "semi;colon", "密码密码密码密码"):
        status, problem = await root.post("/api/v1/users/zhao/softphone", {"secret": bad})
        assert (status, problem["field"]) == (400, "secret")
    assert ("root", "softphone_set", "zhao") in [
        (row.user, row.action, row.subject) for row in office.audit.rows
    ]
    assert (await (await office.browser("wang")).post("/api/v1/users/wang/softphone", {"secret": None}))[
        0
    ] == 403


async def test_a_phone_sealed_with_another_key_says_what_to_do(office: Office):
    await office.users.set_softphone("wang", seal("the key of last year", SIP_PASSWORD))
    status, problem = await (await office.browser("wang")).get(ASKED)
    assert (status, problem["code"]) == (409, "conflict")
    assert "cti user softphone" in problem["detail"]


async def test_what_a_call_sounded_like_is_kept_with_it(office: Office):
    leg = LegRecord(agent="wang", device="PJSIP/1041", channel=None, queue=None, offered_at=START,
                    answered_at=START, ended_at=None)  # fmt: skip
    await office.calls.open(record("k1", legs=(leg,)))
    browser = await office.browser("wang")
    assert (await browser.post("/api/v1/calls/k1/quality", MEASURED))[0] == 204
    assert (await browser.post("/api/v1/calls/k1/quality", MEASURED | {"seconds": 30.0}))[0] == 204
    _, call = await browser.get("/api/v1/calls/k1")
    (quality,) = call["quality"]
    assert quality.pop("at") == "2026-11-20T01:00:00Z"
    assert quality == {"agent": "wang"} | MEASURED | {"seconds": 30.0}


async def test_nobody_measures_other_peoples_calls_or_writes_nonsense(office: Office):
    await office.calls.open(record("k1"))
    browser = await office.browser("wang")
    assert (await browser.post("/api/v1/calls/k1/quality", MEASURED))[0] == 404
    assert (await browser.post("/api/v1/calls/none/quality", MEASURED))[0] == 404
    status, problem = await browser.post("/api/v1/calls/k1/quality", MEASURED | {"mos": 9})
    assert (status, problem["field"]) == (400, "mos")


async def test_the_page_that_asks_is_the_phone_and_all_others_hear_of_it(office: Office):
    other = await (await office.browser("wang")).open_tab()
    await (await office.browser("wang")).get(ASKED)
    frame = await other.next()
    assert (frame["type"], frame["holder"]) == ("phone", "page-1")
