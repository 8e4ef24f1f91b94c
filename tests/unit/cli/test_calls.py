"""`cti calls explain`: from a recording and from a journal; one clear word when there is no such call."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cti.__main__ import run
from cti.ami.journal import Journal
from cti.ami.recording import read_recording
from cti.config import Journal as Settings

RECORDING = Path(__file__).parents[2] / "recordings" / "abandoned_in_queue.ami"
CALL = "pbx-1795290920.4"
START = 1_795_290_920.0


def timeless(text: str) -> str:
    return re.sub(r"\d\d:\d\d:\d\d\.\d{3}", "", text)


def test_a_recording_tells_each_event_with_its_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["calls", "explain", CALL, "--journal", str(RECORDING)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"call {CALL} on PBX pbx")
    (left,) = [number for number, line in enumerate(lines) if "abandoned" in line and "leaves queue" in line]
    assert "QueueCallerLeave  Queue: support" in lines[left + 1]
    assert any("QueueCallerAbandon  Queue: support" in line for line in lines[left + 1 : left + 4])


def test_a_journal_of_the_configuration_tells_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(Settings(folder=str(tmp_path)), "pbx", None)
    for read in read_recording(RECORDING):
        journal.heard(START + (read.at_s or 0.0), read.data)
    journal.close()
    monkeypatch.setenv("CTI_JOURNAL__FOLDER", str(tmp_path))
    assert run(["calls", "explain", CALL]) == 0
    from_journal = timeless(capsys.readouterr().out)
    run(["calls", "explain", CALL, "--journal", str(RECORDING)])
    assert from_journal == timeless(capsys.readouterr().out)


def test_a_call_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["calls", "explain", "pbx-1.1", "--journal", str(RECORDING)]) == 1
    assert "there is no call pbx-1.1" in capsys.readouterr().err


def test_without_a_journal_the_way_to_one_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["calls", "explain", CALL]) == 2
    assert "--journal" in capsys.readouterr().err
