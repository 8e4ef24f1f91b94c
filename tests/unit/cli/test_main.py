"""The `cti` program: finds its commands, says errors in one line, ends with the promised status."""

import subprocess
import sys

import pytest

from cti.__main__ import run


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["relay"], 2, "cti: No such command 'relay'."),
        (["replay"], 2, "cti: Missing argument 'FILE...'."),
        (["replay", "none.ami"], 2, "cti: there is no recording none.ami"),
        (["serve", "--config", "none.toml"], 2, "none.toml: cannot be read"),
        (["demo", "--agents", "0"], 2, "cti: Invalid value for '--agents'"),
    ],
)
def test_wrong_usage_is_one_readable_line_and_status_two(arguments, status, words, capsys):
    assert run(arguments) == status
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said


def test_a_traceback_comes_only_with_debug(capsys):
    assert run(["replay", "none.ami", "--debug"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_every_wrong_setting_is_named_at_once(tmp_path, capsys):
    file = tmp_path / "config.toml"
    file.write_text("[web]\nprot = 1\n[fone]\ncountry = 'CN'\n")
    assert run(["serve", "--config", str(file)]) == 2
    said = capsys.readouterr().err
    assert "web.prot: no such setting; did you mean `port`?" in said
    assert "fone: no such setting; did you mean `phone`?" in said


def test_a_port_in_use_is_said_with_what_to_change(tmp_path, capsys):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        file = tmp_path / "config.toml"
        file.write_text(f"[web]\nport = {port}\n[database]\nurl = 'sqlite:///{tmp_path}/cti.db'\n")
        assert run(["serve", "--config", str(file)]) == 2
    assert f"127.0.0.1:{port} cannot be listened on" in capsys.readouterr().err


def test_help_lists_the_commands_of_the_contract(capsys):
    assert run(["--help"]) == 0
    said = capsys.readouterr().out
    for name in ("serve", "demo", "simulate", "replay", "db", "user", "import"):
        assert f"\n  {name} " in said


def test_one_command_does_not_load_what_others_need():
    code = "import sys, cti.__main__ as m; m.run(['replay', '--help']); print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"
