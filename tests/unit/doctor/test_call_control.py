"""What the desk's call control lacks at a PBX is said, with the lines to add."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import msgspec

from cti.clock import SystemClock
from cti.config import Config, Pbx, Phone
from cti.config_reader import Secret
from cti.doctor import call_control
from cti.doctor.ear import Ear
from cti.doctor.finding import Finding
from cti.simulator.settings import SimulatorSettings
from cti.simulator.simulator import Simulator
from tests.fakes.ami_server import AmiServer


async def _found(port: int, config: Config | None = None, **pbx: object) -> list[Finding]:
    own = msgspec.structs.replace(Pbx(name="main", port=port, secret=Secret("cti")), **pbx)
    ear = Ear(own, SystemClock(), None)
    await ear.connect()
    try:
        return await call_control.about(config or Config(pbx=(own,)), ear)
    finally:
        ear.hang_up()


async def test_the_simulator_lacks_nothing() -> None:
    simulator = Simulator(SimulatorSettings())
    _, port = await simulator.start()
    config = Config(phone=Phone(queue_numbers={"support": "4008001"}))
    found = await _found(port, config)
    await simulator.stop()
    assert {finding.level for finding in found} == {"ok"}


async def test_a_number_of_a_queue_that_leads_nowhere_must_be_changed() -> None:
    simulator = Simulator(SimulatorSettings())
    _, port = await simulator.start()
    found = await _found(port, Config(phone=Phone(queue_numbers={"support": "5555555"})))
    await simulator.stop()
    (wrong,) = [finding for finding in found if finding.level == "fix"]
    assert "5555555" in wrong.what


async def test_without_a_place_for_held_calls_the_lines_of_the_dialplan_are_given() -> None:
    async with AmiServer() as peer:
        peer.errors = {"ShowDialPlan": "Did not find context cti-hold"}
        found = await _found(peer.port)
    (hold,) = [finding for finding in found if finding.file == "extensions.conf"]
    assert (hold.level, hold.lines) == ("advice", call_control.HOLD_LINES)


def test_the_lines_of_the_doctor_are_those_of_the_document_and_the_testbed() -> None:
    page = (Path(__file__).parents[3] / "docs" / "asterisk.md").read_text("utf-8")
    testbed = files("cti.testbed").joinpath("etc/extensions.conf").read_text("utf-8")
    assert "\n".join(f"       {line}" for line in call_control.HOLD_LINES) in page
    assert "\n".join(call_control.HOLD_LINES) in testbed
