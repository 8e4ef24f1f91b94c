"""One of ours who calls an application that waits for keys was answered by it; what only plays is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cti.ami import messages as ami
from cti.desk.controls import NOBODY, Controls, Means, controls
from cti.desk.situation import Situation, after, begun
from cti.events import CallAnswered, CallEnded, CallOffered, CallStarted
from tests.unit.calls.wire import Wire

MEI, TOM, TRUNK = "PJSIP/1001-00000001", "PJSIP/1002-00000002", "PJSIP/trunk-00000003"


@pytest.fixture
def wire() -> Wire:
    return Wire()


def _runs(wire: Wire, application: str, exten: str = "5701", after: float = 0.0) -> None:
    wire.send(ami.NewExten(**wire.fields(MEI), exten=exten, state=6, application=application), after)


def _up(wire: Wire, after: float = 0.0) -> None:
    wire.send(ami.NewState(**wire.fields(MEI), state=6), after)


def _dials(wire: Wire, exten: str) -> None:
    wire.born(MEI, state=4, exten=exten, caller_number="1001")
    _runs(wire, "Answer", exten, after=1.0)
    _up(wire)


def _is_led(wire: Wire, exten: str) -> None:
    """The phone is called first, and picked up after 2 s."""
    wire.born(MEI, state=0, exten="s", caller_number="1001")
    _runs(wire, "AppDial2", "s")
    wire.rings(None, MEI)
    _up(wire, after=2.0)
    wire.dial_ended(None, MEI, "ANSWER")
    _runs(wire, "Answer", exten)


def _shown(wire: Wire) -> Controls:
    now: Situation | None = None
    for event in wire.events:
        now = begun(event) if isinstance(event, CallStarted) else after(event, now) if now else None
    assert now is not None
    shown = controls(now, "mei", Means())
    assert shown is not None
    return shown


@pytest.mark.parametrize("begin", [_dials, _is_led])
def test_an_application_that_waits_for_keys_answers(wire: Wire, begin: Callable[[Wire, str], None]) -> None:
    begin(wire, "5701")
    assert not wire.of_kind(CallAnswered)
    _runs(wire, "Read", after=1.0)
    (started,), (answered,) = wire.of_kind(CallStarted), wire.of_kind(CallAnswered)
    assert (started.direction, started.dialed, answered.by.number) == ("internal", "5701", "5701")
    assert answered.waited_s == wire.at - started.at.timestamp()
    _runs(wire, "Read", after=1.0)
    wire.hung_up(MEI, after=5.0)
    (ended,) = wire.of_kind(CallEnded)
    assert (ended.reason, ended.waited_s, ended.talk_s) == ("completed", answered.waited_s, 0.0)
    assert len(wire.of_kind(CallAnswered)) == 1


def test_an_application_that_answers_by_itself_answers_when_the_line_is_up(wire: Wire) -> None:
    wire.born(MEI, state=4, exten="*97", caller_number="1001")
    wire.send(ami.NewExten(**wire.fields(MEI), exten="*97", state=4, application="VoiceMailMain"))
    assert not wire.of_kind(CallAnswered)
    _up(wire)
    assert [event.by.number for event in wire.of_kind(CallAnswered)] == ["*97"]


@pytest.mark.parametrize("application", ["Playback", "Wait", "AGI", "Dial"])
def test_what_may_come_before_somebody_is_rung_answers_nothing(wire: Wire, application: str) -> None:
    _dials(wire, "5701")
    _runs(wire, application)
    wire.hung_up(MEI)
    assert not wire.of_kind(CallAnswered)


def test_a_question_for_a_pin_before_a_number_outside_answers_nothing(wire: Wire) -> None:
    _dials(wire, "913900139001")
    _runs(wire, "Authenticate", "913900139001")
    wire.born(TRUNK, wire.linkedid(MEI), state=0)
    wire.rings(MEI, TRUNK, "13900139001@trunk")
    wire.dial_ended(MEI, TRUNK, "NOANSWER", after=20.0)
    wire.hung_up(TRUNK)
    wire.hung_up(MEI)
    assert not wire.of_kind(CallAnswered)
    assert [event.reason for event in wire.of_kind(CallEnded)] == ["no_answer"]


@pytest.mark.parametrize(("status", "reason"), [("NOANSWER", "no_answer"), ("ANSWER", "completed")])
def test_whoever_is_rung_behind_a_menu_decides_how_the_call_ended(
    wire: Wire, status: str, reason: str
) -> None:
    _dials(wire, "5701")
    _runs(wire, "BackGround")
    wire.born(TOM, wire.linkedid(MEI), state=0)
    wire.rings(MEI, TOM)
    assert _shown(wire).phase == "calling"
    wire.dial_ended(MEI, TOM, status, after=3.0)
    if status == "ANSWER":
        wire.enters(TOM, "b")
        wire.enters(MEI, "b")
        assert [event.by.number for event in wire.of_kind(CallAnswered)] == ["5701", "1002"]
        assert _shown(wire).actions["hold"].can
    wire.hung_up(TOM)
    wire.hung_up(MEI)
    assert wire.of_kind(CallOffered)
    assert [event.reason for event in wire.of_kind(CallEnded)] == [reason]


def test_at_the_desk_it_is_talk_in_which_keys_can_be_pressed_and_nobody_be_held(wire: Wire) -> None:
    _dials(wire, "5701")
    assert _shown(wire).phase == "calling"
    _runs(wire, "Read")
    shown = _shown(wire)
    assert (shown.phase, shown.parties) == ("talking", ())
    assert {name for name, action in shown.actions.items() if action.can} == {
        "hangup", "keys", "mute", "record",
    }  # fmt: skip
    assert {shown.actions[name].why for name in ("hold", "transfer", "consult", "park")} == {NOBODY}


def test_a_customer_in_a_menu_is_not_answered(wire: Wire) -> None:
    wire.born(TRUNK, state=4, exten="4008001", caller_number="13800138000")
    for application in ("Answer", "BackGround", "Read"):
        wire.send(ami.NewExten(**wire.fields(TRUNK), exten="4008001", state=6, application=application))
        wire.send(ami.NewState(**wire.fields(TRUNK), state=6))
    assert not wire.of_kind(CallAnswered)
