"""Hard call flows in which a call meets others: rooms, parking places, three at a time, several phones.

Words and rules as in `hard_scenarios`, which lists them all.
"""

from typing import Final

from cti.events import JoinMode
from cti.testbed.acts import Caller, Desk, Hand, Press, Ring, Talk
from cti.testbed.flow_parts import customer, desk, local, queue, served
from cti.testbed.flows import Flow, Journey, Manager

RING_ALL_LINE: Final = 42
"""The one queue that rings all its members at once."""


def _into_room(room: str, caller: str, agent: str, at_s: float) -> Manager:
    """Both ends of a call are sent into a conference room."""
    to = {"Context": "from-agents", "Exten": room, "Priority": "1"}
    fields = to | {f"Extra{name}": value for name, value in to.items()}
    channels = {"Channel": caller, "ExtraChannel": agent}
    return Manager(at_s=at_s, action="Redirect", channels=channels, fields=fields)


def _key(at_s: float, agent: str, digit: str) -> Manager:
    """The desk presses a key for the agent's phone."""
    fields = {"Digit": digit, "Receive": "true"}
    return Manager(at_s=at_s, action="PlayDTMF", channels={"Channel": agent}, fields=fields)


def _consult(at_s: float, agent: str, to: str) -> Manager:
    fields = {"Exten": to, "Context": "from-agents"}
    return Manager(at_s=at_s, action="Atxfer", channels={"Channel": agent}, fields=fields)


def _listening(mode: JoinMode, code: str, line: int, desks: tuple[str, str]) -> Flow:
    """The second desk listens to the first and is heard by it, or by both."""
    number, (heard, listener) = f"138001381{line}", desks
    return Flow(
        name=mode,
        about=f"Another desk listens to a queue call with {code}: told as {mode}, and no party.",
        members=queue(line, heard),
        desks=(desk(heard, audio=True),),
        callers=(
            *customer(number, line, 6.0, audio=True),
            Caller(number=listener, dials=f"{code}{heard}", acts=(Talk(2.0),), at_s=2.5, audio=True),
        ),
        journeys=served(number, line, heard, joined=((listener, mode),)),
    )


COMPANY_SCENARIOS: Final = (
    Flow(
        name="conference_of_five",
        about="A queue call is moved into a room; another customer and two desks come and go.",
        members=queue(37, "1033"),
        desks=(desk("1033", Ring(), Talk(11.5)),),
        callers=(
            *customer("13800138127", 37, 14.5),
            Caller(number="13800138128", dials="5537", acts=(Talk(5.5),), at_s=4.5),
            Caller(number="1035", dials="5537", acts=(Talk(7.0),), at_s=6.0),
            Caller(number="1036", dials="5537", acts=(Talk(3.5),), at_s=7.5),
        ),
        steps=(_into_room("5537", "13800138127", "1033", 3.0),),
        journeys=(
            *served(
                "13800138127",
                37,
                "1033",
                joined=(("1035", "talk"), ("1036", "talk"), ("13800138128", "talk")),
            ),
            Journey(
                caller="13800138128",
                answered_by=("5537",),
                joined=(("1033", "talk"), ("1035", "talk"), ("1036", "talk"), ("13800138127", "talk")),
            ),
        ),
        others=("1035", "1036"),
    ),
    Flow(
        name="parked_too_long",
        about="The agent parks a queue call; nobody takes it, so it rings the agent again, who answers.",
        members=queue(38, "1002"),
        desks=(Desk(number="1002", calls=((Ring(), Talk(2.0), Hand("720")), (Ring(), Talk()))),),
        callers=customer("13800138129", 38, 10.0),
        journeys=served("13800138129", 38, "1002", "1002", parked=(("1002", "timeout"),)),
    ),
    Flow(
        name="parked_and_given_up",
        about="As before, but the agent's phone rings in vain until the customer gives up.",
        members=queue(39, "1005"),
        desks=(Desk(number="1005", calls=((Ring(), Talk(2.0), Hand("720")), (Ring(None),))),),
        callers=customer("13800138130", 39, 9.0),
        journeys=served("13800138130", 39, "1005", parked=(("1005", "timeout"),)),
    ),
    Flow(
        name="given_up_in_the_parking_place",
        about="The agent parks a queue call; the customer gives up while parked.",
        members=queue(40, "1008"),
        desks=(desk("1008", Ring(), Talk(2.0), Hand("710")),),
        callers=customer("13800138131", 40, 6.0),
        journeys=served("13800138131", 40, "1008", parked=(("1008", "hung_up"),)),
    ),
    Flow(
        name="manager_three_way",
        about="The agent's desk consults (Atxfer) and presses *3 by PlayDTMF: all three talk; it leaves.",
        members=queue(41, "1009"),
        desks=(desk("1009", Ring(), Talk(8.5), audio=True), desk("1012", audio=True)),
        callers=customer("13800138132", 41, 13.0, audio=True),
        steps=(_consult(2.5, "1009", "1012"), _key(6.5, "1009", "*"), _key(6.7, "1009", "3")),
        journeys=served("13800138132", 41, "1009", "1012", held_by=("1009",), joined=(("1012", "talk"),)),
    ),
    Flow(
        name="consultation_left",
        about="The agent consults with *2, goes back to the customer with *1, and talks on.",
        members=queue(43, "1018"),
        desks=(
            desk(
                "1018",
                *(Ring(), Talk(2.0), Press("*2"), Talk(1.0), Press("1021")),
                *(Talk(2.5), Press("*1"), Talk()),
            ),
            desk("1021"),
        ),
        callers=customer("13800138133", 43, 12.0),
        journeys=served("13800138133", 43, "1018", "1021", held_by=("1018",)),
    ),
    _listening("whisper", "*5", 45, ("1031", "1032")),
    _listening("barge", "*4", 46, ("1034", "1035")),
    Flow(
        name="ring_all",
        about="A queue rings two desks at once; the second picks up.",
        members=queue(RING_ALL_LINE, "1027", "1030"),
        desks=(desk("1027", Ring(None)), desk("1030", Ring(1.0), Talk())),
        callers=customer("13800138134", RING_ALL_LINE, 5.0),
        journeys=served("13800138134", RING_ALL_LINE, "1030"),
    ),
    Flow(
        name="two_phones_of_a_member",
        about="A queue member is a Local channel that rings two phones; the second is picked up.",
        members=local(44, "1003", dials="881003"),
        desks=(desk("1003", Ring(None)), desk("1004", Ring(1.0), Talk())),
        callers=customer("13800138135", 44, 5.0),
        journeys=served("13800138135", 44, "1004"),
        books_credit="1003",
    ),
)
