"""Hard call flows: handing on, parking, picking up, conferences, listeners, members behind Local channels.

Played on a real Asterisk only. Each flow has its own queue, agents and customer, so that several can be
played at once; how it must be told stands beside it. All times are seconds from the start of the flow.
"""

from types import MappingProxyType
from typing import Final

from cti.simulator.scenario import Entrance, Queue
from cti.testbed.acts import Caller, Consult, Desk, Forward, Hand, Hold, Press, Refuse, Ring, Talk
from cti.testbed.asking_flows import ASKING_FLOWS, BRIEF_LINE
from cti.testbed.company_scenarios import COMPANY_SCENARIOS, RING_ALL_LINE
from cti.testbed.flow_parts import by_name, customer, desk, local, queue, served
from cti.testbed.flows import Flow, Journey, Manager

LINES: Final = range(11, 61)
HARD_QUEUES: Final = tuple(
    Queue(f"line{line}", "ringall" if line == RING_ALL_LINE else "linear") for line in LINES
)
HARD_ENTRANCES: Final = tuple(
    Entrance(f"40090{line}", f"line{line}", wait_limit_s=5.0 if line == BRIEF_LINE else 60.0)
    for line in LINES
)
"""One queue for every flow: 4009011 leads into line11."""

_ALL: Final = (
    Flow(
        name="refer_blind",
        about="The agent's phone hands a queue call to another desk by REFER.",
        members=queue(11, "1001"),
        desks=(desk("1001", Ring(), Talk(2.0), Hand("1002")), desk("1002")),
        callers=customer("13800138101", 11, 7.0),
        journeys=served("13800138101", 11, "1001", "1002", transfers=(("blind", "1001", "1002"),)),
    ),
    Flow(
        name="refer_attended",
        about="The agent's phone holds, consults on a second line, and joins both by REFER with Replaces.",
        members=queue(12, "1004"),
        desks=(desk("1004", Ring(), Talk(2.0), Consult("1005", 3.0)), desk("1005")),
        callers=customer("13800138102", 12, 9.5),
        journeys=served(
            "13800138102",
            12,
            *("1004", "1005"),
            transfers=(("attended", "1004", "1005"),),
            held_by=("1004",),
            merged=1,
        ),
    ),
    Flow(
        name="refer_blonde",
        about="As before, but joined while the consulted phone still rings.",
        members=queue(13, "1007"),
        desks=(
            desk("1007", Ring(), Talk(2.0), Consult("1008", 1.5, early=True)),
            desk("1008", Ring(3.5), Talk()),
        ),
        callers=customer("13800138103", 13, 10.0),
        journeys=served(
            "13800138103",
            13,
            *("1007", "1008"),
            transfers=(("blonde", "1007", "1008"),),
            held_by=("1007",),
            merged=1,
        ),
    ),
    Flow(
        name="feature_blind",
        about="The agent hands a queue call on with the feature code #1.",
        members=queue(14, "1010"),
        desks=(
            desk("1010", Ring(), Talk(2.0), Press("#1"), Talk(1.0), Press("1011"), Talk()),
            desk("1011"),
        ),
        callers=customer("13800138104", 14, 10.0),
        journeys=served(
            "13800138104", 14, *("1010", "1011"), transfers=(("blind", "1010", "1011"),), held_by=("1010",)
        ),
    ),
    Flow(
        name="feature_attended",
        about="The agent consults with the feature code *2 and hangs up to join.",
        members=queue(15, "1013"),
        desks=(
            desk("1013", Ring(), Talk(2.0), Press("*2"), Talk(1.0), Press("1014"), Talk(4.0)),
            desk("1014"),
        ),
        callers=customer("13800138105", 15, 14.0),
        journeys=served(
            "13800138105", 15, *("1013", "1014"), transfers=(("attended", "1013", "1014"),), held_by=("1013",)
        ),
    ),
    Flow(
        name="feature_blonde",
        about="The agent consults with *2 and hangs up while the other phone rings.",
        members=queue(16, "1016"),
        desks=(
            desk("1016", Ring(), Talk(2.0), Press("*2"), Talk(1.0), Press("1017"), Talk(1.5)),
            desk("1017", Ring(4.0), Talk()),
        ),
        callers=customer("13800138106", 16, 14.0),
        journeys=served(
            "13800138106", 16, *("1016", "1017"), transfers=(("blonde", "1016", "1017"),), held_by=("1016",)
        ),
    ),
    Flow(
        name="to_another_queue",
        about="The agent hands a queue call to another queue by REFER.",
        members=queue(17, "1019") | queue(18, "1020"),
        desks=(desk("1019", Ring(), Talk(2.0), Hand("4009018")), desk("1020", Ring(1.0), Talk())),
        callers=customer("13800138107", 17, 8.5),
        journeys=served(
            "13800138107",
            17,
            *("1019", "1020"),
            visits=(("line17", "answered"), ("line18", "answered")),
            transfers=(("blind", "1019", "4009018"),),
        ),
    ),
    Flow(
        name="to_an_outside_number",
        about="The agent hands a queue call to a number outside by REFER.",
        members=queue(19, "1022"),
        desks=(desk("1022", Ring(), Talk(2.0), Hand("913900139101")), desk("13900139101")),
        callers=customer("13800138108", 19, 7.5),
        journeys=served(
            "13800138108",
            19,
            *("1022", "13900139101"),
            transfers=(("blind", "1022", "913900139101"),),
        ),
    ),
    Flow(
        name="there_and_back",
        about="The agent hands a queue call to another desk, which hands it back.",
        members=queue(20, "1023"),
        desks=(
            Desk(number="1023", calls=((Ring(), Talk(1.5), Hand("1024")), (Ring(), Talk()))),
            desk("1024", Ring(), Talk(1.5), Hand("1023")),
        ),
        callers=customer("13800138109", 20, 9.5),
        journeys=served(
            "13800138109",
            20,
            *("1023", "1024", "1023"),
            transfers=(("blind", "1023", "1024"), ("blind", "1024", "1023")),
        ),
    ),
    Flow(
        name="park_and_retrieve",
        about="The agent parks a queue call by REFER to 700; another desk takes it at 701.",
        members=queue(21, "1025"),
        desks=(desk("1025", Ring(), Talk(2.0), Hand("700")),),
        callers=(
            *customer("13800138110", 21, 10.5),
            Caller(number="1026", dials="701", acts=(Talk(),), at_s=6.0),
        ),
        journeys=served("13800138110", 21, "1025", "1026", parked=(("1025", "retrieved"),), merged=1),
    ),
    Flow(
        name="park_by_manager",
        about="The agent's desk parks a queue call through the manager interface; another desk takes it.",
        members=queue(22, "1004"),
        desks=(desk("1004"),),
        callers=(
            *customer("13800138111", 22, 10.5),
            Caller(number="1005", dials="711", acts=(Talk(),), at_s=6.0),
        ),
        steps=(
            Manager(
                at_s=3.0,
                action="Park",
                channels={"Channel": "13800138111", "TimeoutChannel": "1004"},
                fields={"Parkinglot": "second"},
            ),
        ),
        journeys=served("13800138111", 22, "1004", "1005", parked=(("1004", "retrieved"),), merged=1),
    ),
    Flow(
        name="pick_up",
        about="A member's phone rings for a queue call; another desk picks it up with *8.",
        members=queue(23, "1028"),
        desks=(desk("1028", Ring(None)),),
        callers=(
            *customer("13800138112", 23, 6.0),
            Caller(number="1029", dials="*81028", acts=(Talk(),), at_s=1.5),
        ),
        journeys=served("13800138112", 23, "1029"),
        books_credit="1028",
    ),
    Flow(
        name="conference_of_three",
        about="Customer and agent are moved into a conference room, where a third joins and leaves.",
        members=queue(24, "1031"),
        desks=(desk("1031", Ring(), Talk(8.2)),),
        callers=(
            *customer("13800138113", 24, 10.0),
            Caller(number="1032", dials="5524", acts=(Talk(3.0),), at_s=5.0),
        ),
        steps=(
            Manager(
                at_s=3.0,
                action="Redirect",
                channels={"Channel": "13800138113", "ExtraChannel": "1031"},
                fields={
                    "Context": "from-agents",
                    "Exten": "5524",
                    "Priority": "1",
                    "ExtraContext": "from-agents",
                    "ExtraExten": "5524",
                    "ExtraPriority": "1",
                },
            ),
        ),
        journeys=served("13800138113", 24, "1031", joined=(("1032", "talk"),)),
        others=("1032",),
    ),
    Flow(
        name="three_way",
        about="The agent consults with *2 and presses *3: all three talk; then the agent leaves.",
        members=queue(25, "1013"),
        desks=(
            desk(
                "1013",
                *(Ring(), Talk(2.0), Press("*2"), Talk(1.0), Press("1014")),
                *(Talk(2.0), Press("*3"), Talk(2.0)),
            ),
            desk("1014"),
        ),
        callers=customer("13800138114", 25, 15.0),
        journeys=served(
            "13800138114",
            25,
            *("1013", "1014"),
            held_by=("1013",),
            joined=(("1014", "talk"),),
        ),
    ),
    Flow(
        name="spy",
        about="Another desk listens to a queue call; nobody hears it, and it is no party.",
        members=queue(26, "1034"),
        desks=(desk("1034", audio=True),),
        callers=(
            *customer("13800138115", 26, 7.0, audio=True),
            Caller(number="1035", dials="*61034", acts=(Talk(2.5),), at_s=2.5, audio=True),
        ),
        journeys=served("13800138115", 26, "1034", joined=(("1035", "listen"),)),
    ),
    Flow(
        name="local_optimised",
        about="A member behind a Local channel; sound flows, so Asterisk takes the Local channel out.",
        members=local(27, "1037"),
        desks=(desk("1037", audio=True),),
        callers=customer("13800138116", 27, 5.0, audio=True),
        journeys=served("13800138116", 27, "1037"),
    ),
    Flow(
        name="local_kept",
        about="A member behind a Local channel with /n, which stays although sound flows.",
        members=local(28, "1038", n=True),
        desks=(desk("1038", audio=True),),
        callers=customer("13800138117", 28, 5.0, audio=True),
        journeys=served("13800138117", 28, "1038"),
    ),
    Flow(
        name="local_without_state",
        about="A member behind a Local channel of whose phone Asterisk knows nothing; the agent hangs up.",
        members=local(29, "1010", known=False),
        desks=(desk("1010", Ring(), Talk(3.0), audio=True),),
        callers=customer("13800138118", 29, 9.0, audio=True),
        journeys=served("13800138118", 29, "1010", ended_by="agent"),
    ),
    Flow(
        name="local_handed_on",
        about="The phone behind a Local channel that was taken out hands the call on by REFER.",
        members=local(30, "1016"),
        desks=(desk("1016", Ring(), Talk(2.5), Hand("1017"), audio=True), desk("1017", audio=True)),
        callers=customer("13800138119", 30, 8.0, audio=True),
        journeys=served("13800138119", 30, "1016", "1017", transfers=(("blind", "1016", "1017"),)),
    ),
    Flow(
        name="forwarded_by_the_phone",
        about="The member's phone forwards the queue call to another desk (302).",
        members=queue(31, "1039"),
        desks=(desk("1039", Forward("1040")), desk("1040", Ring(1.0), Talk())),
        callers=customer("13800138120", 31, 6.0),
        journeys=served("13800138120", 31, "1040"),
        books_credit="1039",
    ),
    Flow(
        name="two_phones_ring",
        about="A customer dials two phones at once; the second is picked up.",
        desks=(desk("1007", Ring(None)), desk("1008", Ring(1.0), Talk(3.0))),
        callers=(Caller(number="13800138121", dials="881007", acts=(Talk(),)),),
        journeys=(Journey(caller="13800138121", answered_by=("1008",), ended_by="agent"),),
    ),
    Flow(
        name="held_twice",
        about="The agent holds the customer twice.",
        members=queue(32, "1001"),
        desks=(desk("1001", Ring(), Talk(1.5), Hold(1.5), Talk(1.0), Hold(1.0), Talk()),),
        callers=customer("13800138122", 32, 8.0),
        journeys=served("13800138122", 32, "1001", held_by=("1001", "1001")),
    ),
    Flow(
        name="manager_attended",
        about="The agent's desk consults through the manager interface (Atxfer); the phone hangs up to join.",
        members=queue(33, "1019"),
        desks=(desk("1019", Ring(), Talk(6.5), audio=True), desk("1020", audio=True)),
        callers=customer("13800138123", 33, 11.0, audio=True),
        steps=(
            Manager(
                at_s=2.5,
                action="Atxfer",
                channels={"Channel": "1019"},
                fields={"Exten": "1020", "Context": "from-agents"},
            ),
        ),
        journeys=served(
            "13800138123", 33, *("1019", "1020"), transfers=(("attended", "1019", "1020"),), held_by=("1019",)
        ),
    ),
    Flow(
        name="manager_blind",
        about="The agent's desk hands a queue call on through the manager interface.",
        members=queue(34, "1025"),
        desks=(desk("1025"), desk("1026")),
        callers=customer("13800138124", 34, 7.0),
        steps=(
            Manager(
                at_s=2.5,
                action="BlindTransfer",
                channels={"Channel": "1025"},
                fields={"Exten": "1026", "Context": "from-agents"},
            ),
        ),
        journeys=served("13800138124", 34, "1025", "1026", transfers=(("blind", "1025", "1026"),)),
    ),
    Flow(
        name="consultation_refused",
        about="The agent consults with *2, the other phone says busy: the call just goes on.",
        members=queue(35, "1028"),
        desks=(
            desk("1028", Ring(), Talk(2.0), Press("*2"), Talk(1.0), Press("1029"), Talk(), audio=True),
            desk("1029", Refuse()),
        ),
        callers=customer("13800138125", 35, 9.0, audio=True),
        journeys=served("13800138125", 35, "1028", held_by=("1028",)),
    ),
    Flow(
        name="outside_and_back",
        about="The agent hands a queue call to a number outside, which hands it back to the agent.",
        members=queue(36, "1022"),
        desks=(
            Desk(number="1022", calls=((Ring(), Talk(1.5), Hand("913900139101")), (Ring(), Talk()))),
            desk("13900139101", Ring(), Talk(1.5), Hand("81022")),
        ),
        callers=customer("13800138126", 36, 9.5),
        journeys=served(
            "13800138126",
            36,
            *("1022", "13900139101", "1022"),
            transfers=(("blind", "1022", "913900139101"), ("blind", "13900139101", "81022")),
        ),
    ),
)

HARD_SCENARIOS: Final = MappingProxyType(by_name(_ALL, COMPANY_SCENARIOS, ASKING_FLOWS))
"""Every hard flow by name."""
