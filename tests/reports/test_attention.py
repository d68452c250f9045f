import pytest

from courses.reports.attention import Need, Standing, need_of


@pytest.mark.parametrize(
    ("facts", "need"),
    [
        ({"quiet_days": 14}, Need.CALL),
        ({"quiet_days": 14, "failed": 1}, Need.CALL_STUCK),
        ({"quiet_days": 13}, Need.ASK),
        ({"quiet_days": 7, "returned": 1}, Need.ASK_STUCK),
        ({"quiet_days": 6}, Need.NOTHING),
        ({"quiet_days": 0, "waiting": 2}, Need.CHECK),
        ({"quiet_days": 0, "waiting": 1, "returned": 1}, Need.CHECK_STUCK),
        ({"quiet_days": 0, "failed": 1}, Need.MEND),
        ({"quiet_days": 99, "is_certified": True}, Need.COUNTED),
        ({"quiet_days": 99, "is_certified": True, "is_baseline": True}, Need.SOLD_BEFORE),
    ],
)
def test_who_needs_what(facts: dict[str, int], need: Need) -> None:
    assert need_of(Standing(**facts)) is need


def test_who_is_silent_and_stuck_comes_first_and_who_is_counted_last() -> None:
    assert min(Need) is Need.CALL_STUCK
    assert max(Need) is Need.COUNTED
