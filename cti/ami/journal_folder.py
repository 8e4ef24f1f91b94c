"""Which files of a journal, or of those named, tell what; nothing but names and indexes is looked at.

Passes through: paths in the order of time. Does not pass: what is in the streams.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from cti.ami.journal_file import FILE_TIME
from cti.ami.recording import heading
from cti.errors import RecordingInvalid

_STREAMS = (".ami", ".ami.gz")


def files_of(place: Path, pbx: str) -> list[Path]:
    """`place` itself when it is a file; else the streams in the folder, or in its folder for `pbx`.

    Raises RecordingInvalid when there are none."""
    if not place.is_dir():
        return [place]
    for folder in (place / quote(pbx, safe=""), place):
        streams = {
            path.name.removesuffix(".gz"): path for path in sorted(folder.glob("*")) if _is_stream(path)
        }
        if streams:
            return [streams[name] for name in sorted(streams)]
    raise RecordingInvalid(f"there is no journal or recording in {place}")


def needed(files: Sequence[Path], since: datetime | None, until: datetime | None) -> list[Path]:
    """Without the files of server runs that ended before `since`, and those that began after `until`."""
    kept = [path for path in files if until is None or (began(path) or until) <= until]
    starts = [n for n, path in enumerate(kept) if since is None or (began(path) or since) <= since]
    while starts and since is not None and not heading(kept[starts[-1]]).new_run:
        starts.pop()
    return kept[starts[-1] :] if since is not None and starts else kept


def since(files: Sequence[Path], at: datetime) -> list[Path]:
    """The file in which this moment lies and those after it; all when the names do not tell."""
    starts = [n for n, path in enumerate(files) if (began(path) or at) <= at]
    return list(files[starts[-1] :]) if starts and began(files[starts[-1]]) else list(files)


def began(path: Path) -> datetime | None:
    """When a file of a journal begins, by its name; None for others."""
    try:
        return datetime.strptime(path.name.partition(".ami")[0], FILE_TIME).replace(tzinfo=UTC)
    except ValueError:
        return None


def _is_stream(path: Path) -> bool:
    return path.name.endswith(_STREAMS) and not path.name.endswith(".start.ami")
