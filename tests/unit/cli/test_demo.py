"""`cti demo`: open within seconds, the same logins each time, ended cleanly."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from pathlib import Path

import aiohttp

from cti.demo_data import filling
from cti.simulator.scenario import EXTENSIONS
from db.engine import open_database

LOGIN = re.compile(r"^  (agent|supervisor|admin) +(\w+) +(\S+)$", re.MULTILINE)


async def opened(data: Path) -> tuple[asyncio.subprocess.Process, str]:
    """A demo that is open, and what it printed."""
    demo = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cti", "demo", "--port", "0", "--agents", "2", "--data", str(data),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert demo.stdout is not None
    printed = ""
    while "Ctrl-C" not in printed:
        line = await asyncio.wait_for(demo.stdout.readline(), 60)
        assert line, (await demo.communicate())[1].decode()
        printed += line.decode()
    return demo, printed


async def closed(demo: asyncio.subprocess.Process) -> str:
    """Ends it; what it said on stderr."""
    demo.send_signal(signal.SIGTERM)
    _, said = await asyncio.wait_for(demo.communicate(), 30)
    assert demo.returncode == 0, said.decode()
    return said.decode()


async def test_the_printed_logins_work_and_are_the_same_the_next_time(tmp_path):
    demo, first = await opened(tmp_path)
    try:
        url = re.findall(r"http://\S+", first)[0]
        logins = LOGIN.findall(first)
        assert [(role, name) for role, name, _ in logins] == [
            ("agent", "agent1001"), ("supervisor", "supervisor"), ("admin", "admin"),
        ]  # fmt: skip
        async with aiohttp.ClientSession() as browser:
            for _, name, password in logins:
                wanted = {"username": name, "password": password}
                async with browser.post(f"{url}/api/v1/login", json=wanted) as answer:
                    assert answer.status == 200
    finally:
        said = await closed(demo)
    assert "Traceback" not in said
    demo, second = await opened(tmp_path)
    await closed(demo)
    assert LOGIN.findall(second) == logins


async def test_filling_twice_changes_nothing(tmp_path):
    database = await open_database(f"sqlite:///{tmp_path / 'cti.db'}")
    try:
        people = filling.logins(tmp_path)
        for _ in range(2):
            await filling.fill(database.customers, database.scripts, "CN")
            await filling.add_people(database.users, people, EXTENSIONS[1:2])
            counts = await database.customers.count(), len(await database.scripts.list())
        assert counts == (40, 2)
        assert [user.name for user in await database.users.list()] == [
            "admin", "agent1001", "agent1002", "supervisor",
        ]  # fmt: skip
        assert {script.version for script in await database.scripts.list()} == {1}
    finally:
        await database.close()


def test_the_file_of_logins_is_for_its_owner_alone(tmp_path):
    chosen = filling.logins(tmp_path)
    assert (tmp_path / filling.LOGINS_FILE).stat().st_mode & 0o077 == 0
    assert filling.logins(tmp_path) == chosen
