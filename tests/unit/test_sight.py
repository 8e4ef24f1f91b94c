"""What agents see of numbers, and what of channels that were dialled by number."""

from __future__ import annotations

import pytest

from cti.calls.record import CallRecord, LegRecord
from cti.sight import Sight, call_seen
from tests.fakes.clock import START

OWN = frozenset({"+8613800138000"})


def agent() -> Sight:
    return Sight(False, "CN", 5, "9")


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("013800138000", "013800138000"),
        ("9013800138000", "9013800138000"),
        ("13900139001", "••••9001"),
        ("90755-27722222", "••••2222"),
        ("95588", "95588"),
        ("400800100", "••••0100"),
        ("王芳", "王芳"),
        ("fang@example.com", "fang@example.com"),
        ("", ""),
        (None, None),
    ],
)
def test_agents_see_the_last_digits_of_numbers_that_are_not_in_the_record(
    number: str | None, shown: str | None
) -> None:
    eyes = agent()
    assert eyes.number(number, OWN) == shown
    assert not eyes.saw_hidden


def test_it_is_known_whether_somebody_saw_what_agents_do_not() -> None:
    eyes = Sight(True, "CN", 5)
    assert (eyes.number("1001"), eyes.number("13800138000", OWN)) == ("1001", "13800138000")
    assert not eyes.saw_hidden
    assert eyes.number("13900139001", OWN) == "13900139001"
    assert eyes.saw_hidden


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Local/13900139001@outside-00000001;1", "Local/••••9001@outside-00000001;1"),
        ("PJSIP/trunk-00000012", "PJSIP/trunk-00000012"),
        ("PJSIP/1001-1", "PJSIP/1001-1"),
        (None, None),
    ],
)
def test_a_channel_does_not_tell_the_number_either(name: str | None, shown: str | None) -> None:
    assert agent().channel(name) == shown


def call(direction: str, caller: str, dialed: str, name: str | None = None) -> CallRecord:
    leg = LegRecord(
        agent=None, device="Local/13900139001@out", channel="Local/13900139001@out-1;2", queue=None,
        offered_at=START, answered_at=None, ended_at=None,
    )  # fmt: skip
    return CallRecord(
        call_id="k", pbx="pbx", linkedids=("1.1",), started_at=START, ended_at=None, direction=direction,  # type: ignore[arg-type]
        caller_number=caller, caller_name=name, dialed=dialed, legs=(leg,),
    )  # fmt: skip


def test_of_a_call_the_other_side_is_hidden_and_our_own_lines_are_not() -> None:
    came = call_seen(agent(), call("inbound", "13900139001", "4008001234", "13900139001"), OWN)
    assert (came.caller_number, came.caller_name, came.dialed) == ("••••9001", "••••9001", "4008001234")
    went = call_seen(agent(), call("outbound", "02112345678", "13900139001", "Li"), OWN)
    assert (went.caller_number, went.caller_name, went.dialed) == ("02112345678", "Li", "••••9001")
    (leg,) = went.legs
    assert (leg.device, leg.channel) == ("Local/••••9001@out", "Local/••••9001@out-1;2")
