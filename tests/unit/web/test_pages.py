"""Pages, static files, headers, languages, health."""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec
import pytest
from aiohttp import ClientSession
from yarl import URL

from cti.config import Queue
from cti.errors import StoreUnavailable
from tests.unit.web.happenings import link
from tests.unit.web.office import Browser, Office
from web.app import Server
from web.errors import close_code


async def _page(browser: Browser, path: str, **headers: str) -> tuple[int, str]:
    async with browser.client.get(path, headers=headers) as response:
        return response.status, await response.text()


def _block(html: str, name: str) -> dict[str, object]:
    text = html.partition(f'<script type="application/json" id="{name}">')[2].partition("</script>")[0]
    return dict(msgspec.json.decode(text))


async def test_who_is_not_logged_in_is_sent_to_log_in_and_back(office: Office):
    browser = office.stranger()
    async with browser.client.get("/calls/k1?x=1", allow_redirects=False) as response:
        assert response.status == 302
        target = URL(response.headers["Location"])
        assert (target.path, target.query["next"]) == ("/login", "/calls/k1?x=1")


@pytest.mark.parametrize(("name", "home"), [("li", "/desk"), ("boss", "/board"), ("root", "/admin")])
async def test_home_depends_on_the_role(office: Office, name: str, home: str):
    browser = await office.browser(name)
    async with browser.client.get("/", allow_redirects=False) as response:
        assert response.headers["Location"] == home
    async with browser.client.get("/login", allow_redirects=False) as response:
        assert response.headers["Location"] == "/"


async def test_a_page_carries_the_facts_its_scripts_start_from(office: Office):
    browser = await office.browser("li")
    status, html = await _page(browser, "/desk")
    boot = _block(html, "boot")
    assert status == 200
    assert boot["page"] == "desk"
    assert boot["csrf"] == browser.csrf
    assert boot["user"]["name"] == "li"  # type: ignore[index]
    assert {row["code"] for row in boot["dispositions"]} >= {"solved"}  # type: ignore[attr-defined]
    assert "app-1.js" in html


async def test_a_page_knows_the_names_of_all_people(office: Office):
    boot = _block((await _page(await office.browser("li"), "/calls"))[1], "boot")
    assert boot["people"] == {"li": "李雷", "han": "韩梅", "boss": "boss", "root": "root"}
    assert _block((await _page(office.stranger(), "/login"))[1], "boot")["people"] == {}


async def test_the_board_knows_the_target_of_each_queue(office: Office):
    office.queues.update(sales=Queue(service_level_target=90), vip=Queue())
    browser = await office.browser("boss")
    boot = _block((await _page(browser, "/board"))[1], "boot")
    assert boot["service_level_target"] == 80
    assert boot["service_level_targets"] == {"sales": 90, "vip": 80}


async def test_facts_in_a_page_cannot_end_their_script_block(office: Office):
    await office.users.add("eve", "agent", "a long password", display_name="</script><b>&")
    _, html = await _page(await office.browser("eve"), "/desk")
    assert "</script><b>" not in html
    assert _block(html, "boot")["user"]["display_name"] == "</script><b>&"  # type: ignore[index]


@pytest.mark.parametrize(
    "path", ["/login", "/desk", "/api/v1/me", "/nowhere", "/static/app-1.js", "/metrics", "/healthz"]
)
async def test_every_answer_carries_the_strict_headers(office: Office, path: str):
    browser = await office.browser("li")
    async with browser.client.get(path, allow_redirects=False) as response:
        policy = response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert "Strict-Transport-Security" not in response.headers
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


async def test_pages_and_answers_are_not_kept_by_the_browser(office: Office):
    browser = await office.browser("li")
    for path in ("/desk", "/api/v1/me", "/nowhere"):
        async with browser.client.get(path) as response:
            assert response.headers["Cache-Control"] == "no-store"


async def test_built_files_are_kept_for_ever(office: Office):
    async with office.stranger().client.get("/static/app-1.js") as response:
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "javascript" in response.headers["Content-Type"]


async def test_nothing_outside_the_static_folder_is_served(office: Office, static: Path):
    (static.parent / "secret.txt").write_text("secret")
    browser = office.stranger()
    for path in ("/static/..%2Fsecret.txt", "/static/%2E%2E%2Fsecret.txt", "/static/./"):
        async with browser.client.get(URL(path, encoded=True)) as response:
            assert response.status == 404


