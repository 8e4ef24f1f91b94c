"""The journal: what was live comes out of a replay again, to the microsecond; the reader never waits."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import msgspec
import pytest

from cti.agents.shift import Next
from cti.ami import messages as m
from cti.ami.journal import folder_of
from cti.ami.journal_folder import files_of, needed, since
from cti.ami.recording import heading, read_recording, timed_messages
from cti.config import Journal as Settings
from cti.config import Pbx
from cti.config_reader import Secret
from cti.events import AgentState, Event
from cti.simulator.scenario import SCENARIOS
from cti.simulator.settings import scenario_settings
from cti.simulator.simulator import Simulator
from cti.times import moment
from tests.journalling import opened, replayed, serving, until

BOOTED = b"Event: FullyBooted\r\nUptime: 3\r\n\r\n"


def written(settings: Settings) -> list[Path]:
    return files_of(Path(settings.folder), "main")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(folder=str(tmp_path / "journal"))


async def lived(settings: Settings, mask: bool = False) -> list[Event]:
    """A day in short: a call, an agent's word, a lost link in mid-call."""
    simulator = Simulator(scenario_settings(), seed=1)
    host, port = await simulator.start()
    pbx = Pbx(name="main", host=host, port=port, secret=Secret("cti"))
    with opened(settings, mask=mask) as journal:
        async with serving(pbx, journal) as server:
            await simulator.play(SCENARIOS["answered_caller_hangs_up"])
            await until(lambda: server.ended() == 1)
            server.pipeline.set_agent("mei", "paused", "meal", by="boss")
            server.pipeline.set_agent("mei", "wrap_up", None, moment(server.link.inbox.time.now() + 0.1))
            server.pipeline.plan_agent("mei", Next(state="paused", reason="meeting", by="boss"))
            await until(lambda: any(is_over(event) for event in server.events[-3:]))
            server.pipeline.plan_agent("mei", None)
            playing = asyncio.create_task(simulator.play(SCENARIOS["answered_agent_hangs_up"]))
            await until(lambda: simulator.exchange.channels)
            await simulator.cut_clients()
            await playing
            await until(lambda: server.is_certain() and server.ended() >= 2)
    await simulator.stop()
    return list(server.events)


def is_over(event: Event) -> bool:
    return isinstance(event, AgentState) and event.state != "wrap_up"


async def test_who_set_a_state_and_what_comes_next_are_replayed(settings: Settings) -> None:
    await lived(settings)
    told = [msgspec.json.decode(line) for line in await replayed(settings)]
    mei = [event for event in told if event["event"] == "agent_state" and event["agent"] == "mei"]
    assert [event["next_reason"] for event in mei if event["next_state"]] == ["meeting"]
    assert {event["by"] for event in mei if event["reason"] in ("meal", "meeting")} == {"boss"}


async def test_a_replay_gives_exactly_the_events_of_the_server(settings: Settings) -> None:
    live = await lived(settings)
    assert await replayed(settings) == [msgspec.json.encode(event) for event in live]
    assert [path.name.endswith(".ami.gz") for path in written(settings)] == [True]
    since, until_ = live[len(live) // 3].at, live[len(live) // 2].at
    lines = await replayed(settings, "--from", since.isoformat(), "--to", until_.isoformat())
    assert lines == [msgspec.json.encode(event) for event in live if since <= event.at <= until_]


async def test_masked_numbers_change_nothing_else(settings: Settings) -> None:
    live = await lived(settings, mask=True)
    lines = await replayed(settings)
    told = [msgspec.json.decode(line) for line in lines]
    assert [(event["event"], event.get("call_id")) for event in told] == [
        (event.__struct_config__.tag, getattr(event, "call_id", None)) for event in live
    ]
    callers = {event["caller"]["number"] for event in told if event["event"] == "call_started"}
    assert callers
    assert not callers & {caller.number for caller in SCENARIOS["answered_caller_hangs_up"].diallings}


def boots(file: Path) -> list[float]:
    return [at for at, message in timed_messages(file) if message == m.FullyBooted(uptime_s=3)]


def test_files_end_at_midnight_and_at_their_size_and_only_between_messages(settings: Settings) -> None:
    small = msgspec.structs.replace(settings, rotate_mb=1)
    noon = 1_763_726_400.0
    with opened(small, limit=1 << 24) as journal:
        journal.heard(noon, BOOTED + b"Event: Noise\r\n\r\n" * 70_000 + b"Event: Noi")
        journal.heard(noon + 1, b"se\r\n\r\n")
        journal.heard(noon + 2, BOOTED)
        journal.heard(noon + 86_400, BOOTED)
    files = written(small)
    assert [heading(file).new_run for file in files] == [True, False, False]
    assert [at for file in files for at in boots(file)] == [noon, noon + 2, noon + 86_400]


def test_old_files_are_removed(settings: Settings) -> None:
    short = msgspec.structs.replace(settings, keep_days=2)
    with opened(short) as journal:
        for day in range(5):
            journal.heard(1_763_726_400.0 + day * 86_400, BOOTED)
    assert len(written(short)) == 3


def test_a_replay_of_one_evening_reads_from_the_start_of_that_run(settings: Settings) -> None:
    for day in range(3):
        with opened(settings) as journal:
            journal.heard(1_763_726_400.0 + day * 86_400, BOOTED)
    files = written(settings)
    assert needed(files, moment(1_763_726_400.0 + 90_000), None) == files[1:]
    assert needed(files, None, moment(1_763_726_400.0 + 90_000)) == files[:2]
    assert since(files, moment(1_763_726_400.0 + 90_000)) == files[1:]
    assert since(files, moment(1_763_726_400.0 - 1)) == files


def test_what_a_slow_disk_lost_is_said_in_the_journal_and_the_log(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(settings, limit=1000) as journal:
        journal.heard(1.0, b"x" * 2000)
        journal.heard(2.0, b"x" * 2000)
        journal.heard(3.0, BOOTED)
    assert journal.lost == 4000
    assert caplog.text.count("too slow") == 1
    told = [message for file in written(settings) for _, message in timed_messages(file)]
    assert told == [m.LinkLost(reason="4000 bytes are missing in the journal"), m.FullyBooted(uptime_s=3)]


def test_a_disk_that_fails_costs_no_more_than_its_own_part(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "journal").write_text("a file where a folder should be")
    settings = Settings(folder=str(tmp_path / "journal"))
    with opened(settings) as journal, caplog.at_level(logging.ERROR):
        journal.heard(1.0, BOOTED)
        journal.heard(2.0, BOOTED)
        while journal.waiting:
            pass
        (tmp_path / "journal").unlink()
        journal.heard(62.0, BOOTED)
    assert caplog.text.count("cannot be written") == 1
    assert journal.lost == 2 * len(BOOTED)
    kinds = [type(message) for file in written(settings) for _, message in timed_messages(file)]
    assert kinds == [m.LinkLost, m.FullyBooted]


def test_a_server_cut_off_in_mid_line_leaves_what_was_whole(settings: Settings) -> None:
    folder = folder_of(settings, "main")
    folder.mkdir(parents=True)
    file = folder / "20261121T100000.000000Z.ami"
    file.write_bytes(BOOTED + b"Event: Hold\r\nChan")
    index = b"# journal, epoch seconds; the server starts\n5.5 %d\n6.2" % len(BOOTED)
    file.with_name(file.name + ".idx").write_bytes(index)
    assert list(timed_messages(file)) == [(5.5, m.FullyBooted(uptime_s=3))]
    assert [read.at_s for read in read_recording(file)] == [5.5, 5.5]
