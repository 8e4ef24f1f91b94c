"""Recordings of the simulator: as long as they ran, silent while muted, only below the folder given."""

from __future__ import annotations

import wave
from pathlib import Path

from cti.simulator.sound import MONITOR, Tape


def test_a_recording_is_as_long_as_it_ran_and_silent_while_muted(tmp_path: Path) -> None:
    tape = Tape(f"{MONITOR}cti/a.wav", began_at=100.0)
    tape.mute(True, 101.0)
    tape.mute(True, 101.5)
    tape.mute(False, 102.0)
    tape.write(str(tmp_path), ended_at=103.0)
    with wave.open(str(tmp_path / "cti" / "a.wav")) as sound:
        seconds = [sound.readframes(sound.getframerate()) for _ in range(3)]
    assert [any(second) for second in seconds] == [True, False, True]


def test_nothing_is_written_without_a_folder_or_outside_it(tmp_path: Path) -> None:
    Tape(f"{MONITOR}a.wav", began_at=0.0).write("", ended_at=1.0)
    inside = tmp_path / "recordings"
    for file in ("/elsewhere/a.wav", f"{MONITOR}../a.wav"):
        Tape(file, began_at=0.0).write(str(inside), ended_at=1.0)
    assert list(tmp_path.iterdir()) == []
