"""Setting up the testbed: told as it goes, one clear error when it cannot be."""

from pathlib import Path

import pytest

from cti.errors import TestbedError
from cti.simulator.scenario import EXTENSIONS, QUEUES
from cti.testbed import packages
from cti.testbed.chroot import cache_directory
from cti.testbed.commands import run
from cti.testbed.configuration import Account, Ports, filled, write_configuration

PORTS = Ports(
    ami=5038, http=8088, sip=5060, trunk=5061, rtp_first=20000, phones=dict.fromkeys(EXTENSIONS, 6000)
)


async def test_a_commands_output_is_told_as_progress() -> None:
    told: list[str] = []
    await run("echo", "Unpacking asterisk", say=told.append)
    assert told == ["  Unpacking asterisk"]


async def test_a_failing_command_is_one_error_with_its_last_words() -> None:
    with pytest.raises(TestbedError, match=r"failed: .*no-such-directory"):
        await run("ls", "no-such-directory", say=lambda _: None)


async def test_a_command_that_is_not_there_is_named() -> None:
    with pytest.raises(TestbedError, match="cannot run no-such-command"):
        await run("no-such-command", say=lambda _: None)


async def test_what_is_installed_is_not_installed_again() -> None:
    told: list[str] = []
    await packages.install(["bash"], say=told.append)
    assert told == []


def test_without_root_the_error_says_what_else_can_be_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(TestbedError, match="use the simulator"):
        packages.require_debian_root("run a real Asterisk")


def test_the_cache_is_where_the_user_wants_caches(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_directory() == tmp_path / "cti" / "asterisk"


def test_every_desk_and_queue_is_configured_and_no_place_is_left_open(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    write_configuration(
        tmp_path, Path("/run/x"), Path("/modules"), PORTS, Account("cti", "secret", "sip secret"), ring_s=3.0
    )
    texts = {path.name: path.read_text() for path in (tmp_path / "etc").iterdir()}
    assert all(f"[{each}](phone)" in texts["pjsip.conf"] for each in EXTENSIONS)
    assert all(
        f"[{each.name}](usual)\nstrategy = {each.strategy}\n" in texts["queues.conf"] for each in QUEUES
    )
    assert not any("@ami" in text or "@run@" in text for text in texts.values())


def test_a_phones_script_holds_its_times() -> None:
    script = filled("sip/answers.xml", {"after_ms": "1500", "talk_ms": "2000", "pbx": "127.0.0.1:5060"})
    assert 'timeout="1500" ontimeout="answer"' in script
    assert 'timeout="2000" ontimeout="hang_up"' in script
