"""What desks do to calls, written down once and played on both a real Asterisk and the simulator.

Besides `scenario.py`, whose calls are compared with Asterisk's books as well: these are handed about, and the
books tell less of that than the events do.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from cti.simulator.scenario import ENTRANCES, Dialling, HangUp, Manage, Phone, Scenario, Step


class Stage:
    """Whom a scenario is played with; scenarios on different stages can be played at once. On the first three
    the call comes by a queue, on the others straight to the desk."""

    def __init__(self, number: int) -> None:
        self.caller = f"138001380{number:02}"
        self.desk, self.colleague = str(1001 + 2 * number), str(1002 + 2 * number)
        entrance = _ENTRANCES[number] if number < len(_ENTRANCES) else None
        self.dials = entrance.number if entrance else f"8{self.desk}"
        self.members: dict[str, tuple[str, ...]] = {entrance.queue: (self.desk,)} if entrance else {}

    def does(self, at_s: float, action: str, **fields: str) -> Manage:
        """The desk asks for something about its own channel."""
        return Manage(at_s, action, {"Channel": self.desk}, fields)

    def asks(self, at_s: float) -> Manage:
        """Atxfer to the colleague."""
        return self.does(at_s, "Atxfer", Exten=self.colleague, Context="from-agents")

    def presses(self, at_s: float, code: str) -> tuple[Manage, ...]:
        """A feature code, key by key."""
        return tuple(
            self.does(at_s + 0.3 * place, "PlayDTMF", Digit=digit, Duration="100", Receive="true")
            for place, digit in enumerate(code)
        )

    def holds(self, at_s: float) -> Manage:
        """Both are sent where held calls wait."""
        channels = {"Channel": self.caller, "ExtraChannel": self.desk}
        places = {
            "Context": "cti-hold", "Exten": "customer", "Priority": "1",
            "ExtraContext": "cti-hold", "ExtraExten": "agent", "ExtraPriority": "1",
        }  # fmt: skip
        return Manage(at_s, "Redirect", channels, places)

    def resumes(self, at_s: float) -> Manage:
        """Both are brought together."""
        return Manage(at_s, "Bridge", {"Channel1": self.desk, "Channel2": self.caller}, {"Tone": "no"})

    def fetches(self, at_s: float) -> Manage:
        """The desk's phone is called and dials the first parking place."""
        return self.is_led_to(at_s, "701")

    def is_led_to(self, at_s: float, number: str) -> Manage:
        """The desk's phone is called and dials `number`."""
        fields = {
            "Channel": f"PJSIP/{self.desk}", "Context": "from-agents", "Exten": number, "Priority": "1",
            "Async": "true", "Timeout": "30000",
        }  # fmt: skip
        return Manage(at_s, "Originate", {}, fields)

    def scenario(
        self, name: str, about: str, *steps: Step, leaves_after_s: float, colleague: Phone | None = None
    ) -> Scenario:
        """A call of the desk, to which it does something after a second of talk or more."""
        desk = Phone(number=self.desk, after_s=0.3, audio=True)
        asked = colleague or Phone(number=self.colleague, after_s=0.5, audio=True)
        return Scenario(
            name=name,
            about=about,
            members=self.members,
            phones=(desk, asked),
            diallings=(Dialling(number=self.caller, dials=self.dials, leaves_after_s=leaves_after_s),),
            steps=steps,
            outcomes=(),
        )


_ENTRANCES: Final = tuple(each for each in ENTRANCES if each.number in ("4008001", "4008002", "4008005"))
_A, _B, _C, _D, _E, _F, _G, _H, _I, _J, _K = (Stage(number) for number in range(11))
_L = Stage(17)  # those between are asked (asking_scenarios.py)

_ALL: Final = (
    _A.scenario(
        "held_and_resumed",
        "Both wait apart, and talk again.",
        *(_A.holds(1.5), _A.resumes(3.0)),
        leaves_after_s=5.0,
    ),
    _B.scenario(
        "caller_leaves_on_hold",
        "The caller hangs up on hold; the desk ends the agent's line.",
        _B.holds(1.5),
        HangUp(4.5, _B.desk),
        leaves_after_s=3.0,
    ),
    _C.scenario(
        "asked_and_completed",
        "The agent asks a colleague and gives the caller to them.",
        *(_C.asks(1.5), *_C.presses(4.5, "*2")),
        leaves_after_s=8.0,
    ),
    _D.scenario(
        "asked_and_back",
        "The agent asks a colleague and goes back to the caller.",
        *(_D.asks(1.5), _D.does(4.5, "CancelAtxfer")),
        leaves_after_s=7.0,
    ),
    _E.scenario(
        "asked_in_turn",
        "The agent goes from the colleague to the caller and back, and completes.",
        *(_E.asks(1.5), *_E.presses(4.5, "*4"), *_E.presses(6.5, "*4"), *_E.presses(8.5, "*2")),
        leaves_after_s=12.0,
    ),
    _F.scenario(
        "three_talk",
        "All three talk; then the agent leaves.",
        _F.asks(1.5),
        *_F.presses(4.5, "*3"),
        HangUp(7.5, _F.desk),
        leaves_after_s=10.0,
    ),
    _G.scenario(
        "colleague_refuses",
        "Whom the agent wants to ask says busy.",
        _G.asks(1.5),
        leaves_after_s=6.0,
        colleague=Phone(number=_G.colleague, conduct="rejects", after_s=0.5),
    ),
    _H.scenario(
        "parked_and_fetched",
        "The desk parks the caller and fetches them with its own phone.",
        *(Manage(1.5, "Park", {"Channel": _H.caller, "TimeoutChannel": _H.desk}, {}), _H.fetches(6.0)),
        leaves_after_s=9.0,
    ),
    _I.scenario(
        "recorded",
        "A recording is begun, paused, gone on with and ended.",
        *(
            _I.does(1.5, "MixMonitor", File="cti/recorded.wav"),
            _I.does(2.0, "MixMonitorMute", Direction="both", State="1"),
            _I.does(2.5, "MixMonitorMute", Direction="both", State="0"),
            _I.does(3.0, "StopMixMonitor"),
            _I.does(3.5, "MixMonitor", File="cti/again.wav"),
        ),
        leaves_after_s=5.0,
    ),
    _J.scenario(
        "muted_and_keys",
        "The agent is muted, keys are sent to the caller, the mute ends: none of it is a turn of the call.",
        *(
            _J.does(1.5, "MuteAudio", Direction="in", State="on"),
            Manage(2.0, "PlayDTMF", {"Channel": _J.caller}, {"Digit": "5"}),
            _J.does(2.5, "MuteAudio", Direction="in", State="off"),
        ),
        leaves_after_s=4.0,
    ),
    _K.scenario(
        "handed_on_blind",
        "The desk hands the caller to a colleague.",
        _K.does(1.5, "BlindTransfer", Exten=_K.colleague, Context="from-agents"),
        leaves_after_s=5.0,
    ),
    Scenario(
        name="keys_into_an_application",
        about="A desk calls an application that reads keys: first its phone does, then it is led there.",
        phones=(Phone(number=_L.desk, after_s=0.3, audio=True),),
        diallings=(Dialling(number=_L.desk, dials="5701"),),
        steps=(*_L.presses(1.0, "4207"), _L.is_led_to(4.0, "5702"), *_L.presses(6.0, "1357")),
        outcomes=(),
    ),
)

CONTROL_SCENARIOS: Final = MappingProxyType({scenario.name: scenario for scenario in _ALL})
"""By name; all of them can be played at once."""
