"""`cti simulate` says where it listens, serves clients, and stops on SIGTERM."""

import asyncio
import re
import signal
import socket
import sys

from tests.unit.simulator.client import Client

RUN = "from cti.cli.simulate import command; command()"


async def _start(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-u",
        "-c",
        RUN,
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_it_plays_calls_until_it_is_told_to_stop() -> None:
    process = await _start("--port", "0", "--agents", "3", "--rate", "600", "--seed", "1")
    assert process.stdout is not None
    said = (await asyncio.wait_for(process.stdout.readline(), 20)).decode()
    found = re.search(r"127\.0\.0\.1:(\d+)", said)
    assert found is not None
    client = await Client.connect("127.0.0.1", int(found[1]))
    await client.log_in()
    rows = await client.list("QueueStatus", Queue="support")
    assert [row["Location"] for row in rows if row["Event"] == "QueueMember"] == [
        "PJSIP/1001",
        "PJSIP/1002",
        "PJSIP/1003",
    ]
    await client.until("QueueCallerJoin")
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_a_port_that_is_taken_is_said_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = await _start("--port", str(taken.getsockname()[1]))
        _, complaint = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode != 0
    assert b"choose another with --port" in complaint
