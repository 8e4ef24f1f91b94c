"""What the doctor makes of versions, rights, event filters and queue options."""

from __future__ import annotations

import pytest

from cti.config import Config, Queue, QueueDefaults
from cti.doctor import filters, queue_options, rights, version
from cti.doctor.conf_section import Section, sections
from cti.doctor.finding import Finding

ANSWER = {
    "Response": "Success",
    "Category-000000": "usual",
    "IsTemplate-000000": "1",
    "Line-000000-000000": "ringinuse=no",
    "Category-000001": "cti",
    "Line-000001-000000": "read=call,system",
    "Line-000001-000001": "eventfilter(action(exclude),name(Hangup))=",
    "Line-000001-000002": "eventfilter=!Event: Newchannel",
}


def section(*settings: tuple[str, str], name: str = "cti") -> Section:
    return Section(name, False, settings)


def levels(findings: list[Finding]) -> list[str]:
    return [finding.level for finding in findings]


def test_an_answer_to_getconfig_becomes_its_sections() -> None:
    usual, cti = sections(ANSWER)
    assert usual.is_template
    assert (cti.name, cti.get("read"), cti.get("write")) == ("cti", "call,system", None)
    assert [each.line for each in filters.filters_of(cti)] == [
        "eventfilter(action(exclude),name(Hangup)) =",
        "eventfilter = !Event: Newchannel",
    ]


@pytest.mark.parametrize(
    ("text", "number", "advanced"),
    [
        ("22.10.1+dfsg", (22, 10), True),
        ("20.10.0", (20, 10), False),
        ("20.11.0", (20, 11), True),
        ("certified/20.7-cert3", (20, 7), False),
        ("22.0.0", (22, 0), False),
        ("23.0.0", (23, 0), True),
        ("18.26.4", (18, 26), False),
        ("GIT-master-1a2b", None, False),
    ],
)
def test_versions_and_what_they_can(text: str, number: tuple[int, int] | None, advanced: bool) -> None:
    assert version.version_of(text) == number
    assert version.has_advanced_filters(number) is advanced


def test_an_asterisk_too_old_is_said() -> None:
    assert version.about("16.2.1").level == "fix"
    assert version.about("18.0.0").level == "ok"
    assert version.about("GIT-master").level == "advice"


def test_a_missing_right_is_named_with_the_whole_line() -> None:
    finding = rights.to_write(["Originate", "QueueAdd"], section(("write", "call,system,user")))
    assert finding.level == "fix"
    assert "originate (click-to-call)" in finding.what
    assert finding.lines == ("write = call,system,user,agent,originate,reporting",)


def test_events_that_may_not_be_seen_are_named() -> None:
    finding = rights.to_read(section(("read", "system,call,dtmf")), booted=True)
    assert (finding.level, finding.lines) == ("fix", ("read = system,call,dtmf,agent,reporting,dialplan",))
    assert rights.to_read(section(("read", "all")), booted=True).level == "ok"
    assert rights.to_read(None, booted=False).level == "fix"
    assert rights.to_read(None, booted=True).level == "ok"


@pytest.mark.parametrize(
    ("line", "hidden"),
    [
        (("eventfilter", "!Event: Newchannel"), "Newchannel"),
        (("eventfilter", "!Event: (VarSet|RTCPSent)"), "VarSet"),
        (("eventfilter", "Event: Newchannel"), "no including eventfilter"),
        (("eventfilter", "!Channel: Local/"), "Local channels"),
        (("eventfilter(action(exclude),name(Hangup))", ""), "Hangup"),
        (("eventfilter(action(exclude),header(Channel),method(starts_with))", "Local/"), "Local channels"),
        (("eventfilter(action(exclude),name(BridgeEnter),header(Channel))", "^Local"), "Local channels"),
        (("eventfilter(action(include),name(DialBegin))", ""), "no including eventfilter"),
    ],
)
def test_a_filter_that_hides_too_much_is_found(line: tuple[str, str], hidden: str) -> None:
    (finding, *_) = filters.about(section(line), (22, 4))
    assert finding.level == "fix"
    assert hidden in finding.what


@pytest.mark.parametrize(
    "line",
    [
        ("eventfilter", "!Event: RTCP"),
        ("eventfilter", "!Variable: RTPAUDIOQOS"),
        ("eventfilter(action(exclude),name(TestEvent))", ""),
        ("eventfilter(action(exclude),name(VarSet),header(Variable),method(contains))", "RTPAUDIO"),
    ],
)
def test_a_filter_that_hides_only_noise_is_right(line: tuple[str, str]) -> None:
    assert levels(filters.about(section(line), (22, 4))) == ["ok"]


def test_new_filters_on_an_old_asterisk_are_given_in_the_old_way() -> None:
    (finding,) = filters.about(section(("eventfilter(action(exclude),name(RTCPSent))", "")), (20, 9))
    assert (finding.level, finding.lines) == ("fix", ("eventfilter = !Event: RTCPSent",))


def test_without_filters_the_lines_that_spare_the_pbx_are_given_where_it_understands_them() -> None:
    (finding,) = filters.about(section(), (22, 4))
    assert finding.level == "advice"
    assert "eventfilter(action(exclude),name(RTCPSent)) =" in finding.lines
    assert levels(filters.about(section(), (18, 4))) == ["ok"]


CONFIG = Config(queue_defaults=QueueDefaults(wrap_up_s=20))
SUPPORT = {"Event": "QueueParams", "Queue": "support"}


def member(device: str, state: str) -> dict[str, str]:
    return {"Event": "QueueMember", "Queue": "support", "Location": device, "StateInterface": state}


def test_right_queue_options_need_nothing() -> None:
    settings = [section(("wrapuptime", "20"), ("ringinuse", "no"), name="support")]
    rows = [SUPPORT, member("PJSIP/1001", "PJSIP/1001"), member("Local/1@x", "PJSIP/1")]
    assert levels(queue_options.about(CONFIG, settings, rows)) == ["ok"]


@pytest.mark.parametrize(("theirs", "level"), [("5", "advice"), ("60", "fix")])
def test_another_wrap_up_than_ours_is_said_with_the_lines(theirs: str, level: str) -> None:
    settings = [section(("wrapuptime", theirs), ("ringinuse", "no"), name="support")]
    (finding,) = queue_options.about(CONFIG, settings, [SUPPORT])
    assert (finding.level, finding.lines) == (level, ("[support]", "wrapuptime = 20"))


def test_ringing_busy_members_is_said() -> None:
    (finding,) = queue_options.about(CONFIG, [section(("wrapuptime", "20"), name="support")], [SUPPORT])
    assert finding.lines == ("[support]", "ringinuse = no")


def test_local_members_with_n_or_without_state_interface_are_named() -> None:
    rows = [SUPPORT, member("Local/1001@x/n", "PJSIP/1001"), member("Local/1002@x", "Local/1002@x")]
    handed_on, no_state = queue_options.about(CONFIG, None, rows)
    assert "Local/1001@x/n has /n" in handed_on.what
    assert "Local/1002@x has no state interface" in no_state.what


def test_a_queue_of_ours_that_the_pbx_does_not_have_must_be_corrected() -> None:
    config = Config(queues={"suport": Queue(wrap_up_s=1)})
    (finding,) = queue_options.about(config, None, [SUPPORT])
    assert (finding.level, finding.change) == ("fix", "choose one of support")
