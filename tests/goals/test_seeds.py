from datetime import date

import pytest

from courses.goals.models import Target
from courses.goals.seeds import seed_targets

pytestmark = pytest.mark.django_db


def test_the_plan_is_written_for_this_fiscal_year_and_its_neighbours() -> None:
    assert seed_targets(on=date(2026, 11, 21)) == 12
    assert set(Target.objects.values_list("year_be", flat=True)) == {2569, 2570, 2571}
    rows = Target.objects.filter(year_be=2570).values_list("indicator", "comparator", "value")
    assert set(rows) == {("K1", "gt", 5000), ("K2", "gt", 25000), ("K3", "ge", 13000), ("KA", "gt", None)}


def test_seeding_again_changes_nothing_and_keeps_what_was_edited() -> None:
    seed_targets(on=date(2026, 11, 21))
    Target.objects.filter(indicator="K1", year_be=2570).update(value=6000)
    assert seed_targets(on=date(2026, 11, 21)) == 0
    assert Target.objects.get(indicator="K1", year_be=2570).value == 6000


def test_the_year_changes_on_the_first_of_october() -> None:
    seed_targets(on=date(2026, 9, 30))
    assert Target.objects.filter(year_be=2568).exists()
    assert not Target.objects.filter(year_be=2571).exists()
