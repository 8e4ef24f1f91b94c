"""Recordings over the wire: who may hear what, ranges, no other file, and every listening written down."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from cti.calls.record import SoundRecording
from cti.config import Pbx
from tests.fakes.clock import START
from tests.unit.web.happenings import record
from tests.unit.web.office import Office
from web.api.recordings import file_of

SOUND = "/api/v1/recordings/r1/sound"


def recording(file: str | None = "/var/spool/asterisk/monitor/2026/a.wav") -> SoundRecording:
    return SoundRecording(
        recording_id="r1", call_id="k1", pbx="pbx", channel="PJSIP/1001-1", file=file, started_at=START
    )


@pytest.fixture
async def heard_office(tmp_path: Path, static: Path) -> AsyncIterator[Office]:
    """A call of agent li, recorded as RIFF0123456789."""
    (tmp_path / "2026").mkdir()
    (tmp_path / "2026" / "a.wav").write_bytes(b"RIFF0123456789")
    async with Office(static, pbx=(Pbx(recordings=str(tmp_path)),)) as office:
        await office.calls.open(record("k1"))
        await office.recordings.save(recording())
        yield office


async def test_an_agent_hears_an_own_call_whole_or_in_ranges(heard_office: Office) -> None:
    browser = await heard_office.browser("li")
    _, page = await browser.get("/api/v1/calls/k1/recordings")
    assert [(row["recording_id"], row["url"]) for row in page["items"]] == [("r1", SOUND)]
    async with browser.client.get(SOUND) as whole:
        assert (whole.status, whole.content_type, await whole.read()) == (200, "audio/wav", b"RIFF0123456789")
        assert whole.headers["Cache-Control"] == "private, no-store"
    async with browser.client.get(SOUND, headers={"Range": "bytes=4-6"}) as part:
        assert (part.status, await part.read()) == (206, b"012")
        assert part.headers["Content-Range"] == "bytes 4-6/14"
    async with browser.client.get(SOUND, headers={"Range": "bytes=99-"}) as beyond:
        assert beyond.status == 416


async def test_other_peoples_calls_are_not_heard(heard_office: Office) -> None:
    han, boss = await heard_office.browser("han"), await heard_office.browser("boss")
    status, problem = await han.get(SOUND)
    assert (status, problem["code"]) == (403, "forbidden")
    await heard_office.calls.set_customer("k1", "c1")
    _, page = await han.get("/api/v1/calls/k1/recordings")
    assert [(row["may_hear"], row["url"]) for row in page["items"]] == [(False, None)]
    async with boss.client.get(SOUND) as answer:
        assert answer.status == 200


async def test_each_listening_is_one_audit_entry(heard_office: Office) -> None:
    browser = await heard_office.browser("li")
    for start in (0, 4, 8):
        async with browser.client.get(SOUND, headers={"Range": f"bytes={start}-"}) as part:
            assert part.status == 206
    heard_office.clock.advance(timedelta(minutes=11).total_seconds())
    async with browser.client.get(SOUND, headers={"Range": "bytes=4-"}) as part:
        assert part.status == 206
    entries = [row for row in await heard_office.audit.list() if row.action == "recording.heard"]
    assert [(row.user, row.subject) for row in entries] == [("li", "k1")] * 2


@pytest.mark.parametrize(
    "file",
    [
        "/etc/passwd",
        "../secret.wav",
        "/var/spool/asterisk/monitor/../secret.wav",
        "link.wav",
        "2026",
        "",
        None,
    ],
)
def test_no_file_outside_the_folder_is_ever_served(tmp_path: Path, file: str | None) -> None:
    folder = tmp_path / "monitor"
    (folder / "2026").mkdir(parents=True)
    (tmp_path / "secret.wav").write_bytes(b"x")
    (folder / "link.wav").symlink_to(tmp_path / "secret.wav")
    assert file_of(recording(file), Pbx(recordings=str(folder))) is None


async def test_a_sound_that_is_not_here_is_said(heard_office: Office) -> None:
    await heard_office.recordings.save(recording("/var/spool/asterisk/monitor/gone.wav"))
    browser = await heard_office.browser("li")
    _, page = await browser.get("/api/v1/calls/k1/recordings")
    status, problem = await browser.get(SOUND)
    assert (page["items"][0]["url"], status, problem["code"]) == (None, 404, "not_found")
