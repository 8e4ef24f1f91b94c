"""Free ports of the loopback address, outside the range from which the kernel gives out its own."""

import random
import socket
from typing import Final

HOST: Final = "127.0.0.1"
_FIRST, _LAST = 10_000, 32_000


def free_ports(count: int, kind: socket.SocketKind) -> list[int]:
    """`count` different ports that nobody on this machine has bound now (`SOCK_STREAM` or `SOCK_DGRAM`)."""
    candidates = iter(random.SystemRandom().sample(range(_FIRST, _LAST), 20 * count + 100))
    ports: list[int] = []
    while len(ports) < count:
        port = next(candidates)
        if not is_bound(port, kind):
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
