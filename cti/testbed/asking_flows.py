"""Hard call flows in which an agent asks a whole queue (Atxfer to its number) before handing the customer on.

The queue's number answers the agent at once; Asterisk's books know the agent as the queue's caller. Words and
rules as in `hard_scenarios`, which lists them all.
"""

from typing import Final

from cti.testbed.acts import Ring, Talk
from cti.testbed.flow_parts import customer, desk, queue, served
from cti.testbed.flows import Flow, Manager

BRIEF_LINE: Final = 52
"""The one queue that sends its callers away after a few seconds."""


def _asks(at_s: float, agent: str, line: int) -> Manager:
    fields = {"Exten": f"40090{line}", "Context": "from-agents"}
    return Manager(at_s=at_s, action="Atxfer", channels={"Channel": agent}, fields=fields)


def _completes(at_s: float, agent: str) -> tuple[Manager, ...]:
    """The desk presses *2 for the agent's phone."""
    channels = {"Channel": agent}
    return tuple(
        Manager(at_s=at, action="PlayDTMF", channels=channels, fields={"Digit": digit, "Receive": "true"})
        for at, digit in ((at_s, "*"), (at_s + 0.2, "2"))
    )


def _goes_back(at_s: float, agent: str) -> Manager:
    return Manager(at_s=at_s, action="CancelAtxfer", channels={"Channel": agent})


ASKING_FLOWS: Final = (
    Flow(
        name="queue_asked",
        about="The agent asks another queue, talks with the member who picks up, and hands the customer on.",
        members=queue(47, "1037") | queue(48, "1038"),
        desks=(desk("1037", audio=True), desk("1038", Ring(1.0), Talk(), audio=True)),
        callers=customer("13800138147", 47, 9.0, audio=True),
        steps=(_asks(2.0, "1037", 48), *_completes(6.0, "1037")),
        journeys=served(
            "13800138147",
            47,
            *("1037", "1038"),
            visits=(("line47", "answered"), ("line48", "answered")),
            transfers=(("attended", "1037", "1038"),),
            held_by=("1037",),
        ),
    ),
    Flow(
        name="queue_asked_and_back",
        about="As before, but the agent goes back to the customer.",
        members=queue(49, "1039") | queue(50, "1040"),
        desks=(desk("1039", audio=True), desk("1040", Ring(1.0), Talk(), audio=True)),
        callers=customer("13800138149", 49, 9.0, audio=True),
        steps=(_asks(2.0, "1039", 50), _goes_back(6.0, "1039")),
        journeys=served(
            "13800138149",
            49,
            *("1039", "1040"),
            visits=(("line49", "answered"), ("line50", "answered")),
            held_by=("1039",),
        ),
    ),
    Flow(
        name="queue_asked_in_vain",
        about="Nobody of the queue picks up until it gives up: the agent is back with the customer.",
        members=queue(51, "1006") | queue(BRIEF_LINE, "1003"),
        desks=(desk("1006", audio=True), desk("1003", Ring(None))),
        callers=customer("13800138151", 51, 10.0, audio=True),
        steps=(_asks(2.0, "1006", BRIEF_LINE),),
        journeys=served(
            "13800138151",
            51,
            "1006",
            visits=(("line51", "answered"), (f"line{BRIEF_LINE}", "timeout")),
            held_by=("1006",),
        ),
    ),
    Flow(
        name="queue_asked_and_left_to_it",
        about="The agent hands the customer on while the queue still rings; then a member picks up.",
        members=queue(53, "1011") | queue(54, "1014"),
        desks=(desk("1011", audio=True), desk("1014", Ring(2.5), Talk(), audio=True)),
        callers=customer("13800138153", 53, 9.0, audio=True),
        steps=(_asks(2.0, "1011", 54), *_completes(3.3, "1011")),
        journeys=served(
            "13800138153",
            53,
            *("1011", "1014"),
            visits=(("line53", "answered"), ("line54", "answered")),
            transfers=(("blonde", "1011", "1014"),),
            held_by=("1011",),
        ),
    ),
)
