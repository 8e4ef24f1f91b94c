"""`cti bench`: the ratio first, the same figures as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from cti.bench import chromium, link, pop, scale
from cti.bench.link import LinkResult
from cti.cli.bench import command
from cti.errors import UsageError

TraceFunction = Callable[[FrameType, str, Any], Any]


@pytest.fixture
def one_round(monkeypatch: pytest.MonkeyPatch) -> None:
    measure = link.measure
    monkeypatch.setattr(link, "measure", lambda folder: measure(folder, rounds=1))


@pytest.mark.usefixtures("one_round")
def test_ratio_comes_first_and_json_says_the_same() -> None:
    text = CliRunner().invoke(command, ["link"], catch_exceptions=False).stdout
    assert text.split()[:2] == ["link", "ratio"]
    found = json.loads(CliRunner().invoke(command, ["link", "--json"], catch_exceptions=False).stdout)
    assert found.pop("bench") == "link"
    result = msgspec.convert(found, LinkResult)
    assert result.ratio > 0
    assert result.events > result.messages_used > result.domain_events > 100


def test_folder_without_recordings_is_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, ["link", "--recordings", str(tmp_path)])
    assert isinstance(result.exception, UsageError)
    assert "--recordings" in str(result.exception)


def test_without_chromium_it_says_what_to_install_and_measures_the_frames(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(chromium, "missing", lambda: "pip install playwright")
    said: list[str] = []
    result = pop.measure(said.append, agents=2, desks=1, calls=4)
    assert said[0] == "what is painted is not measured: pip install playwright"
    assert "2 accounts" in said[1]
    assert (result.agents, result.desks, result.painted, result.painted_p50_ratio) == (2, 0, None, None)
    for delays in (result.frame, result.plain_frame):
        assert (delays.measured, delays.missed) == (4, 0)
        assert 0 < delays.p50_ms <= delays.p95_ms <= delays.p99_ms <= delays.longest_ms
    assert result.frame_p50_ratio == pytest.approx(result.frame.p50_ms / result.plain_frame.p50_ms)


def test_a_snapshot_of_many_calls_and_members_is_taken_in_whole() -> None:
    result = scale.snapshot(calls=20, members=50)
    assert (result.calls, result.members, result.rows) == (20, 50, 2 * 20 + 50 + 1)
    assert result.seconds > 0


def test_a_snapshot_of_twice_as_much_is_twice_the_work() -> None:
    few, twice = (_lines_run(partial(scale.snapshot, n, n)) for n in (100, 200))
    assert twice < 2.1 * few


def _lines_run(work: Callable[[], object]) -> int:
    """How many lines of Python ran, which is the same on every machine."""
    lines = 0

    def trace(frame: FrameType, event: str, arg: object) -> TraceFunction:
        nonlocal lines
        lines += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return lines


def test_the_cost_beside_few_and_beside_many_is_a_ratio() -> None:
    result = scale.flat(few=2, many=40)
    assert result.ratio == pytest.approx(result.us_beside_many / result.us_beside_few)
    assert (result.few, result.many) == (2, 40)
