"""Asking a whole queue before the caller is handed on: written down once, played on both a real Asterisk and
the simulator.

The queue's number answers the one who asks at once, so nobody's ringing ends by itself: the agent completes,
goes back, or is put back when the queue gives up. The callers come straight to the desk.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from cti.simulator.control_scenarios import Stage
from cti.simulator.scenario import HangUp, Manage, Phone, Scenario, Step

_VIP, _SALES, _SUPPORT, _SUPPORT_BRIEFLY = "4008005", "4008002", "4008001", "4008004"
_QUEUES: Final = {_VIP: "vip", _SALES: "sales", _SUPPORT: "support", _SUPPORT_BRIEFLY: "support"}
"""Numbers that lead into queues; who waits behind the last one gives up after two seconds."""


def _asks(stage: Stage, number: str) -> Manage:
    return stage.does(1.5, "Atxfer", Exten=number, Context="from-agents")


def _scenario(
    stage: Stage,
    name: str,
    about: str,
    number: str,
    *steps: Step,
    leaves_after_s: float,
    picks_up_s: float | None,
) -> Scenario:
    """The colleague is the queue's only member."""
    phone = Phone(number=stage.colleague, conduct="rings")
    if picks_up_s is not None:
        phone = Phone(number=stage.colleague, after_s=picks_up_s, audio=True)
    asks = _asks(stage, number)
    played = stage.scenario(name, about, asks, *steps, leaves_after_s=leaves_after_s, colleague=phone)
    return Scenario(
        name=name, about=about, members={_QUEUES[number]: (stage.colleague,)}, phones=played.phones,
        diallings=played.diallings, steps=played.steps, outcomes=(),
    )  # fmt: skip


_A, _B, _C, _D, _E, _F = (Stage(number) for number in range(11, 17))

_FIRST: Final = (
    _scenario(
        _A,
        "queue_asked_and_completed",
        "A member of the queue picks up; the agent gives the caller to them.",
        _VIP,
        *_A.presses(4.5, "*2"),
        leaves_after_s=8.0,
        picks_up_s=1.0,
    ),
    _scenario(
        _B,
        "queue_asked_and_back",
        "A member picks up; the agent goes back to the caller.",
        _SALES,
        _B.does(4.5, "CancelAtxfer"),
        leaves_after_s=7.0,
        picks_up_s=1.0,
    ),
    _scenario(
        _C,
        "queue_asked_in_vain",
        "No member picks up until the queue gives up: the agent is back with the caller.",
        _SUPPORT_BRIEFLY,
        leaves_after_s=9.0,
        picks_up_s=None,
    ),
)
_SECOND: Final = (
    _scenario(
        _D,
        "queue_asked_and_left_to_it",
        "The agent gives the caller to the queue while it still rings; a member picks up.",
        _VIP,
        *_D.presses(2.5, "*2"),
        leaves_after_s=8.0,
        picks_up_s=2.0,
    ),
    _scenario(
        _E,
        "queue_asked_and_three_talk",
        "All three talk; then the agent leaves.",
        _SALES,
        *_E.presses(4.5, "*3"),
        HangUp(7.0, _E.desk),
        leaves_after_s=9.0,
        picks_up_s=1.0,
    ),
    _scenario(
        _F,
        "queue_asked_and_not_waited_for",
        "The agent goes back to the caller while the queue still rings.",
        _SUPPORT,
        _F.does(3.5, "CancelAtxfer"),
        leaves_after_s=6.0,
        picks_up_s=None,
    ),
)

ASKING_ROUNDS: Final = (_FIRST, _SECOND)
"""Those of a round share no queue and can be played at once."""

ASKING_SCENARIOS: Final = MappingProxyType(
    {scenario.name: scenario for scenarios in ASKING_ROUNDS for scenario in scenarios}
)
"""By name."""
