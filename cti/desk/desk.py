"""Everything an agent does, in one object: shift, phone, work items, script. Decides; acts through ports.

Each call that comes in here names the agent; what is not the agent's own is not found.
"""

from __future__ import annotations

from cti.desk.control import ControlDesk
from cti.desk.parts import Parts
from cti.desk.phone import PhoneDesk
from cti.desk.shift import ShiftDesk
from cti.desk.talk import TalkDesk
from cti.desk.targets import TargetDesk
from cti.desk.work import WorkDesk
from cti.desk.wrap_up import WrapUp


class Desk(ShiftDesk, PhoneDesk, ControlDesk, TargetDesk, WorkDesk, TalkDesk):
    """The desks of all agents."""

    def __init__(self, parts: Parts, wrap_up: WrapUp) -> None:
        self._parts = parts
        self._wrap_up = wrap_up
