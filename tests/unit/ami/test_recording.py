"""Recordings: read with and without index; inferred times stay near the measured ones."""

from __future__ import annotations

import gzip
import io
import itertools
import json
from pathlib import Path

import pytest

from cti.ami import messages as m
from cti.ami.parse import Malformed
from cti.ami.recording import RecordingWriter, read_recording, timed_messages
from cti.errors import RecordingInvalid

RECORDINGS = Path(__file__).parents[2] / "recordings"
NAMES = sorted(path.name.removesuffix(".truth.json") for path in RECORDINGS.glob("*.truth.json"))


def without_index(name: str, folder: Path) -> Path:
    copy = folder / "stream.ami"
    copy.write_bytes((RECORDINGS / f"{name}.ami").read_bytes())
    return copy


@pytest.mark.parametrize("name", NAMES)
def test_measured_times_start_when_the_recording_started(name: str) -> None:
    truth = json.loads((RECORDINGS / f"{name}.truth.json").read_text())
    times = [at for at, _ in timed_messages(RECORDINGS / f"{name}.ami")]
    assert times == sorted(times)
    assert times[0] == pytest.approx(truth["t0"], abs=0.2)  # as fine as the one clock event of some


@pytest.mark.parametrize("name", NAMES)
def test_inferred_times_do_not_fall_and_give_the_same_messages(name: str, tmp_path: Path) -> None:
    measured = list(timed_messages(RECORDINGS / f"{name}.ami"))
    inferred = list(timed_messages(without_index(name, tmp_path)))
    assert [message for _, message in inferred] == [message for _, message in measured]
    assert [at for at, _ in inferred] == sorted(at for at, _ in inferred)


def test_inferred_times_are_right_to_four_tenths_of_a_second_on_average(tmp_path: Path) -> None:
    errors = []
    for name in NAMES:
        pairs = zip(
            timed_messages(RECORDINGS / f"{name}.ami"),
            timed_messages(without_index(name, tmp_path)),
            strict=True,
        )
        errors += [abs(measured - inferred) for (measured, _), (inferred, _) in pairs]
    errors.sort()
    assert sum(errors) / len(errors) < 0.4
    assert errors[int(0.95 * len(errors))] < 1.5


@pytest.mark.parametrize(
    "name", ["answered_caller_hangs_up", "attended_transfer", "local_channel_member", "blind_transfer"]
)
def test_inferred_wait_and_talk_are_right_to_half_a_second(name: str, tmp_path: Path) -> None:
    def spans(file: Path) -> list[float]:
        marks = [
            at
            for at, message in timed_messages(file)
            if isinstance(message, (m.QueueCallerJoin, m.AgentConnect, m.AgentComplete))
        ]
        return [later - earlier for earlier, later in itertools.pairwise(marks)]

    measured = spans(RECORDINGS / f"{name}.ami")
    assert measured
    assert spans(without_index(name, tmp_path)) == pytest.approx(measured, abs=0.5)


def test_gz_and_standard_input_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = without_index(NAMES[0], tmp_path)
    packed = tmp_path / "other.ami.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert list(timed_messages(packed)) == list(timed_messages(plain))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(plain.read_bytes())))
    assert list(timed_messages("-")) == list(timed_messages(plain))


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    with RecordingWriter(tmp_path / "x.ami") as writer:
        writer.write(100.0, b"Event: Fully")
        writer.write(100.5, b"Booted\r\nUptime: 3\r\n\r\n")
    reads = read_recording(tmp_path / "x.ami")
    assert [(read.at_s, read.data[:5]) for read in reads] == [(0.0, b"Event"), (0.5, b"Boote")]
    assert list(timed_messages(tmp_path / "x.ami")) == [(0.5, m.FullyBooted(uptime_s=3))]


def test_where_events_say_when_they_happened_that_is_their_time(tmp_path: Path) -> None:
    with RecordingWriter(tmp_path / "x.ami") as writer:
        writer.write(
            100.0, b"Response: Success\r\nPing: Pong\r\nTimestamp: 1.0\r\n\r\n" + reload_at("500.25")
        )
        writer.write(
            109.0, reload_at("502.5") + b"Event: FullyBooted\r\nUptime: 3\r\n\r\n" + reload_at("502.0")
        )
    assert [at for at, _ in timed_messages(tmp_path / "x.ami")] == [500.25, 502.5, 502.5, 502.5]


def reload_at(seconds: str) -> bytes:
    return f"Event: Reload\r\nPrivilege: system,all\r\nTimestamp: {seconds}\r\nModule: All\r\n\r\n".encode()


def test_recording_cut_in_a_message_gives_the_whole_ones(tmp_path: Path) -> None:
    plain = without_index(NAMES[0], tmp_path)
    whole = [message for _, message in timed_messages(plain)]
    plain.write_bytes(plain.read_bytes()[:-150])
    cut = [message for _, message in timed_messages(plain)]
    assert cut == whole[: len(cut)]
    assert len(cut) >= len(whole) - 2
    assert not [message for message in cut if isinstance(message, Malformed)]


def test_no_file_broken_archive_and_wrong_index_say_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(RecordingInvalid, match=r"none\.ami"):
        list(timed_messages(tmp_path / "none.ami"))
    broken = tmp_path / "broken.ami.gz"
    broken.write_bytes(gzip.compress(b"Event: x\r\n\r\n")[:-9])
    with pytest.raises(RecordingInvalid, match="cannot be read"):
        list(timed_messages(broken))
    plain = without_index(NAMES[0], tmp_path)
    plain.with_suffix(".idx").write_text("0.1 20\nsoon 5\n")
    with pytest.raises(RecordingInvalid, match="line 2"):
        list(timed_messages(plain))


def test_a_packed_recording_may_come_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = gzip.compress((RECORDINGS / "abandoned_in_queue.ami").read_bytes())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(packed)))
    told = [message for _, message in timed_messages("-")]
    assert len(told) == len(list(timed_messages(RECORDINGS / "abandoned_in_queue.ami")))


def test_what_is_no_recording_is_said(tmp_path: Path) -> None:
    (tmp_path / "noise.ami").write_bytes(b"\x00\x01nothing of a PBX\r\n\r\n")
    with pytest.raises(RecordingInvalid, match="holds no AMI message"):
        list(timed_messages(tmp_path / "noise.ami"))
