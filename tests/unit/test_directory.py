"""The directory: devices to agents and back."""

import pytest

from cti.directory import MemoryDirectory
from cti.users.model import User


@pytest.fixture
def directory():
    made = MemoryDirectory(["PJSIP/trunk", "PJSIP/900"], internal_digits=5)
    made.replace(
        [
            User(user_id="1", name="li", role="agent", extension="1001"),
            User(user_id="2", name="wang", role="agent", extension="1002", device="SIP/desk-7"),
            User(user_id="3", name="gone", role="agent", extension="1003", disabled=True),
            User(user_id="4", name="boss", role="supervisor"),
        ]
    )
    return made


@pytest.mark.parametrize(
    ("device", "agent"),
    [
        ("PJSIP/1001", "li"),
        ("pjsip/1001", "li"),
        ("SIP/desk-7", "wang"),
        ("Local/1002@members", "wang"),
        ("Local/1001@members/n", "li"),
        ("PJSIP/1003", "1003"),
        ("PJSIP/trunk", None),
        ("PJSIP/900", None),
        ("PJSIP/13800138000", None),
        ("", None),
    ],
)
def test_a_device_belongs_to_its_user_else_to_its_extension(directory, device, agent):
    assert directory.agent_of_device(device) == agent


def test_agents_have_devices_and_numbers(directory):
    assert directory.device_of_agent("li") == "PJSIP/1001"
    assert directory.device_of_agent("wang") == "SIP/desk-7"
    assert directory.device_of_agent("boss") is None
    assert directory.agent_of_number("1002") == "wang"
    assert directory.agent_of_number("1003") is None


def test_trunks_and_extensions_are_known_by_their_shape(directory):
    assert directory.is_trunk("pjsip/TRUNK")
    assert not directory.is_trunk("PJSIP/1001")
    assert directory.is_internal_number("12345")
    assert not directory.is_internal_number("123456")
    assert not directory.is_internal_number("*97")


def test_new_accounts_replace_the_old_ones(directory):
    directory.replace([User(user_id="9", name="new", role="agent", extension="1001")])
    assert directory.agent_of_device("PJSIP/1001") == "new"
    assert directory.device_of_agent("li") is None
