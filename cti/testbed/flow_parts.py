"""Parts that most hard call flows share: a desk, a queue's members, a customer, a call that was served."""

import msgspec

from cti.testbed.acts import Act, Caller, Desk, Ring, Talk
from cti.testbed.flows import Flow, Journey, Member

Members = dict[str, tuple[Member, ...]]


def desk(number: str, *acts: Act, audio: bool = False) -> Desk:
    """A phone that does `acts` with every call; without any it answers soon and talks on."""
    return Desk(number=number, calls=(acts or (Ring(), Talk()),), audio=audio)


def queue(line: int, *extensions: str) -> Members:
    """The queue of this line with these desks as members."""
    return {f"line{line}": tuple(Member(each, f"PJSIP/{each}") for each in extensions)}


def local(line: int, extension: str, *, n: bool = False, known: bool = True, dials: str = "") -> Members:
    """A member behind a Local channel, which dials `dials` or the extension; `known`: Asterisk is told which
    phone's state is the member's."""
    interface = f"Local/{dials or extension}@members{'/n' if n else ''}"
    return {f"line{line}": (Member(extension, interface, f"PJSIP/{extension}" if known else None),)}


def customer(number: str, line: int, talks_s: float, *, audio: bool = False) -> tuple[Caller, ...]:
    """Somebody outside who dials the line's number and hangs up after `talks_s`."""
    return (Caller(number=number, dials=f"40090{line}", acts=(Talk(talks_s),), audio=audio),)


def served(caller: str, line: int, *answered_by: str, **rest: object) -> tuple[Journey, ...]:
    """A queue call that somebody answered and the customer ended."""
    journey = Journey(caller=caller, answered_by=answered_by, visits=((f"line{line}", "answered"),))
    return (msgspec.structs.replace(journey, **rest),)


def by_name(*groups: tuple[Flow, ...]) -> dict[str, Flow]:
    """All flows of `groups` by name."""
    return {flow.name: flow for group in groups for flow in group}
