"""A phone's acts become a SIPp script, and SIPp's message log becomes what the phone saw."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from cti.testbed.acts import Caller, Consult, Desk, Forward, Hand, Hold, Press, Refuse, Ring, Talk
from cti.testbed.hard_scenarios import HARD_SCENARIOS
from cti.testbed.sip_log import busy_s, read_phone
from cti.testbed.sip_script import called, calling
from tests.pbx.hard import batches, phones_of

LOG = """----------------------------------------------- 2026-11-21 22:00:00.000000
UDP message received [90] bytes :

INVITE sip:1001@127.0.0.1 SIP/2.0
Call-ID: a
CSeq: 1 INVITE

----------------------------------------------- 2026-11-21 22:00:01.500000
UDP message sent (80 bytes):

SIP/2.0 200 OK
Call-ID: a
CSeq: 1 INVITE

----------------------------------------------- 2026-11-21 22:00:04.000000
UDP message sent (80 bytes):

REFER sip:127.0.0.1 SIP/2.0
Call-ID: a
CSeq: 2 REFER

----------------------------------------------- 2026-11-21 22:00:05.000000
UDP message received [90] bytes :

BYE sip:1001@127.0.0.1 SIP/2.0
Call-ID: a
CSeq: 2 BYE

----------------------------------------------- 2026-11-21 22:00:06.000000
UDP message received [90] bytes :

NOTIFY sip:1001@127.0.0.1 SIP/2.0
Call-ID: of a call before
CSeq: 3 NOTIFY

"""


def test_a_phone_has_the_call_from_its_200_ok_until_it_hands_it_on(tmp_path: Path) -> None:
    (tmp_path / "1001.sip").write_text(LOG)
    (leg,) = read_phone("1001", tmp_path / "1001.sip")
    assert busy_s(leg.connected) == pytest.approx(2.5)
    assert leg.ended_by_phone is False


@pytest.mark.parametrize(
    ("acts", "said"),
    [
        ((Ring(), Talk()), ["180 Ringing", "200 OK", "BYE"]),
        ((Refuse(),), ["486 Busy Here"]),
        ((Forward("1002"),), ["302 Moved", "Contact: <sip:1002@pbx>"]),
        ((Ring(), Hand("1002")), ["REFER", "Refer-To: <sip:1002@pbx>"]),
        ((Ring(), Consult("1002", 1.0)), ["a=sendonly", "INVITE sip:1002@pbx", "?Replaces=two///"]),
        ((Ring(), Hold(1.0), Talk()), ["a=sendrecv", "a=sendonly"]),
        ((Ring(), Press("*2"), Talk()), ["Signal=*", "Signal=2"]),
    ],
    ids=["talks", "refuses", "forwards", "hands on", "consults", "holds", "presses keys"],
)
def test_a_phone_says_what_its_acts_are(acts: tuple[Ring, ...], said: list[str]) -> None:
    script = called(Desk(number="1001", calls=(acts,)), "pbx")
    ElementTree.fromstring(script)
    places = [script.find(words) for words in said]
    assert -1 not in places
    assert places == sorted(places)


def test_a_caller_dials_and_hangs_up() -> None:
    script = calling(Caller(number="13800138000", dials="4009011", acts=(Talk(1.0),)), "<sip:a@b>", "pbx")
    assert script.find("INVITE sip:4009011@pbx") < script.find("BYE sip:4009011@pbx")


def test_flows_that_share_a_phone_are_not_played_at_the_same_time() -> None:
    groups = batches(HARD_SCENARIOS.values())
    assert sorted(flow.name for group in groups for flow in group) == sorted(HARD_SCENARIOS)
    for group in groups:
        phones = [phone for flow in group for phone in phones_of(flow)]
        assert len(phones) == len(set(phones))
