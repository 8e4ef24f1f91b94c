"""`cti bench pop`: what is painted on a real desk is measured, of ours and of the plain program."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from playwright.async_api import Browser

from cti.bench import chromium, pop
from cti.bench.chromium import Desk, Seat
from cti.bench.pop import PopResult
from cti.cli.bench import command

PAGE = """<!doctype html><title>Page</title><script>
const write = () => { document.getElementById("name").textContent = "Caller No000001"; };
</script><body class=ready><p id=name></p>"""
NEXT_FRAME = "new Promise(drawn => { const number = requestAnimationFrame(() => drawn(number)); })"
"""Frames are numbered as they are asked for."""


async def test_a_text_counts_when_it_is_painted_on_the_clock_of_the_machine(
    browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGE)
    desk = await Desk.open(browser, Seat(file.as_uri(), "body.ready"))
    painted = await desk.expect("Caller No000001")
    before = time.time()
    await desk.page.evaluate("write")
    at = await painted
    assert before - 0.05 < at < time.time() + 0.05
    await desk.page.context.close()


@pytest.mark.parametrize("write", ["write", "() => requestAnimationFrame(write)"])
async def test_what_is_written_counts_with_the_first_frame_that_shows_it(
    browser: Browser, tmp_path: Path, write: str
) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGE)
    desk = await Desk.open(browser, Seat(file.as_uri(), "body.ready"))
    painted = await desk.expect("Caller No000001")
    before = await desk.page.evaluate(NEXT_FRAME)
    await desk.page.evaluate(write)
    await painted
    assert await desk.page.evaluate(NEXT_FRAME) - before == 2
    await desk.page.context.close()


async def test_pops_of_a_small_floor_are_painted_in_both_programs(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert chromium.missing() is None
    measure = pop.measure
    monkeypatch.setattr(pop, "measure", lambda say: measure(say, agents=5, desks=1, calls=12, every=4))
    ran = await asyncio.to_thread(CliRunner().invoke, command, ["pop", "--json"], catch_exceptions=False)
    found = json.loads(ran.stdout)
    assert list(found)[:3] == ["bench", "painted_p50_ratio", "painted_p95_ratio"]
    del found["bench"]
    result = msgspec.convert(found, PopResult)
    assert (result.agents, result.desks) == (5, 1)
    for painted, frame in ((result.painted, result.frame), (result.plain_painted, result.plain_frame)):
        assert painted is not None
        assert (painted.measured, painted.missed) == (3, 0)
        assert (frame.measured, frame.missed) == (9, 0)
        assert 0 < painted.p50_ms <= painted.p95_ms
    assert result.painted_p50_ratio is not None
    assert result.painted_p50_ratio > 0
