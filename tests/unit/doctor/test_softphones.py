"""What the doctor makes of settings for phones in the browser."""

from __future__ import annotations

from cti.config import Config, Pbx, Web
from cti.config_reader import Secret
from cti.doctor import softphones

MAIN = Pbx(name="main", websocket="ws://pbx.example.com:8088/ws")


def test_where_no_pbx_takes_browsers_nothing_is_asked_for() -> None:
    assert softphones.settings(Config()) == []


def test_phones_in_the_browser_need_a_key_and_over_https_a_secure_websocket() -> None:
    secure = Web(public_url="https://cti.example.com")
    found = softphones.settings(Config(pbx=(MAIN,), web=secure))
    assert [finding.level for finding in found] == ["fix", "fix"]
    assert "secret_key is empty" in found[0].what
    assert "browsers refuse ws://pbx.example.com:8088/ws" in found[1].what
    assert softphones.settings(Config(pbx=(MAIN,), web=Web(secret_key=Secret("k")))) == []


def test_endpoints_are_those_of_the_accounts_of_this_pbx() -> None:
    accounts = [
        (None, "PJSIP/1041"), ("main", "PJSIP/1042"), ("branch", "PJSIP/1043"), (None, None), (None, "SIP/1"),
    ]  # fmt: skip
    assert softphones.endpoints(MAIN, "main", accounts) == ["1041", "1042"]
    assert softphones.endpoints(MAIN, "branch", accounts) == ["1042"]
