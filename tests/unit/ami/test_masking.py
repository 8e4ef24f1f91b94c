"""Masked numbers: other digits, equal ones for equal numbers, everything else as it came."""

from __future__ import annotations

from cti.ami.masking import Mask

MASK = Mask(b"one key", short=5)
CHANNEL = (
    b"Event: Newchannel\r\nChannel: PJSIP/1001-0000000a\r\nCallerIDNum: 13800138001\r\n"
    b"CallerIDName: M\xe9i\r\nExten: 1001\r\nUniqueid: 1763761234.17\r\nLinkedid: 1763761234.17\r\n\r\n"
    b"Event: DialBegin\r\nDestCallerIDNum: +86 138-0013-8001\r\nDialString: 13800138001@trunk\r\n\r\n"
)


def test_a_number_has_the_same_mask_wherever_it_stands() -> None:
    masked = MASK.messages(CHANNEL)
    number = MASK.value(b"CallerIDNum", b"13800138001")
    assert number != b"13800138001"
    assert number.isdigit()
    assert masked.count(number) == 2
    assert b"13800138001" not in masked


def test_punctuation_and_length_stay() -> None:
    masked = MASK.value(b"CallerIDNum", b"+86 138-0013-8001")
    assert len(MASK.messages(CHANNEL)) == len(CHANNEL)
    assert [sign for sign in masked.decode() if not sign.isdigit()] == list("+ --")
    assert masked != b"+86 138-0013-8001"


def test_extensions_identities_and_other_bytes_stay() -> None:
    before, after = CHANNEL.split(b"\r\n"), MASK.messages(CHANNEL).split(b"\r\n")
    same = [line for line, other in zip(before, after, strict=True) if line == other]
    assert {b"Exten: 1001", b"Uniqueid: 1763761234.17", b"CallerIDName: M\xe9i"} <= set(same)


def test_different_numbers_never_get_the_same_mask() -> None:
    numbers = [b"%07d" % n for n in range(0, 10_000_000, 4_999)]
    assert len({MASK.value(b"Exten", number) for number in numbers}) == len(numbers)


def test_another_key_gives_another_mask() -> None:
    assert MASK.value(b"Exten", b"13800138001") != Mask(b"other", 5).value(b"Exten", b"13800138001")


def test_notes_are_masked_by_the_names_of_their_fields() -> None:
    note = {"LinkLost": {"reason": "no 13800138001"}, "uniqueids": ["1763761234.17"], "gap_s": 1.5}
    masked = MASK.plain(note)
    assert isinstance(masked, dict)
    assert masked["uniqueids"] == ["1763761234.17"]
    assert masked["gap_s"] == 1.5
    assert "13800138001" not in str(masked)
