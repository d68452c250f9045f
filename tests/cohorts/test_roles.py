"""Who gets which role, and who cannot lose it."""

import uuid
from typing import Any

import pytest

from courses.cohorts import roles
from courses.cohorts.errors import RoleRefused
from courses.cohorts.models import Cohort, Enrolment
from courses.people.errors import InputRefused
from lms.accounts.models import Role, User
from tests.build import PASSWORD, People, staff

pytestmark = pytest.mark.django_db


def add(people: People, **changes: Any) -> roles.NewPassword:
    facts = {
        "name": "มานี มีนา",
        "email": "Manee@Example.org",
        "role": Role.TRAINER,
        "communities": [people.community],
        "form_id": uuid.uuid4(),
        "by": people.administrator,
    }
    return roles.add_staff(**{**facts, **changes})


def test_a_trainer_gets_communities_and_a_one_time_password(people: People) -> None:
    new = add(people)
    assert (new.user.name, new.user.email, new.user.role) == ("มานี มีนา", "manee@example.org", "trainer")
    assert new.user.check_password(new.password)
    assert new.user.must_change_password
    assert list(Cohort.objects.visible_to(new.user)) == [people.cohort]


def test_a_manager_gets_areas_and_an_inner_one_is_left_out(people: People) -> None:
    new = add(people, role=Role.MANAGER, area_codes=["410116", "41", "19"])
    assert sorted(new.user.manager_areas.values_list("area_code", flat=True)) == ["19", "41"]
    assert Cohort.objects.visible_to(new.user).count() == 2


def test_the_whole_country_is_alone(people: People) -> None:
    new = add(people, role=Role.MANAGER, area_codes=["", "41"])
    assert list(new.user.manager_areas.values_list("area_code", flat=True)) == [""]


def test_an_administrator_enters_the_content_admin_and_nobody_else(people: People) -> None:
    assert add(people, role=Role.ADMINISTRATOR).user.is_superuser
    assert not add(people, email="other@example.org").user.is_staff


def test_the_same_form_twice_is_the_same_person_and_password(people: People) -> None:
    form = uuid.uuid4()
    first, again = add(people, form_id=form), add(people, form_id=form)
    assert (first.user, first.password) == (again.user, again.password)


def test_two_forms_have_different_passwords() -> None:
    made = {roles.one_time_password(uuid.uuid4()) for _number in range(50)}
    assert len(made) == 50
    assert all(len(password) == 19 and not set("01loi") & set(password) for password in made)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": "x" * 250 + "@example.org"}, "email"),
        ({"role": "learner"}, "role"),
        ({"role": "king"}, "role"),
        ({"communities": []}, "communities"),
        ({"role": Role.MANAGER}, "areas"),
        ({"role": Role.MANAGER, "area_codes": ["99"]}, "areas"),
        ({"role": Role.MANAGER, "area_codes": ["41%"]}, "areas"),
    ],
)
def test_what_cannot_be_names_its_field_and_writes_nothing(
    people: People, change: dict[str, Any], field: str
) -> None:
    before = User.objects.count()
    with pytest.raises(RoleRefused) as refusal:
        add(people, **change)
    assert refusal.value.field == field
    assert User.objects.count() == before


def test_a_person_needs_a_name(people: People) -> None:
    with pytest.raises(InputRefused):
        add(people, name=" ")


def test_an_address_belongs_to_one_person(people: People) -> None:
    add(people)
    with pytest.raises(RoleRefused) as refusal:
        add(people, email="manee@example.org ")
    assert refusal.value.field == "email"


@pytest.mark.parametrize("who", ["trainer", "manager"])
def test_only_an_administrator_grants(people: People, who: str) -> None:
    with pytest.raises(RoleRefused):
        add(people, by=getattr(people, who))
    with pytest.raises(RoleRefused):
        roles.grant_role(getattr(people, who), role=Role.ADMINISTRATOR, by=getattr(people, who))
    with pytest.raises(RoleRefused):
        roles.deactivate_staff(people.administrator, by=getattr(people, who))


