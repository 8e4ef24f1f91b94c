"""What is still open of what was promised."""

from datetime import UTC, datetime, timedelta

from cti.calls.record import CallRecord, open_follow_ups

DAY = timedelta(days=1)
MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)


def _call(at: datetime, *, due: datetime | None = None, talk_s: float = 60.0) -> CallRecord:
    return CallRecord(
        call_id=f"main-{at.timestamp()}",
        pbx="main",
        linkedids=(),
        started_at=at,
        ended_at=at,
        direction="inbound",
        caller_number="13800138000",
        caller_name=None,
        follow_up_at=due,
        talk_s=talk_s,
    )


def test_a_follow_up_is_open_until_the_customer_was_talked_to_after_it_was_due() -> None:
    promised = _call(MONDAY, due=MONDAY + DAY)
    too_early, missed, done = (
        _call(MONDAY + DAY / 2),
        _call(MONDAY + 2 * DAY, talk_s=0.0),
        _call(MONDAY + 3 * DAY),
    )
    assert open_follow_ups([promised]) == [(MONDAY + DAY, promised)]
    assert open_follow_ups([missed, too_early, promised]) == [(MONDAY + DAY, promised)]
    assert open_follow_ups([done, promised]) == []


def test_the_earliest_comes_first() -> None:
    later, sooner = _call(MONDAY, due=MONDAY + 5 * DAY), _call(MONDAY - DAY, due=MONDAY + DAY)
    assert [call for _, call in open_follow_ups([later, sooner])] == [sooner, later]
