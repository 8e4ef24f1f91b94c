"""Logging in and out, throttling, forgery, roles."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.unit.web.happenings import started
from tests.unit.web.office import PASSWORD, Office
from web.sockets.logins import end_the_ended


async def test_log_in_sets_a_cookie_out_of_reach_of_scripts_and_says_who_it_is(office: Office):
    browser = office.stranger()
    credentials = {"username": "li", "password": PASSWORD}
    async with browser.client.post("/api/v1/login", json=credentials) as response:
        answer = await response.json()
        cookie = response.cookies["cti_session"]
    assert response.status == 200
    assert answer["user"] == {
        "name": "li", "display_name": "李雷", "role": "agent", "extension": "1001", "device": None,
        "phone": "desk", "queues": ["support"],
    }  # fmt: skip
    assert answer["csrf"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["secure"]
    assert [(row.user, row.action) for row in office.audit.rows] == [("li", "login")]


async def test_over_https_the_cookie_is_secure_and_browsers_are_told_to_stay(static: Path):
    async with Office(static, public_url="https://cti.example") as office:
        browser = office.stranger()
        credentials = {"username": "li", "password": PASSWORD}
        async with browser.client.post("/api/v1/login", json=credentials) as response:
            assert response.cookies["cti_session"]["secure"]
            assert "max-age=" in response.headers["Strict-Transport-Security"]


async def test_wrong_password_and_unknown_user_get_the_same_answer(office: Office):
    browser = office.stranger()
    wrong_password = await browser.log_in("li", "wrong")
    unknown_user = await browser.log_in("nobody", "wrong")
    assert wrong_password == unknown_user
    assert wrong_password[0] == 401
    assert wrong_password[1]["code"] == "bad_credentials"


async def test_after_five_failures_even_the_right_password_waits(office: Office):
    browser = office.stranger()
    for _ in range(5):
        assert (await browser.log_in("li", "wrong"))[0] == 401
    status, problem = await browser.log_in("li")
    assert (status, problem["code"]) == (429, "too_many_attempts")
    assert (await browser.log_in("han"))[0] == 200
    office.clock.advance(301)
    assert (await browser.log_in("li"))[0] == 200


async def test_a_right_password_forgets_earlier_failures(office: Office):
    browser = office.stranger()
    for _ in range(2):
        for _ in range(4):
            await browser.log_in("li", "wrong")
        assert (await browser.log_in("li"))[0] == 200


async def test_guesses_sent_all_at_once_are_counted_too(office: Office):
    browser = office.stranger()
    answers = await asyncio.gather(*(browser.log_in("li", "wrong") for _ in range(20)))
    assert sorted(status for status, _ in answers) == [401] * 5 + [429] * 15


async def test_a_database_that_is_gone_is_no_guessing(office: Office):
    browser = office.stranger()
    office.users.broken = True
    assert [(await browser.log_in("li"))[0] for _ in range(6)] == [503] * 6
    office.users.broken = False
    assert (await browser.log_in("li"))[0] == 200


async def test_log_out_ends_the_session_and_its_tabs(office: Office):
    browser = await office.browser("li")
    tab = await browser.open_tab()
    assert (await browser.post("/api/v1/logout"))[0] == 204
    assert (await tab.socket.receive()).data == 4401
    status, problem = await browser.get("/api/v1/me")
    assert (status, problem["code"]) == (401, "unauthenticated")


async def test_a_session_past_its_time_is_no_session(office: Office):
    browser = await office.browser("li")
    assert (await browser.get("/api/v1/me"))[0] == 200
    office.clock.advance(12 * 3600 + 1)
    assert (await browser.get("/api/v1/me"))[0] == 401


async def test_a_disabled_user_is_out_at_once(office: Office):
    admin, agent = await office.browser("root"), await office.browser("li")
    tab = await agent.open_tab()
    assert (await admin.post("/api/v1/users/li/disable"))[0] == 204
    assert (await tab.socket.receive()).data == 4401
    assert (await agent.get("/api/v1/me"))[0] == 401
    assert (await agent.log_in("li"))[0] == 401


@pytest.mark.parametrize("token", ["", "not the token"])
async def test_a_change_without_the_csrf_token_is_refused(office: Office, token: str):
    browser = await office.browser("li")
    status, problem = await browser.post("/api/v1/agent/state", {"state": "ready"}, X_CSRF_Token=token)
    assert (status, problem["code"]) == (403, "forbidden")
    assert office.desk.asked == []


async def test_a_change_from_a_foreign_page_is_refused(office: Office):
    browser = await office.browser("li")
    for origin in ("https://evil.example", "null"):
        status, problem = await browser.post("/api/v1/agent/state", {"state": "ready"}, Origin=origin)
        assert (status, problem["code"]) == (403, "forbidden")
    assert office.desk.asked == []


async def test_even_logging_in_is_refused_from_a_foreign_page(office: Office):
    status, _ = await office.stranger().post(
        "/api/v1/login", {"username": "li", "password": PASSWORD}, Origin="https://evil.example"
    )
    assert status == 403


async def test_own_pages_and_the_public_address_may_change_things(static: Path):
    async with Office(static, public_url="http://cti.example") as office:
        browser = await office.browser("li")
        own = f"http://{office.server.host}:{office.server.port}"
        for origin in (own, "http://cti.example"):
            assert (await browser.post("/api/v1/agent/state", {"state": "ready"}, Origin=origin))[0] == 204


@pytest.mark.parametrize(
    ("name", "path", "status"),
    [
        ("li", "/api/v1/users", 403),
        ("boss", "/api/v1/users", 403),
        ("root", "/api/v1/users", 200),
        ("boss", "/api/v1/audit", 403),
        ("root", "/api/v1/audit", 200),
        ("li", "/board", 403),
        ("boss", "/board", 200),
        ("li", "/admin", 403),
        ("root", "/board", 200),
        ("li", "/desk", 200),
    ],
)
async def test_roles_open_what_they_may(office: Office, name: str, path: str, status: int):
    browser = await office.browser(name)
    async with browser.client.get(path) as response:
        assert response.status == status


async def test_an_administrator_adds_an_account_that_can_log_in(office: Office):
    admin = await office.browser("root")
    body = {"name": "wu", "role": "agent", "password": PASSWORD, "queues": ["support"]}
    status, account = await admin.post("/api/v1/users", body)
    assert (status, account["name"], account["disabled"]) == (201, "wu", False)
    assert (await office.stranger().log_in("wu"))[0] == 200
    assert (await admin.post("/api/v1/users", body))[0] == 409


async def test_a_short_password_is_refused_and_named(office: Office):
    admin = await office.browser("root")
    body = {"name": "wu", "role": "agent", "password": "short"}
    status, problem = await admin.post("/api/v1/users", body)
    assert (status, problem["code"], problem["field"]) == (400, "invalid_input", "password")


async def test_nobody_locks_themselves_out(office: Office):
    admin = await office.browser("root")
    status, problem = await admin.post("/api/v1/users/root/disable")
    assert (status, problem["field"]) == (400, "name")


async def test_a_new_password_replaces_the_old_one(office: Office):
    admin = await office.browser("root")
    assert (await admin.post("/api/v1/users/li/password", {"password": "another password"}))[0] == 204
    assert (await office.stranger().log_in("li"))[0] == 401
    assert (await office.stranger().log_in("li", "another password"))[0] == 200


async def test_a_log_in_ended_by_another_program_ends_its_tabs(office: Office):
    tab, other = [await (await office.browser(name)).open_tab() for name in ("li", "boss")]
    token = next(token for token, login in office.sessions.rows.items() if login.user.name == "li")
    del office.sessions.rows[token]
    await end_the_ended(office.services())
    assert (await tab.socket.receive()).data == 4401
    await office.bus.deliver(started())
    assert (await other.next())["type"] == "event"
    async with asyncio.timeout(5):
        while len(office.hub.logins.tokens()) != 1:  # noqa: ASYNC110
            await asyncio.sleep(0)


async def test_a_new_password_ends_the_tabs_of_the_account(office: Office):
    admin, agent = await office.browser("root"), await office.browser("li")
    tab = await agent.open_tab()
    assert (await admin.post("/api/v1/users/li/password", {"password": "correct horse"}))[0] == 204
    assert (await tab.socket.receive()).data == 4401
