"""One's own keys: kept with the account, brought with the page, refused when two things share one."""

from __future__ import annotations

from tests.unit.web.office import Office


async def test_own_keys_are_kept_with_the_account_and_come_with_the_page(office: Office) -> None:
    browser = await office.browser("li")
    status, _ = await browser.send("PUT", "/api/v1/me/keys", {"keys": {"H": "F2"}})
    async with browser.client.get("/desk") as page:
        assert (status, '"keys":{"H":"F2"}' in await page.text()) == (204, True)
    assert (await office.users.get("han")).keys is None


async def test_one_key_for_two_things_is_refused(office: Office) -> None:
    browser = await office.browser("li")
    status, problem = await browser.send("PUT", "/api/v1/me/keys", {"keys": {"H": "F2", "T": "F2"}})
    assert (status, problem["field"]) == (400, "keys")
    assert (await office.users.get("li")).keys is None
