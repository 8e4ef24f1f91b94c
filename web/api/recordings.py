"""Recordings of calls: which there are, and their sound, served in ranges; who listens is written down.

Agents hear the calls in which they had a part; supervisors and administrators hear all. The sound is a
file of the PBX below the folder `recordings` of its [[pbx]] block; no other file is ever served.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec
from aiohttp import web

from cti.calls.record import CallRecord, SoundRecording, Unrecorded
from cti.config import Pbx
from cti.errors import NotAllowed, NotFound
from cti.users.model import User
from web import audit
from web.access import check_readable
from web.auth import has_role, user_of
from web.endpoint import endpoint
from web.i18n import N_
from web.keys import services
from web.views import ListPage

TYPES: Final = {
    ".wav": "audio/wav", ".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".opus": "audio/ogg",
    ".flac": "audio/flac", ".webm": "audio/webm",
}  # fmt: skip
"""What browsers can play; anything else is offered as a download."""


class RecordingView(msgspec.Struct, frozen=True, kw_only=True):
    """A recording; `url` is null when this server cannot reach the file, or the reader may not hear it."""

    recording_id: str
    call_id: str
    started_at: datetime
    ended_at: datetime | None
    started_by: str | None
    unrecorded: tuple[Unrecorded, ...]
    may_hear: bool
    url: str | None


@endpoint("GET", "/api/v1/calls/{call_id}/recordings")
async def recordings(request: web.Request) -> ListPage[RecordingView]:
    """What was recorded of a call, oldest first."""
    call = await services(request).calls.get(request.match_info["call_id"])
    check_readable(user_of(request), call)
    found = await services(request).recordings.of_call(call.call_id)
    may_hear = is_hearable(user_of(request), call)
    return ListPage([_view(row, may_hear, _file_of(request, row)) for row in found])


@endpoint("GET", "/api/v1/recordings/{recording_id}/sound", answer=bytes)
async def sound(request: web.Request) -> web.StreamResponse:
    """The sound itself, whole or a range of it (RFC 9110, section 14)."""
    recording = await services(request).recordings.get(request.match_info["recording_id"])
    user = user_of(request)
    if not is_hearable(user, await services(request).calls.get(recording.call_id)):
        raise NotAllowed(N_("Agents hear their own calls only"))
    file = _file_of(request, recording)
    if file is None:
        raise NotFound(N_("The sound of this recording is not on this server"))
    await audit.record_once(request, user.name, "recording.heard", recording.call_id, recording.recording_id)
    headers = {"Cache-Control": "private, no-store", "Content-Type": TYPES.get(file.suffix.lower(), "")}
    if not headers["Content-Type"]:
        headers = {**headers, "Content-Type": "application/octet-stream", "Content-Disposition": "attachment"}
    return web.FileResponse(file, headers=headers)


def is_hearable(user: User, call: CallRecord) -> bool:
    """Whether `user` may hear `call`, which is less than reading of it."""
    return has_role(user, "supervisor") or user.name in {call.agent, *(leg.agent for leg in call.legs)}


def file_of(recording: SoundRecording, pbx: Pbx) -> Path | None:
    """The file of `recording` on this machine; None when it has none below the PBX's folder."""
    if not pbx.recordings or not recording.file:
        return None
    folder = Path(pbx.recordings).resolve()
    named = PurePosixPath(recording.file)
    if named.is_absolute():
        if not named.is_relative_to(pbx.recordings_on_pbx):
            return None
        named = named.relative_to(pbx.recordings_on_pbx)
    file = (folder / named).resolve()
    return file if file.is_relative_to(folder) and file.is_file() else None


def _file_of(request: web.Request, recording: SoundRecording) -> Path | None:
    found = (row for row in services(request).config.pbx if row.name == recording.pbx)
    pbx = next(found, None)
    return file_of(recording, pbx) if pbx is not None else None


def _view(row: SoundRecording, may_hear: bool, file: Path | None) -> RecordingView:
    return RecordingView(
        recording_id=row.recording_id, call_id=row.call_id, started_at=row.started_at, ended_at=row.ended_at,
        started_by=row.started_by, unrecorded=row.unrecorded,
        may_hear=may_hear, url=f"/api/v1/recordings/{row.recording_id}/sound" if file and may_hear else None,
    )  # fmt: skip


ROUTES = (recordings, sound)
