"""`cti db` and `cti user` as typed."""

from __future__ import annotations

import io
import re
import sqlite3
from pathlib import Path

import pytest

from cti.__main__ import run
from cti.cli.db import _Progress
from cti.users.sealing import unseal


@pytest.fixture(autouse=True)
def _own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CTI_DATABASE__URL", "sqlite:///var/cti.db")


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def add(monkeypatch: pytest.MonkeyPatch, name: str, *options: str) -> int:
    typed(monkeypatch, "correct horse\n")
    return run(["user", "add", name, "--role", "agent", "--password-stdin", *options])


def test_a_database_is_made_backed_up_checked_and_restored(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["db", "upgrade"]) == 0
    assert add(monkeypatch, "ann") == 0
    assert run(["db", "backup", "saved"]) == 0
    assert run(["user", "disable", "ann"]) == 0
    assert run(["db", "check"]) == 0
    assert "the database is sound" in capsys.readouterr().out
    assert run(["db", "restore", "saved"]) == 0
    assert run(["user", "list"]) == 0
    assert "disabled" not in capsys.readouterr().out


def test_a_check_that_finds_something_fails_and_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["db", "upgrade"])
    with sqlite3.connect(tmp_path / "var/cti.db") as outsider:
        outsider.execute("INSERT INTO queue_scripts VALUES ('sales', 'gone')")
    assert run(["db", "check"]) == 1
    assert "1 x queue_scripts.name points to no row of script_versions" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["db", "check"], 1, "there is no database at var/cti.db"),
        (["db", "backup", "b"], 1, "there is no database at var/cti.db"),
        (["db", "restore", "missing"], 2, "missing cannot be read"),
        (["user", "disable", "nobody"], 1, "there is no user nobody"),
        (["user", "add", "ann", "--role", "boss"], 2, "boss"),
        (["user", "add", "ann"], 2, "--role"),
        (["db"], 2, ""),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str], words: list[str], status: int, said: str
) -> None:
    assert run(words) == status
    output = capsys.readouterr().err
    assert said in output
    assert "Traceback" not in output


def test_a_backup_needs_a_new_name(capsys: pytest.CaptureFixture[str]) -> None:
    run(["db", "upgrade"])
    assert run(["db", "backup", "saved"]) == 0
    assert run(["db", "backup", "saved"]) == 2
    assert "exists already" in capsys.readouterr().err


def test_users_are_listed_with_their_phone_and_queues(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--extension", "1001", "--device", "PJSIP/1001", "--queue", "sales", "--queue", "support")
    assert add(monkeypatch, "ann", *options) == 0
    assert add(monkeypatch, "bob") == 0
    assert run(["user", "disable", "bob"]) == 0
    capsys.readouterr()
    run(["user", "list"])
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["name", "role", "extension", "device", "queues", "state"],
        ["ann", "agent", "1001", "PJSIP/1001", "sales,support", "active"],
        ["bob", "agent", "-", "-", "-", "disabled"],
    ]


def test_passwords_come_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(monkeypatch, "ann") == 0
    assert add(monkeypatch, "ann") == 1
    assert "there is a user ann already" in capsys.readouterr().err
    for text, status in (("battery staple\n", 0), ("short\n", 1), ("", 2)):
        typed(monkeypatch, text)
        assert run(["user", "passwd", "ann", "--password-stdin"]) == status


def test_without_standard_input_the_password_is_asked_for_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return "correct horse"

    monkeypatch.setattr("click.termui.hidden_prompt_func", answer)
    assert run(["user", "add", "ann", "--role", "admin"]) == 0
    assert len(asked) == 2


def test_changes_of_accounts_are_audited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(monkeypatch, "ann")
    typed(monkeypatch, "battery staple\n")
    run(["user", "passwd", "ann", "--password-stdin"])
    run(["user", "disable", "ann"])
    with sqlite3.connect(tmp_path / "var/cti.db") as reader:
        rows = reader.execute("SELECT user, action, subject FROM audit ORDER BY entry_id").fetchall()
    assert rows == [
        ("command line", action, "ann") for action in ("user_added", "password_changed", "user_disabled")
    ]


def test_progress_is_quiet_for_a_second_and_then_told_once_a_second(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    times = iter([0.0, 0.5, 1.1, 1.5, 2.2])
    monkeypatch.setattr("time.monotonic", lambda: next(times))
    tell = _Progress("backup")
    for share in (0.1, 0.2, 0.3, None):
        tell(share)
    assert capsys.readouterr().err == "backup: 20%\nbackup: 2 s\n"


def test_an_account_with_a_softphone_comes_with_the_lines_for_the_pbx(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("CTI_WEB__SECRET_KEY", "a long random text")
    assert add(monkeypatch, "ann", "--extension", "1041", "--display-name", 'Ann "A"', "--softphone") == 0
    said, advice = capsys.readouterr()
    (secret,) = re.findall(r"^password = (\S{20,})$", said, re.MULTILINE)
    assert "[1041]\ntype = endpoint\nwebrtc = yes\n" in said
    assert 'callerid = "Ann A" <1041>' in said
    assert "set `websocket` of [[pbx]] pbx" in advice
    assert secret.encode() not in b"".join(file.read_bytes() for file in tmp_path.glob("var/*"))
    assert sealed(tmp_path) is not None


def sealed(folder: Path) -> str | None:
    with sqlite3.connect(folder / "var/cti.db") as reader:
        (row,) = reader.execute("SELECT softphone_secret FROM users").fetchall()
    return str(row[0]) if row[0] else None


def test_a_phone_becomes_the_browser_and_stands_on_the_desk_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert add(monkeypatch, "ann", "--extension", "1041") == 0
    assert run(["user", "softphone", "ann"]) == 1
    assert "set web.secret_key in config.toml" in capsys.readouterr().err
    monkeypatch.setenv("CTI_WEB__SECRET_KEY", "a long random text")
    typed(monkeypatch, "from-the-pbx-1\n")
    assert run(["user", "softphone", "ann", "--secret-stdin"]) == 0
    assert "password = from-the-pbx-1\n" in capsys.readouterr().out
    assert unseal("a long random text", sealed(tmp_path) or "") == "from-the-pbx-1"
    assert run(["user", "softphone", "ann", "--off"]) == 0
    assert sealed(tmp_path) is None
    typed(monkeypatch, "two words; really\n")
    assert run(["user", "softphone", "ann", "--secret-stdin"]) == 2
    assert run(["user", "softphone", "nobody"]) == 1


def test_a_softphone_needs_an_extension(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CTI_WEB__SECRET_KEY", "a long random text")
    assert add(monkeypatch, "ann", "--softphone") == 2
    assert add(monkeypatch, "bob") == 0
    assert run(["user", "softphone", "bob"]) == 2
    assert "neither extension nor device" in capsys.readouterr().err