def test_changing_the_role_takes_the_old_reach_away(people: People) -> None:
    roles.grant_role(people.trainer, role=Role.MANAGER, area_codes=["19"], by=people.administrator)
    trainer = User.objects.get(pk=people.trainer.pk)
    assert not trainer.trainer_communities.exists()
    assert list(Cohort.objects.visible_to(trainer)) == [people.neighbour_cohort]
    roles.grant_role(trainer, role=Role.TRAINER, communities=[people.community], by=people.administrator)
    assert not trainer.manager_areas.exists()


def test_changing_communities_changes_what_is_seen_at_once(people: People) -> None:
    roles.grant_role(
        people.trainer, role=Role.TRAINER, communities=[people.neighbour_community], by=people.administrator
    )
    seen = Enrolment.objects.visible_to(User.objects.get(pk=people.trainer.pk))
    assert {enrolment.learner for enrolment in seen} == {people.neighbour}


def test_a_learner_gets_no_role(people: People) -> None:
    with pytest.raises(RoleRefused):
        roles.grant_role(people.learner.user, role=Role.ADMINISTRATOR, by=people.administrator)


def test_nobody_gives_up_their_own_administrator_role(people: People) -> None:
    staff(Role.ADMINISTRATOR)
    with pytest.raises(RoleRefused):
        roles.grant_role(people.administrator, role=Role.MANAGER, area_codes=[""], by=people.administrator)
    with pytest.raises(RoleRefused):
        roles.deactivate_staff(people.administrator, by=people.administrator)
    people.administrator.refresh_from_db()
    assert people.administrator.is_administrator
    assert people.administrator.is_active


def test_the_last_administrator_stays(people: People) -> None:
    second = staff(Role.ADMINISTRATOR)
    roles.deactivate_staff(second, by=people.administrator)
    outsider = staff(Role.ADMINISTRATOR)
    User.objects.filter(pk=outsider.pk).update(is_active=False)
    outsider.is_active = True  # as if the request had begun just before
    with pytest.raises(RoleRefused):
        roles.deactivate_staff(people.administrator, by=outsider)
    with pytest.raises(RoleRefused):
        roles.grant_role(people.administrator, role=Role.MANAGER, area_codes=[""], by=outsider)


def test_one_of_two_administrators_can_go(people: People) -> None:
    second = staff(Role.ADMINISTRATOR)
    assert not roles.deactivate_staff(second, by=people.administrator).is_active
    assert roles.reactivate_staff(second, by=people.administrator).is_active
    assert roles.grant_role(second, role=Role.MANAGER, area_codes=["41"], by=people.administrator).is_manager


def test_a_new_password_ends_the_old_one_and_is_the_same_for_the_same_form(people: People) -> None:
    form = uuid.uuid4()
    new = roles.renew_password(people.trainer, form_id=form, by=people.administrator)
    again = roles.renew_password(people.trainer, form_id=form, by=people.administrator)
    trainer = User.objects.get(pk=people.trainer.pk)
    assert new.password == again.password
    assert trainer.check_password(new.password)
    assert trainer.must_change_password
    assert not trainer.check_password(PASSWORD)


def test_an_old_form_does_not_bring_an_old_password_back(people: People) -> None:
    form = uuid.uuid4()
    roles.renew_password(people.trainer, form_id=form, by=people.administrator)
    User.objects.filter(pk=people.trainer.pk).update(must_change_password=False)
    with pytest.raises(RoleRefused):
        roles.renew_password(people.trainer, form_id=form, by=people.administrator)


def test_ones_own_password_is_changed_on_its_own_page(people: People) -> None:
    with pytest.raises(RoleRefused):
        roles.renew_password(people.administrator, form_id=uuid.uuid4(), by=people.administrator)
