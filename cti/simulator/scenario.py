"""What happens in a call centre, written down once and played on both a real Asterisk and the simulator.

Declared here: the phones and how they behave, who dials what and when, and what a desk asks of the PBX.
Nothing here plays anything, knows SIP or AMI, or reads a clock. All times are seconds from the start.
"""

from types import MappingProxyType
from typing import Final, Literal, TypeAlias

import msgspec

Strategy: TypeAlias = Literal["rrmemory", "ringall", "linear"]
Conduct: TypeAlias = Literal["answers", "rings", "rejects"]
LeftQueue: TypeAlias = Literal["answered", "abandoned", "timeout"]

RING_S: Final = 3.0
"""How long a queue rings one member before it tries the next."""

RETRY_S: Final = 1.0
"""How long a queue waits after a member did not answer."""


class Queue(msgspec.Struct, frozen=True):
    """A queue of the call centre and how it chooses whom to ring."""

    name: str
    strategy: Strategy


class Entrance(msgspec.Struct, frozen=True):
    """A number that leads into a queue; a caller who waited `wait_limit_s` is sent away."""

    number: str
    queue: str
    wait_limit_s: float = 60.0


QUEUES: Final = (Queue("support", "rrmemory"), Queue("sales", "ringall"), Queue("vip", "linear"))
ENTRANCES: Final = (
    Entrance("4008001", "support"),
    Entrance("4008002", "sales"),
    Entrance("4008004", "support", wait_limit_s=2.0),
    Entrance("4008005", "vip"),
)
EXTENSIONS: Final = tuple(str(number) for number in range(1001, 1041))
"""The desks. From outside, `8` and the extension rings it directly; a desk dials `9` to go outside."""


class Phone(msgspec.Struct, frozen=True, kw_only=True):
    """A phone that can be called: a desk's, or (any other number) a customer's outside.

    `answers`: picks up after ringing `after_s`, hangs up when it has talked `talks_s` (None: never).
    `rings`: never picks up. `rejects`: says 486 Busy Here after `after_s`.
    """

    number: str
    conduct: Conduct = "answers"
    after_s: float = 1.0
    talks_s: float | None = None
    audio: bool = False
    """It sends sound, without which Asterisk does not notice keys."""


