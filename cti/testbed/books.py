"""Asterisk's own books, queue_log and Master.csv, as typed rows: the witness for our records."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

# fmt: off
_CDR_COLUMNS: Final = (
    "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "start", "answer", "end",
    "duration", "billsec", "disposition", "uniqueid", "linkedid",
)
"""As in etc/cdr_custom.conf. Times are epoch seconds with microseconds, 0 for never."""
# fmt: on


class QueueLogRow(msgspec.Struct, frozen=True):
    """One line of queue_log; `call` is the caller's uniqueid, `data` the event's own columns."""

    at: int
    call: str
    queue: str
    agent: str
    event: str
    data: tuple[str, ...]


class CdrRow(msgspec.Struct, frozen=True, kw_only=True):
    """One call detail record; `answer` is None when nobody answered. Times are UTC, with microseconds."""

    src: str
    dst: str
    dcontext: str
    clid: str
    channel: str
    dstchannel: str
    lastapp: str
    start: datetime
    answer: datetime | None
    end: datetime
    duration: int
    billsec: int
    disposition: str
    uniqueid: str
    linkedid: str


def read_queue_log(path: Path) -> list[QueueLogRow]:
    """All rows of a queue_log file so far; none while there is no file."""
    if not path.exists():
        return []
    rows = (line.split("|") for line in path.read_text(encoding="utf-8").splitlines())
    return [
        QueueLogRow(int(at), call, queue, agent, event, tuple(data))
        for at, call, queue, agent, event, *data in rows
    ]


def read_cdr(path: Path) -> list[CdrRow]:
    """All rows of a Master.csv so far; none while there is no file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return [_cdr(row) for row in csv.DictReader(lines, fieldnames=_CDR_COLUMNS)]


def _cdr(row: dict[str, str]) -> CdrRow:
    return CdrRow(
        src=row["src"],
        dst=row["dst"],
        dcontext=row["dcontext"],
        clid=row["clid"],
        channel=row["channel"],
        dstchannel=row["dstchannel"],
        lastapp=row["lastapp"],
        start=_moment(row["start"]),
        answer=_moment(row["answer"]) if float(row["answer"]) else None,
        end=_moment(row["end"]),
        duration=int(row["duration"]),
        billsec=int(row["billsec"]),
        disposition=row["disposition"],
        uniqueid=row["uniqueid"],
        linkedid=row["linkedid"],
    )


def _moment(text: str) -> datetime:
    return datetime.fromtimestamp(float(text), UTC)
