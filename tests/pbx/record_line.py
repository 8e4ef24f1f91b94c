"""Records four callers who wait in one line of a real Asterisk: `python -m tests.pbx.record_line`.

The second gives up first, then a member comes and serves the first, the third gives up, the fourth is served.
"""

from __future__ import annotations

import asyncio
from typing import Final

import msgspec

from cti.simulator.scenario import Dialling, Phone
from cti.testbed.asterisk import Asterisk
from cti.testbed.books import QueueLogRow
from cti.testbed.console import Console
from cti.testbed.phones import SippProcess
from cti.testbed.player import join_queue, leave_queue
from cti.testbed.waiting import until
from tests.pbx.centre import channels_up
from tests.pbx.performance import eavesdrop, manager_of
from tests.replay.replaying import RECORDINGS

NAME: Final = "four_in_line"
AGENT, QUEUE, NUMBER = "1031", "vip", "4008005"
CALLERS: Final = {"13800138091": 9.0, "13800138092": 2.5, "13800138093": 6.5, "13800138094": 12.0}
"""How long each stays."""
SERVED: Final = ("13800138091", "13800138094")
MEMBER_COMES_S: Final = 2.0


async def record() -> None:
    """Play and write it."""
    asterisk = await Asterisk.start()
    try:
        async with eavesdrop(*manager_of(asterisk)) as ear, asterisk.console() as console:
            calls = [await _joins(asterisk, console, n, caller) for n, caller in enumerate(CALLERS, 1)]
            await asyncio.gather(*(call.finished() for call in calls), _serve(asterisk, console))
            await channels_up(console, 0)
            await leave_queue(console, QUEUE, AGENT)
        start = ear.heard[0][0]
        place = RECORDINGS / NAME
        place.with_suffix(".ami").write_bytes(b"".join(chunk for _, chunk in ear.heard))
        index = "".join(f"{at - start:.6f} {len(chunk)}\n" for at, chunk in ear.heard)
        place.with_suffix(".idx").write_text(index)
        truth = msgspec.json.format(msgspec.json.encode(_truth(asterisk, start)), indent=1)
        place.with_suffix(".truth.json").write_bytes(truth + b"\n")
    finally:
        await asterisk.stop()


async def _joins(asterisk: Asterisk, console: Console, number: int, caller: str) -> SippProcess:
    """Dials; returns when the caller waits as the last of so many."""
    dialling = Dialling(number=caller, dials=NUMBER, leaves_after_s=CALLERS[caller])
    call = await asterisk.phones.dial(dialling)

    async def all_wait() -> bool:
        return await _waiting(console) >= number

    await until(all_wait, f"{number} callers in the line")
    return call


async def _waiting(console: Console) -> int:
    return sum(row["Event"] == "QueueEntry" for row in await console.list("QueueStatus"))


async def _serve(asterisk: Asterisk, console: Console) -> None:
    await asyncio.sleep(MEMBER_COMES_S)
    await asterisk.phones.connect(Phone(number=AGENT, after_s=0.5))
    await join_queue(console, QUEUE, AGENT)


def _truth(asterisk: Asterisk, start: float) -> dict[str, object]:
    """What happened, by the books and by how the phones were told to behave."""
    rows = asterisk.queue_log()
    return {
        "scenario": NAME,
        "about": __doc__.split("\n\n")[1].strip() if __doc__ else "",
        "t0": start,
        "calls": [_call(caller, rows) for caller in CALLERS],
        "queue_log": ["|".join(map(str, (*msgspec.structs.astuple(row)[:5], *row.data))) for row in rows],
        "cdr": asterisk.cdr(),
        "expected": [_expected(caller) for caller in CALLERS],
    }


def _call(caller: str, rows: list[QueueLogRow]) -> dict[str, object]:
    linkedid = next(row.call for row in rows if row.event == "ENTERQUEUE" and row.data[1] == caller)
    own = {row.event: row for row in rows if row.call == linkedid}
    ended = own.get("COMPLETECALLER")
    visit = {
        "queue": QUEUE,
        "outcome": "answered" if ended else "abandoned",
        "hold": int(ended.data[0] if ended else own["ABANDON"].data[2]),
        "talk": int(ended.data[1]) if ended else None,
        "transfer": None,
    }
    return {"linkedid": linkedid, "caller": caller, "visits": [visit]}


def _expected(caller: str) -> dict[str, object]:
    outcome = "answered" if caller in SERVED else "abandoned"
    expected: dict[str, object] = {
        "caller": caller,
        "outcome": outcome,
        "queue": QUEUE,
        "hangup_by": "caller",
    }
    return expected | ({"agent": AGENT} if caller in SERVED else {})


if __name__ == "__main__":
    asyncio.run(record())
