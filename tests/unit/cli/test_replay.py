"""`cti replay`: recordings through the server's trackers, as JSON lines and as text."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from cti.__main__ import run

RECORDINGS = Path(__file__).parents[2] / "recordings"
RECORDING = RECORDINGS / "answered_caller_hangs_up.ami"


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_recording_becomes_one_json_object_a_line(capfdbinary):
    assert run(["replay", str(RECORDING), "--jsonl"]) == 0
    events = lines(capfdbinary.readouterr().out.decode())
    names = [event["event"] for event in events if str(event["event"]).startswith("call_")]
    assert names[0] == "call_started"
    assert names.count("call_ended") == names.count("call_started") > 0
    assert {"event", "at", "pbx", "call_id"} <= events[0].keys()
    assert str(events[0]["at"]).endswith("Z")


def test_the_name_of_the_pbx_is_in_every_event(capfdbinary):
    run(["replay", str(RECORDING), "--jsonl", "--pbx", "north"])
    assert {event["pbx"] for event in lines(capfdbinary.readouterr().out.decode())} == {"north"}


def test_without_jsonl_each_event_is_one_readable_line(capfdbinary):
    assert run(["replay", str(RECORDING)]) == 0
    text = capfdbinary.readouterr().out.decode()
    assert "call_answered" in text
    assert "<unknown>" not in text


@pytest.mark.parametrize("packed", [False, True])
def test_a_packed_file_and_standard_input_give_the_same_events(tmp_path, capfdbinary, packed):
    plain = tmp_path / "plain.ami"
    plain.write_bytes(RECORDING.read_bytes())
    run(["replay", str(plain), "--jsonl"])
    expected = capfdbinary.readouterr().out
    if packed:
        file = tmp_path / "calls.ami.gz"
        file.write_bytes(gzip.compress(RECORDING.read_bytes()))
        run(["replay", str(file), "--jsonl"])
        assert capfdbinary.readouterr().out == expected
    else:
        command = [sys.executable, "-m", "cti", "replay", "-", "--jsonl"]
        done = subprocess.run(command, input=RECORDING.read_bytes(), capture_output=True, check=True)
        assert done.stdout == expected


def test_a_broken_message_is_reported_and_passed_over(tmp_path, capfdbinary):
    file = tmp_path / "broken.ami"
    file.write_bytes(b"Event: Newchannel\r\nChannel: half\r\n\r\n" + RECORDING.read_bytes())
    assert run(["replay", str(file), "--jsonl"]) == 0
    out, err = capfdbinary.readouterr()
    assert b"message skipped" in err
    assert b'"call_ended"' in out


def test_agents_of_a_pbx_that_is_not_configured_keep_their_names(capfdbinary):
    run(["replay", str(RECORDING), "--jsonl", "--pbx", "elsewhere"])
    told = lines(capfdbinary.readouterr().out.decode())
    offered = next(event["to"] for event in told if event["event"] == "call_offered")
    assert isinstance(offered, dict)
    assert offered["agent"] == "1001"