async def test_a_front_end_that_was_not_built_is_a_clear_page(tmp_path: Path):
    async with Office(tmp_path) as office:
        status, html = await _page(office.stranger(), "/login", **{"Accept-Language": "en"})
    assert status == 503
    assert "make web/static/dist/manifest.json" in html


async def test_an_unknown_address_is_a_page_for_people_and_a_problem_for_programs(office: Office):
    browser = office.stranger()
    status, html = await _page(browser, "/nowhere")
    assert (status, "404" in html) == (404, True)
    status, problem = await browser.get("/api/v1/nowhere")
    assert (status, problem["code"]) == (404, "not_found")
    status, problem = await browser.get("/api/v1/login")
    assert (status, problem["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("en-US,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9", "zh-CN"),
        ("fr", "zh-CN"),
        ("fr, en;q=0.5", "en"),
        ("x;q=x", "zh-CN"),
    ],
)
async def test_the_browsers_language_is_used_before_anybody_chose(office: Office, accepted: str, lang: str):
    _, html = await _page(office.stranger(), "/login", **{"Accept-Language": accepted})
    assert f'<html lang="{lang}"' in html


async def test_the_language_switches_at_once_and_stays_with_the_account(office: Office):
    browser = await office.browser("li")
    for language, lang, label in (("en", "en", "Solved"), ("zh_CN", "zh-CN", "已解决")):
        assert (await browser.post("/api/v1/me/language", {"language": language}))[0] == 204
        _, html = await _page(browser, "/desk")
        assert f'<html lang="{lang}"' in html
        assert _block(html, "boot")["dispositions"][0]["label"] == label  # type: ignore[index]
    assert (await office.users.get("li")).language == "zh_CN"
    elsewhere = await office.browser("li")
    _, html = await _page(elsewhere, "/desk", **{"Accept-Language": "en"})
    assert '<html lang="zh-CN"' in html


async def test_the_language_can_be_chosen_before_the_log_in(office: Office):
    browser = office.stranger()
    assert (await browser.post("/api/v1/me/language", {"language": "en"}))[0] == 204
    _, html = await _page(browser, "/login", **{"Accept-Language": "zh-CN"})
    assert '<html lang="en"' in html


async def test_a_language_we_do_not_have_is_refused(office: Office):
    status, problem = await office.stranger().post("/api/v1/me/language", {"language": "fr"})
    assert (status, problem["field"]) == (400, "language")


async def test_alive_needs_nothing_but_the_process(office: Office):
    browser = await office.browser("li")
    office.sessions.broken = office.customers.broken = True
    assert await browser.get("/healthz") == (200, {"alive": True})


async def test_ready_means_database_and_every_link(office: Office):
    browser = office.stranger()
    assert (await browser.get("/readyz"))[0] == 503
    await office.bus.deliver(link("certain"))
    assert await browser.get("/readyz") == (
        200,
        {"ready": True, "database": True, "links": {"pbx": "certain"}},
    )
    office.customers.broken = True
    status, answer = await browser.get("/readyz")
    assert (status, answer["database"]) == (503, False)
    office.customers.broken = False
    await office.bus.deliver(link("stale"))
    status, answer = await browser.get("/readyz")
    assert (status, answer["links"]) == (503, {"pbx": "stale"})


async def test_the_session_store_being_gone_is_said_on_a_page(office: Office):
    browser = await office.browser("li")
    office.sessions.broken = True
    status, html = await _page(browser, "/desk")
    assert status == 503
    assert "<h1>" in html
    assert close_code(StoreUnavailable("gone")) == 1011


async def test_the_access_log_names_no_person(static: Path, caplog: pytest.LogCaptureFixture):
    office = Office(static)
    server = Server(office.app, "127.0.0.1", 0)
    await server.start()
    with caplog.at_level(logging.DEBUG):
        async with ClientSession() as session:
            await session.get(f"http://127.0.0.1:{server.port}/api/v1/customers/c1?q=13800138000")
    await server.stop()
    assert "GET /api/v1/customers/{customer_id} 401" in caplog.text
    assert "13800138000" not in caplog.text
    assert "c1" not in caplog.text
