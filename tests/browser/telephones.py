"""The hands of the story: who calls, who picks up, who hangs up, when the test says so."""

from cti.simulator import talk
from cti.simulator.exchange import TRUNK
from cti.simulator.model import RINGING, CallerId, Channel, Plan
from cti.simulator.simulator import Simulator
from cti.testbed.waiting import until

SUPPORT, SALES, VIP = "4008001", "4008002", "4008005"


class Telephones:
    """Phones ring until a test picks one up; nobody hangs up by himself."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._exchange = simulator.exchange

    async def call(self, number: str, name: str | None = None, dials: str = SUPPORT) -> None:
        """A customer dials; returns when the PBX has the call."""
        self._exchange.spawn(self._simulator.call(dials, CallerId(number, name), Plan()))
        await until(lambda: self._caller(number) is not None, f"a call of {number}")

    async def pick_up(self, extension: str) -> None:
        """Waits until the phone rings, then answers it."""
        await until(lambda: self._ringing(extension) is not None, f"{extension} to ring")
        leg = self._ringing(extension)
        assert leg is not None
        talk.pick_up(self._exchange, leg)
        await until(lambda: leg.bridge is not None, f"{extension} to talk")

    async def calls_out(self, extension: str, number: str) -> Channel:
        """Answers the phone that rings because its agent wants to call; returns the customer's phone when it
        rings."""
        await until(lambda: self._ringing(extension) is not None, f"{extension} to ring")
        leg = self._ringing(extension)
        assert leg is not None
        talk.pick_up(self._exchange, leg)
        await until(lambda: self._outside(number) is not None, f"{number} to be called")
        outside = self._outside(number)
        assert outside is not None
        return outside

    async def customer_picks_up(self, outside: Channel) -> None:
        """The customer's phone is answered."""
        talk.pick_up(self._exchange, outside)
        await until(lambda: outside.bridge is not None, "the customer to talk")

    async def reject(self, extension: str) -> None:
        """Waits until the phone rings, then says busy."""
        await until(lambda: self._ringing(extension) is not None, f"{extension} to ring")
        leg = self._ringing(extension)
        assert leg is not None
        talk.reject(self._exchange, leg)

    async def caller_hangs_up(self, number: str) -> None:
        caller = self._caller(number)
        assert caller is not None, f"{number} does not call"
        if caller.bridge is not None:
            self._exchange.talker_hangs_up(caller)
        else:
            self._exchange.phone_hangs_up(caller)
        await until(lambda: self._caller(number) is None, f"the end of the call of {number}")

    def line_of(self, extension: str) -> str:
        """The channel on which this phone talks."""
        device = self._exchange.device_of(extension)
        channels = self._exchange.channels.values()
        return next(one.name for one in channels if one.device == device and one.bridge is not None)

    def rings(self, extension: str) -> bool:
        return self._ringing(extension) is not None

    def _caller(self, number: str) -> Channel | None:
        channels = self._exchange.channels.values()
        return next((one for one in channels if one.device == TRUNK and one.caller.number == number), None)

    def _outside(self, number: str) -> Channel | None:
        channels = self._exchange.channels.values()
        ringing = (one for one in channels if one.device == TRUNK and one.state == RINGING)
        return next((one for one in ringing if (one.exten or "").endswith(number)), None)

    def _ringing(self, extension: str) -> Channel | None:
        device = self._exchange.device_of(extension)
        channels = self._exchange.channels.values()
        return next((one for one in channels if one.device == device and one.state == RINGING), None)
