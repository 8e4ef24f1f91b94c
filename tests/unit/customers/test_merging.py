"""Two records of one customer: what is united, what is chosen, what an undo would take away."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from cti.customers.merging import Choice, Lost, Merge, lost, merged
from cti.customers.model import Customer, PhoneNumber
from cti.errors import InvalidInput

replace = msgspec.structs.replace
MOBILE = PhoneNumber("138 0013 8000", "+8613800138000", key="+8613800138000", label="own")
OFFICE = PhoneNumber("010-65529988", "+861065529988", "12", key="+861065529988")
KEPT = Customer(
    customer_id="k", name="王芳", numbers=(MOBILE,), tags=("vip",), note="mornings", fields={"ward": "3"},
)  # fmt: skip
GONE = Customer(
    customer_id="g", name="王 芳", numbers=(replace(MOBILE, raw="13800138000", label=None), OFFICE),
    email="fang@example.com", tags=("vip", "new"), note="evenings", fields={"ward": "4", "bed": "2"},
)  # fmt: skip


def test_numbers_and_tags_are_united_and_empty_fields_filled() -> None:
    one = merged(KEPT, GONE, {})
    assert (one.customer_id, one.name, one.email) == ("k", "王芳", "fang@example.com")
    assert (one.numbers, one.tags) == ((MOBILE, OFFICE), ("vip", "new"))
    assert one.fields == {"ward": "3", "bed": "2"}
    assert one.note == "mornings\nevenings"


def test_each_field_is_the_chosen_ones() -> None:
    choices: dict[str, Choice] = {
        "name": "gone", "email": "kept", "note": "gone", "fields.ward": "gone", "fields.bed": "kept",
    }  # fmt: skip
    one = merged(KEPT, GONE, choices)
    assert (one.name, one.email, one.note) == ("王 芳", None, "evenings")
    assert one.fields == {"ward": "4"}


@pytest.mark.parametrize(
    "choices", [{"numbers": "kept"}, {"fields.shoe": "kept"}, {"name": "both"}, {"version": "gone"}]
)
def test_what_cannot_be_chosen_is_refused(choices: dict[str, Choice]) -> None:
    with pytest.raises(InvalidInput) as caught:
        merged(KEPT, GONE, choices)
    assert caught.value.field == "choices"


def test_an_undo_loses_what_was_changed_since_and_says_it() -> None:
    after = merged(KEPT, GONE, {})
    merge = Merge(
        merge_id="m", by="boss", at=datetime(2026, 3, 1, tzinfo=UTC), gone=GONE, kept_before=KEPT,
        kept_after=after,
    )  # fmt: skip
    assert lost(merge, after) == []
    now = replace(after, email="new@example.com", numbers=(MOBILE,))
    assert lost(merge, now) == [
        Lost(field="email", now="new@example.com", restored=""),
        Lost(field="numbers", now="138 0013 8000", restored="138 0013 8000"),
    ]
