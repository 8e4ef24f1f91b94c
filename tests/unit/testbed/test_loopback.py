"""Ports of one's own: nobody else gets them while they are held."""

import socket

import pytest

from cti.errors import TestbedError
from cti.testbed.loopback import HOST, OwnPorts, free_ports, is_heard_at


def test_whoever_takes_ports_shares_none_with_others():
    first, second = OwnPorts.take(), OwnPorts.take()
    try:
        others = free_ports(200)
        assert set(first.ports).isdisjoint(second.ports)
        assert set(others).isdisjoint({*first.ports, *second.ports})
    finally:
        first.give_back()
        second.give_back()


def test_a_row_in_which_somebody_has_a_port_is_not_taken():
    held = OwnPorts.take()
    row = [held.ports[0] - 1]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind((HOST, held.ports[50]))
        held.give_back()
        with pytest.raises(TestbedError, match="no hundred ports in a row"):
            OwnPorts.take(row)
    OwnPorts.take(row).give_back()


def test_who_listens_is_seen_without_being_disturbed():
    (port,) = free_ports(1)
    assert not is_heard_at(port)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone:
        phone.bind((HOST, port))
        assert is_heard_at(port)
    assert not is_heard_at(port)
