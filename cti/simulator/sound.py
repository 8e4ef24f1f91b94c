"""The sound of a recording: nobody speaks on a simulated PBX, so it is a soft tone, and silence while muted.

Written when the recording ends, as WAV (8 kHz, 16 bit, mono) below the folder of the settings; without a
folder nothing is written, as where the server does not reach the PBX's disk.
"""

from __future__ import annotations

import math
import wave
from array import array
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

MONITOR: Final = "/var/spool/asterisk/monitor/"
"""Where Asterisk keeps recordings whose name is no whole path."""

_RATE: Final = 8000
_LONGEST_S: Final = 3600.0
_TONE: Final = array(
    "h", (round(1600 * math.sin(2 * math.pi * 350 * n / _RATE)) for n in range(_RATE))
).tobytes()
_SILENCE: Final = bytes(len(_TONE))


@dataclass(slots=True)
class Tape:
    """One recording: `muted` are the seconds of the clock between which silence is recorded."""

    file: str
    began_at: float
    muted: list[list[float]] = field(default_factory=list)

    def mute(self, on: bool, at: float) -> None:
        """Silence from now on, or sound again."""
        is_muted = bool(self.muted) and len(self.muted[-1]) == 1
        if on and not is_muted:
            self.muted.append([at])
        elif not on and is_muted:
            self.muted[-1].append(at)

    def is_silent(self, at: float) -> bool:
        """Whether silence is recorded at this moment."""
        return any(span[0] <= at and (len(span) == 1 or at < span[1]) for span in self.muted)

    def write(self, folder: str, ended_at: float) -> None:
        """The WAV file, whole seconds rounded up. Raises OSError."""
        if not folder or not self.file.startswith(MONITOR) or ".." in self.file:
            return
        file = Path(folder) / self.file.removeprefix(MONITOR)
        file.parent.mkdir(parents=True, exist_ok=True)
        seconds = math.ceil(min(ended_at - self.began_at, _LONGEST_S))
        with wave.open(str(file), "wb") as sound:
            sound.setparams((1, 2, _RATE, 0, "NONE", ""))
            for second in range(seconds):
                sound.writeframesraw(_SILENCE if self.is_silent(self.began_at + second) else _TONE)
