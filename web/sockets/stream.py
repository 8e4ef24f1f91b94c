"""One user's stream: one numbering for all tabs, and the last frames for those that come back.

Numbers start at the milliseconds since 1970, so those of an earlier run of the server are always lower
and never mistaken for ours.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime

from cti.users.model import User
from web.sockets.frames import Frame
from web.sockets.tab import Tab

KEPT_FRAMES = 500


class Stream:
    """`tabs` are the open ones; `left_at` is when the last one went (seconds, monotonic)."""

    def __init__(self, user: User, locale: str, now: datetime) -> None:
        self.user = user
        self.locale = locale
        self.seq = int(now.timestamp() * 1000)
        self.tabs: set[Tab] = set()
        self.left_at: float | None = None
        self._kept: deque[Frame] = deque(maxlen=KEPT_FRAMES)

    def send(self, kind: str, fields: bytes, caused_at: datetime | None = None) -> None:
        """Numbers, keeps and queues one frame."""
        self.seq += 1
        frame = Frame(kind, self.seq, fields, caused_at)
        self._kept.append(frame)
        for tab in self.tabs:
            tab.put((frame,))

    def since(self, after: int) -> tuple[Frame, ...] | None:
        """The frames after number `after`; None when they are not all kept or it is not our number."""
        oldest = self._kept[0].seq if self._kept else self.seq + 1
        if not oldest - 1 <= after <= self.seq:
            return None
        return tuple(frame for frame in self._kept if frame.seq > after)
