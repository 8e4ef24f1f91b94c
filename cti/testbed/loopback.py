"""Ports of the loopback address, outside the range from which the kernel gives out its own: a hundred in a
row of one's own for as long as one holds them, and others that are free just now."""

import random
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Self

from cti.errors import TestbedError

HOST: Final = "127.0.0.1"
_ROWS: Final = range(10_000, 14_000, 100)
_OTHERS: Final = range(14_000, 32_000)
_KINDS: Final = (socket.SOCK_STREAM, socket.SOCK_DGRAM)


class OwnPorts:
    """No other `OwnPorts` on this machine has any of these, nor does `free_ports` give them out."""

    def __init__(self, guard: socket.socket, first: int) -> None:
        self._guard = guard
        self.ports = range(first + 1, first + _ROWS.step)

    @classmethod
    def take(cls, rows: Sequence[int] = _ROWS) -> Self:
        """A row in which nobody has a port now; `rows` are their beginnings. Raises TestbedError when there
        is none."""
        for first in random.SystemRandom().sample(rows, len(rows)):
            guard = socket.socket()
            try:
                guard.bind((HOST, first))
            except OSError:
                guard.close()
                continue
            own = cls(guard, first)
            if not any(is_bound(port, kind) for port in own.ports for kind in _KINDS):
                return own
            own.give_back()
        raise TestbedError(f"no hundred ports in a row are free at any of {list(rows)}")

    def give_back(self) -> None:
        """Others may have them; once is enough."""
        self._guard.close()


def free_ports(count: int) -> list[int]:
    """`count` different UDP ports that nobody on this machine has bound now."""
    candidates = iter(random.SystemRandom().sample(_OTHERS, 20 * count + 100))
    ports: list[int] = []
    while len(ports) < count:
        port = next(candidates)
        if not is_bound(port, socket.SOCK_DGRAM):
            ports.append(port)
    return ports


def is_bound(port: int, kind: socket.SocketKind) -> bool:
    """Whether somebody holds this loopback port."""
    with socket.socket(socket.AF_INET, kind) as probe:
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def is_heard_at(port: int) -> bool:
    """Whether somebody has this UDP port, without touching it: who tries by binding is in the way of whoever
    is about to."""
    rows = Path("/proc/net/udp").read_text("ascii").splitlines()[1:]
    return any(int(row.split()[1].partition(":")[2], 16) == port for row in rows)