class Dialling(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody dials: a customer outside, or the desk whose extension `number` is.

    The caller hangs up `leaves_after_s` after dialling, whether answered or still waiting (None: only
    when the other side ends it). `withheld`: the PBX is given `anonymous` as number and `Anonymous` as name.
    """

    number: str
    dials: str
    name: str | None = None
    withheld: bool = False
    at_s: float = 0.0
    leaves_after_s: float | None = None


class Pause(msgspec.Struct, frozen=True, tag="pause"):
    """A desk is paused or unpaused in all its queues."""

    at_s: float
    extension: str
    paused: bool
    reason: str = ""


class Originate(msgspec.Struct, frozen=True, tag="originate"):
    """Click to call: the desk's phone rings first; when it answers, `dials` is dialled from there."""

    at_s: float
    extension: str
    dials: str


class HangUp(msgspec.Struct, frozen=True, tag="hang_up"):
    """The call at a desk's phone is ended through the PBX, not at the phone."""

    at_s: float
    extension: str


class Manage(msgspec.Struct, frozen=True, tag="manage"):
    """A manager action: `channels` are headers whose value is the channel of a phone, by its number."""

    at_s: float
    action: str
    channels: dict[str, str]
    fields: dict[str, str]


Step: TypeAlias = Pause | Originate | HangUp | Manage


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How a call must have gone, told by phones: `caller` is the number that dialled (a withheld one too).

    `hung_up_by` is the number of the phone that ended it; None: the PBX did, of itself or told by `HangUp`.
    `not_answered_by`: who rang until the PBX went on, or rejected; not whom the caller did not wait for.
    """

    caller: str
    answered_by: str | None = None
    queue: str | None = None
    left_queue: LeftQueue | None = None
    hung_up_by: str | None = None
    not_answered_by: tuple[str, ...] = ()


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """One small story. `members` lists each queue's members in the order in which they were added."""

    name: str
    about: str
    members: dict[str, tuple[str, ...]] = {}
    phones: tuple[Phone, ...] = ()
    diallings: tuple[Dialling, ...] = ()
    steps: tuple[Step, ...] = ()
    outcomes: tuple[Outcome, ...]


def _served(
    caller: str, agent: str, queue: str, *, hung_up_by: str, not_answered_by: tuple[str, ...] = ()
) -> Outcome:
    return Outcome(
        caller=caller,
        answered_by=agent,
        queue=queue,
        left_queue="answered",
        hung_up_by=hung_up_by,
        not_answered_by=not_answered_by,
    )


_ALL: Final = (
    Scenario(
        name="answered_caller_hangs_up",
        about="A queue call answered by the only agent, ended by the caller.",
        members={"support": ("1001",)},
        phones=(Phone(number="1001"),),
        diallings=(Dialling(number="13800138001", name="Zhang San", dials="4008001", leaves_after_s=3.0),),
        outcomes=(_served("13800138001", "1001", "support", hung_up_by="13800138001"),),
    ),
    Scenario(
        name="answered_agent_hangs_up",
        about="A queue call answered by the only agent, ended by the agent.",
        members={"support": ("1001",)},
        phones=(Phone(number="1001", talks_s=2.0),),
        diallings=(Dialling(number="13800138002", dials="4008001"),),
        outcomes=(_served("13800138002", "1001", "support", hung_up_by="1001"),),
    ),
    Scenario(
        name="abandoned_in_queue",
        about="The agent's phone rings; the caller gives up first.",
        members={"support": ("1001",)},
        phones=(Phone(number="1001", conduct="rings"),),
        diallings=(Dialling(number="13800138003", dials="4008001", leaves_after_s=2.0),),
        outcomes=(
            Outcome(caller="13800138003", queue="support", left_queue="abandoned", hung_up_by="13800138003"),
        ),
    ),
    Scenario(
        name="ring_no_answer_then_other",
        about="The first agent does not pick up, the second does.",
        members={"vip": ("1001", "1002")},
        phones=(Phone(number="1001", conduct="rings"), Phone(number="1002")),
        diallings=(Dialling(number="13800138005", dials="4008005", leaves_after_s=7.0),),
        outcomes=(
            _served("13800138005", "1002", "vip", hung_up_by="13800138005", not_answered_by=("1001",)),
        ),
    ),
    Scenario(
        name="member_busy_then_other",
        about="The first agent's phone says busy (486), the second answers.",
        members={"vip": ("1001", "1002")},
        phones=(Phone(number="1001", conduct="rejects", after_s=0.0), Phone(number="1002")),
        diallings=(Dialling(number="13800138006", dials="4008005", leaves_after_s=4.0),),
        outcomes=(
            _served("13800138006", "1002", "vip", hung_up_by="13800138006", not_answered_by=("1001",)),
        ),
    ),
    Scenario(
        name="queue_timeout",
        about="Nobody answers within the queue's limit of 2 s; the PBX ends the call.",
        members={"support": ("1001",)},
        phones=(Phone(number="1001", conduct="rings"),),
        diallings=(Dialling(number="13800138007", dials="4008004"),),
        outcomes=(
            Outcome(caller="13800138007", queue="support", left_queue="timeout", not_answered_by=("1001",)),
        ),
    ),
    Scenario(
        name="direct_inbound_to_extension",
        about="A customer dials an agent directly, without a queue; the caller hangs up.",
        phones=(Phone(number="1001"),),
        diallings=(Dialling(number="13800138016", dials="81001", leaves_after_s=3.0),),
        outcomes=(Outcome(caller="13800138016", answered_by="1001", hung_up_by="13800138016"),),
    ),
    Scenario(
        name="direct_no_answer",
        about="A customer dials an agent directly, nobody picks up, the customer gives up.",
        phones=(Phone(number="1002", conduct="rings"),),
        diallings=(Dialling(number="13800138017", dials="81002", leaves_after_s=2.0),),
        outcomes=(Outcome(caller="13800138017", hung_up_by="13800138017"),),
    ),
    Scenario(
        name="direct_busy",
        about="A customer dials an agent directly; the phone says busy.",
        phones=(Phone(number="1003", conduct="rejects", after_s=0.0),),
        diallings=(Dialling(number="13800138018", dials="81003"),),
        outcomes=(Outcome(caller="13800138018", not_answered_by=("1003",)),),
    ),
    Scenario(
        name="utf8_caller_name",
        about="Two callers with Chinese names, the second with a character of four bytes.",
        members={"support": ("1001",)},
        phones=(Phone(number="1001", after_s=0.5),),
        diallings=(
            Dialling(number="13800138024", name="王芳", dials="4008001", leaves_after_s=1.5),
            Dialling(
                number="13800138025", name="𠮷野家 (北京)", dials="4008001", at_s=2.5, leaves_after_s=1.5
            ),
        ),
        outcomes=(
            _served("13800138024", "1001", "support", hung_up_by="13800138024"),
            _served("13800138025", "1001", "support", hung_up_by="13800138025"),
        ),
    ),
    Scenario(
        name="anonymous_caller",
        about="The caller withholds the number.",
        members={"support": ("1001",)},
        phones=(Phone(number="1001"),),
        diallings=(Dialling(number="13800138019", withheld=True, dials="4008001", leaves_after_s=3.0),),
        outcomes=(_served("13800138019", "1001", "support", hung_up_by="13800138019"),),
    ),
    Scenario(
        name="outbound_by_agent",
        about="An agent calls a customer, who answers and hangs up.",
        phones=(Phone(number="13900139003", talks_s=2.0),),
        diallings=(Dialling(number="1001", dials="913900139003"),),
        outcomes=(Outcome(caller="1001", answered_by="13900139003", hung_up_by="13900139003"),),
    ),
    Scenario(
        name="internal_call",
        about="One agent calls another and hangs up.",
        phones=(Phone(number="1002"),),
        diallings=(Dialling(number="1001", dials="1002", leaves_after_s=3.0),),
        outcomes=(Outcome(caller="1001", answered_by="1002", hung_up_by="1001"),),
    ),
    Scenario(
        name="two_queues_at_once",
        about="Calls in support and sales (ringall) at the same time; 1002 is a member of both.",
        members={"support": ("1001", "1002"), "sales": ("1002", "1003")},
        phones=(
            Phone(number="1001", after_s=0.5, talks_s=4.0),
            Phone(number="1002", after_s=2.0),
            Phone(number="1003", conduct="rings"),
        ),
        diallings=(
            Dialling(number="13800138033", dials="4008002", leaves_after_s=5.0),
            Dialling(number="13800138032", dials="4008001", at_s=0.5),
        ),
        outcomes=(
            _served("13800138033", "1002", "sales", hung_up_by="13800138033"),
            _served("13800138032", "1001", "support", hung_up_by="1001"),
        ),
    ),
    Scenario(
        name="click_to_call",
        about="The desk has the PBX call a customer: the agent's phone first, then the customer's.",
        phones=(Phone(number="1001", after_s=0.5), Phone(number="13900139001", talks_s=2.0)),
        steps=(Originate(0.0, "1001", "913900139001"),),
        outcomes=(Outcome(caller="1001", answered_by="13900139001", hung_up_by="13900139001"),),
    ),
    Scenario(
        name="paused_agent_is_passed_over",
        about="1001 is paused and gets no call, 1002 does; 1001 comes back.",
        members={"vip": ("1001", "1002")},
        phones=(Phone(number="1001"), Phone(number="1002")),
        diallings=(Dialling(number="13800138022", dials="4008005", at_s=0.5, leaves_after_s=2.5),),
        steps=(Pause(0.0, "1001", True, "午餐 lunch"), Pause(3.5, "1001", False)),
        outcomes=(_served("13800138022", "1002", "vip", hung_up_by="13800138022"),),
    ),
    Scenario(
        name="hung_up_from_the_desk",
        about="A queue call that is ended through the PBX on the agent's behalf.",
        members={"support": ("1001",)},
        phones=(Phone(number="1001", after_s=0.5),),
        diallings=(Dialling(number="13800138035", dials="4008001"),),
        steps=(HangUp(2.5, "1001"),),
        outcomes=(Outcome(caller="13800138035", answered_by="1001", queue="support", left_queue="answered"),),
    ),
)

SCENARIOS: Final = MappingProxyType({scenario.name: scenario for scenario in _ALL})
"""Every scenario by name; played one after another they take about a minute."""
