"""`cti bench`: the ratio first, the same figures as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from cti.bench import link, pop, scale
from cti.bench.link import LinkResult
from cti.cli.bench import command
from cti.errors import UsageError


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


def test_pops_of_a_small_floor_are_all_measured() -> None:
    said: list[str] = []
    result = pop.measure(said.append, agents=2, calls=4)
    assert "2 accounts" in said[0]
    assert (result.agents, result.calls, result.missed) == (2, 4, 0)
    assert 0 < result.p50_ms <= result.p99_ms <= result.longest_ms


def test_a_snapshot_of_many_calls_and_members_is_taken_in_whole() -> None:
    result = scale.snapshot(calls=20, members=50)
    assert (result.calls, result.members, result.rows) == (20, 50, 2 * 20 + 50 + 1)
    assert result.seconds > 0


def test_the_cost_beside_few_and_beside_many_is_a_ratio() -> None:
    result = scale.flat(few=2, many=40)
    assert result.ratio == pytest.approx(result.us_beside_many / result.us_beside_few)
    assert (result.few, result.many) == (2, 40)
