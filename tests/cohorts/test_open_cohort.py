"""Opening, changing, closing and reopening a cohort."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from courses.cohorts import actions
from courses.cohorts import models as cohort_models
from courses.cohorts.errors import BadCalendar, BadSeats, BadTrainer, CohortOver, NumberTaken
from courses.models import Cohort, Target
from tests import build
from tests.build import NOON, TODAY, People

CALENDAR = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=60)}


def test_a_cohort_opens_with_the_next_number_and_a_code_of_its_own(people: People) -> None:
    made = actions.open_cohort(people.community, trainer=people.trainer, seats=30, at=NOON, **CALENDAR)
    assert made.number == 2
    assert len(made.join_code) == 6
    assert made.join_code != people.cohort.join_code
    assert not made.is_demonstration


def test_a_number_is_used_once_in_a_community(people: People) -> None:
    with pytest.raises(NumberTaken):
        actions.open_cohort(people.community, number=1, trainer=people.trainer, seats=30, at=NOON, **CALENDAR)


def test_a_code_that_is_already_used_is_drawn_again(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    draws = iter([people.cohort.join_code, people.neighbour_cohort.join_code, "7KXM4Q"])
    monkeypatch.setattr(cohort_models, "new_code", lambda: next(draws))
    made = actions.open_cohort(people.community, trainer=None, seats=30, at=NOON, **CALENDAR)
    assert made.join_code == "7KXM4Q"


def test_a_code_taken_between_the_look_and_the_write_is_drawn_again(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    draws = iter([people.cohort.join_code, "7KXM4Q"])
    monkeypatch.setattr(Cohort, "free_code", staticmethod(lambda: next(draws)))
    made = actions.open_cohort(people.community, trainer=None, seats=30, at=NOON, **CALENDAR)
    assert made.join_code == "7KXM4Q"


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (TODAY, TODAY),
        (TODAY, TODAY - timedelta(days=1)),
        (date(2569, 1, 1), date(2569, 3, 1)),
        (TODAY, date(9999, 12, 31)),
    ],
)
def test_a_cohort_ends_after_it_starts_in_our_era(people: People, starts_on: date, ends_on: date) -> None:
    with pytest.raises(BadCalendar):
        actions.open_cohort(
            people.community, trainer=None, seats=30, starts_on=starts_on, ends_on=ends_on, at=NOON
        )


@pytest.mark.parametrize("seats", [0, -1, 1001, 10**30])
def test_seats_are_a_number_that_a_hall_holds(people: People, seats: int) -> None:
    with pytest.raises(BadSeats):
        actions.open_cohort(people.community, trainer=None, seats=seats, at=NOON, **CALENDAR)


def test_only_a_trainer_of_the_community_trains_its_cohort(people: People) -> None:
    for stranger in (people.neighbour_trainer, people.manager, people.learner.user):
        with pytest.raises(BadTrainer):
            actions.open_cohort(people.community, trainer=stranger, seats=30, at=NOON, **CALENDAR)


def test_a_cohort_of_a_demonstration_community_is_always_a_demonstration(people: People) -> None:
    village = build.community(is_demonstration=True)
    made = actions.open_cohort(village, trainer=None, seats=30, is_demonstration=False, at=NOON, **CALENDAR)
    assert made.is_demonstration
    form_row = Cohort(community=village, seats=10, is_demonstration=False, **CALENDAR)
    form_row.full_clean()
    assert form_row.is_demonstration


def test_seats_never_fall_below_the_people_who_are_in(people: People) -> None:
    with pytest.raises(BadSeats):
        actions.edit_cohort(people.cohort, trainer=people.trainer, seats=1, **CALENDAR)
    changed = actions.edit_cohort(people.cohort, trainer=people.trainer, seats=2, title_th=" ชื่อ ", **CALENDAR)
    assert (changed.seats, changed.title_th) == (2, "ชื่อ")


def test_closing_and_reopening_keep_the_code(people: People) -> None:
    code = people.cohort.join_code
    closed = actions.close_cohort(people.cohort, at=NOON)
    assert closed.closed_at == NOON
    assert actions.close_cohort(closed, at=NOON + timedelta(days=1)).closed_at == NOON
    opened = actions.reopen_cohort(closed, at=NOON)
    assert opened.closed_at is None
    assert opened.join_code == code


def test_a_reopened_cohort_whose_code_is_used_elsewhere_gets_another(people: People) -> None:
    closed = actions.close_cohort(people.cohort, at=NOON)
    Cohort.objects.filter(pk=people.neighbour_cohort.pk).update(join_code=closed.join_code)
    opened = actions.reopen_cohort(closed, at=NOON)
    assert opened.join_code != people.cohort.join_code


def test_a_cohort_that_is_over_does_not_open_again(people: People) -> None:
    with pytest.raises(CohortOver):
        actions.reopen_cohort(people.cohort, at=NOON + timedelta(days=400))


def test_a_renewed_code_is_another_code(people: People) -> None:
    assert actions.renew_code(people.cohort).join_code != people.cohort.join_code


def test_the_admins_forms_hold_the_same_rules(people: People) -> None:
    row = people.cohort
    row.ends_on = row.starts_on
    with pytest.raises(ValidationError) as wrong:
        row.full_clean()
    assert "ends_on" in wrong.value.message_dict
    row.refresh_from_db()
    row.is_demonstration = True
    with pytest.raises(ValidationError) as wrong:
        row.full_clean()
    assert "is_demonstration" in wrong.value.message_dict


def test_a_community_stands_in_a_place_that_exists(people: People) -> None:
    for code in ("99", "4199", "419999", "abc", "๔๑"):
        people.community.area_code = code
        with pytest.raises(ValidationError) as wrong:
            people.community.full_clean()
        assert "area_code" in wrong.value.message_dict


def test_a_community_with_cohorts_keeps_its_kind_and_a_demonstration_says_so_in_its_name(
    people: People,
) -> None:
    people.community.is_demonstration = True
    with pytest.raises(ValidationError) as wrong:
        people.community.full_clean()
    assert "name_th" in wrong.value.message_dict
    people.community.name_th += " (ตัวอย่าง)"
    with pytest.raises(ValidationError) as wrong:
        people.community.full_clean()
    assert "is_demonstration" in wrong.value.message_dict


def test_the_admins_form_says_in_words_which_target_cannot_be(people: People) -> None:
    Target.objects.create(indicator="K1", year_be=2570, value=5000)
    for year_be, words in [(2570, "already has a target"), (2027, "Buddhist era")]:
        with pytest.raises(ValidationError, match=words), translation.override("en"):
            Target(indicator="K1", year_be=year_be, value=1).full_clean()
    unknown = Target(indicator="KA", year_be=2570, value=None)
    unknown.full_clean()
    people.community.households = 0
    with pytest.raises(ValidationError, match="0 is not unknown"), translation.override("en"):
        people.community.full_clean()
