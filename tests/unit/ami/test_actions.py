"""Actions: only the headers that were given, never a line break."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cti.ami import actions
from cti.ami.actions import Action
from cti.errors import UnsafeValue

BAD = "x\r\nAction: Reboot"


@pytest.mark.parametrize(
    "make",
    [
        lambda: actions.login("cti", BAD, "on"),
        lambda: actions.queue_add("support", BAD, "Li", False),
        lambda: actions.queue_add("support", "PJSIP/1", BAD, False),
        lambda: actions.queue_remove(BAD, "PJSIP/1"),
        lambda: actions.queue_pause("PJSIP/1", True, BAD, None),
        lambda: actions.hangup(BAD),
        lambda: actions.originate("PJSIP/1", "138", "from-agents", BAD),
        lambda: actions.originate("PJSIP/1", "138", BAD, None),
        lambda: actions.originate("PJSIP/1", BAD, "from-agents", None, at_once=True),
        lambda: actions.redirect("PJSIP/1-1", BAD, "from-agents"),
    ],
)
def test_line_break_in_any_value_is_refused(make: Callable[[], Action]) -> None:
    with pytest.raises(UnsafeValue, match="line break"):
        make()


def test_secret_is_not_in_the_words_of_a_refusal() -> None:
    with pytest.raises(UnsafeValue) as refusal:
        actions.login("cti", "very-secret\r\n", "on")
    assert "very-secret" not in str(refusal.value)


def test_hangup_takes_no_pattern() -> None:
    with pytest.raises(UnsafeValue, match="one channel"):
        actions.hangup("/^PJSIP/")


def test_what_is_not_given_is_not_sent() -> None:
    assert actions.queue_pause("PJSIP/1", False, None, None) == {
        "Action": "QueuePause", "Interface": "PJSIP/1", "Paused": "false",
    }  # fmt: skip
    assert "CallerID" not in actions.originate("PJSIP/1", "138", "from-agents", None)


def test_only_a_phone_that_is_to_pick_up_at_once_is_told_so() -> None:
    assert "Variable" not in actions.originate("PJSIP/1", "138", "from-agents", None)
    told = actions.originate("PJSIP/1", "138", "from-agents", None, at_once=True)["Variable"]
    assert told == r"PJSIP_HEADER(add,Call-Info)=<sip:cti>\;answer-after=0"
