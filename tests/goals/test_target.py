import pytest

from courses.goals.models import Target


@pytest.mark.parametrize(
    ("comparator", "value", "count", "met"),
    [
        ("gt", 5000, 4999, False),
        ("gt", 5000, 5000, False),
        ("gt", 5000, 5001, True),
        ("ge", 13000, 12999, False),
        ("ge", 13000, 13000, True),
        ("gt", None, 7, None),
    ],
)
def test_the_comparator_is_part_of_the_target(
    comparator: str, value: int | None, count: int, met: bool | None
) -> None:
    assert Target(comparator=comparator, value=value).is_met_by(count) is met
