"""A PostgreSQL of one's own for the tests: made in a temporary folder, reached by a Unix socket only."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path


def binaries() -> Path | None:
    """The folder of the newest installed server's programs."""
    found = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return Path(found).resolve().parent if found else debian[-1].parent if debian else None


class PrivateCluster:
    """`start` makes and starts it, `stop` ends and removes it; root acts as the user postgres."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._user = "postgres" if os.geteuid() == 0 else None
        self._folder = Path(tempfile.mkdtemp(prefix="cti-postgresql-"))
        if self._user:
            shutil.chown(self._folder, self._user, self._user)

    def start(self) -> None:
        data, settings = self._folder / "data", f"-k {self._folder} -h '' -c fsync=off -c max_connections=40"
        self._run("initdb", "-D", data, "-U", "cti", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        self._run("pg_ctl", "-D", data, "-l", self._folder / "log", "-o", settings, "-w", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self._folder / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._folder)

    def create(self, database: str) -> str:
        """The URL of a new database."""
        self._run("createdb", "-h", self._folder, "-U", "cti", database)
        return f"postgresql://cti@/{database}?host={self._folder}"

    def drop(self, database: str) -> None:
        self._run("dropdb", "-h", self._folder, "-U", "cti", "--force", database)

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self._programs / program), *map(str, arguments)]
        done = subprocess.run(
            command, user=self._user, cwd=self._folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, f"{program}: {done.stderr}"
