"""Sealed secrets: read with the server's key alone, never the same line twice, and no change goes unseen."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti.errors import Conflict, InvalidInput
from cti.users.sealing import seal, unseal


@given(st.text(max_size=200))
def test_what_was_sealed_is_read_again_with_the_same_key(text: str) -> None:
    assert unseal("key", seal("key", text)) == text


def test_nothing_of_a_secret_shows_and_no_two_seals_are_alike() -> None:
    lines = {seal("key", "correct horse battery") for _ in range(10)}
    assert len(lines) == 10
    assert not any(b"horse" in base64.b64decode(line) for line in lines)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(Conflict, match="secret_key is another one now"):
        unseal("other", seal("key", "secret"))
    with pytest.raises(Conflict):
        unseal("", seal("key", "secret"))


def test_every_changed_bit_is_noticed() -> None:
    raw = base64.b64decode(seal("key", "secret"))
    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        with pytest.raises(Conflict):
            unseal("key", base64.b64encode(changed).decode())


def test_without_a_key_nothing_is_stored() -> None:
    with pytest.raises(InvalidInput, match=r"set web.secret_key"):
        seal("", "secret")
