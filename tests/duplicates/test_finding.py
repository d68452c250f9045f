"""Who may be one person: found by what two profiles share, explained in points, decided by a human."""

import pytest

from courses.duplicates.actions import keep_apart, merge_people, undo_merge
from courses.duplicates.errors import CannotUndo
from courses.duplicates.finding import look_for_duplicates
from courses.duplicates.models import DuplicateCard, DuplicateKey, DuplicatePair
from courses.duplicates.scoring import ENOUGH, Person, reasons_of, score_of
from courses.models import Learner
from courses.people.names import Likeness, likeness, read_name
from tests import build
from tests.milestones import things

NOON = build.NOON


def score(one: Person, other: Person) -> int:
    assert reasons_of(one, other) == reasons_of(other, one)
    return score_of(reasons_of(one, other))


@pytest.mark.parametrize(
    "text",
    [
        "นางสมใจ วงศ์น้ำ", "นาง สมใจ  วงศ์น้ำ", "นางสาวสมใจ วงศ์น้ำ", "น.ส.สมใจ วงศ์น้ำ", "ด.ญ. สมใจ วงศ์น้ำ",
        "สม\u200bใจ วงศ์น้ํา", "สมใจ วงศ์นํ้า", "คุณสมใจ วงศ์น้ำ",
    ],
)  # fmt: skip
def test_titles_and_spellings_that_look_alike_do_not_matter(text: str) -> None:
    assert read_name(text) == read_name("สมใจ วงศ์น้ำ")


def test_names_are_compared_first_name_and_surname_apart() -> None:
    names = {
        text: read_name(text)
        for text in ("สมใจ วงศ์ผ้า", "สมไจ วงค์ผ้า", "สมชาย วงศ์ผ้า", "บุญมี วงศ์ผ้า", "Mr Somchai Dee")
    }
    here = names["สมใจ วงศ์ผ้า"]
    assert likeness(here, names["สมไจ วงค์ผ้า"]) == Likeness.ALIKE
    assert likeness(here, names["สมชาย วงศ์ผ้า"]) < Likeness.ALIKE
    assert likeness(here, names["บุญมี วงศ์ผ้า"]) == Likeness.OTHER
    assert names["Mr Somchai Dee"] == read_name("somchai dee")


def test_a_phone_or_a_shop_alone_is_never_enough() -> None:
    keys = frozenset({"p:+66812345678", "s:shopee.co.th/one"})
    mother = Person("สมใจ วงศ์ผ้า", "female", 2508, 1, "410116", keys)
    assert score(mother, Person("บุญมี วงศ์ผ้า", "male", 2508, 1, "410116", keys)) < ENOUGH
    assert score(mother, Person("สมชาย วงศ์ผ้า", "", None, 1, "410116", keys)) < ENOUGH
    assert score(mother, Person("สมใจ วงศ์ผ้า", "female", 2508, 1, "410116", keys)) > ENOUGH


def test_the_same_name_needs_one_thing_more() -> None:
    here = Person("สมใจ วงศ์ผ้า", "female", 2508, 1, "410116")
    assert score(here, Person("นางสมใจ วงศ์ผ้า", "", None, 1, "410116")) >= ENOUGH
    assert score(here, Person("สมใจ วงศ์ผ้า", "", None, 2, "191304")) < ENOUGH
    assert score(here, Person("สมใจ วงศ์ผ้า", "female", 2540, 1, "410116")) < ENOUGH


@pytest.fixture
def twice(people: build.People) -> Learner:
    """The learner once more, under another phone."""
    return build.learner("นางสมใจ วงศ์ผ้า", people.cohort)


@pytest.mark.django_db
def test_a_person_under_two_phones_is_suggested_and_nothing_is_merged(
    people: build.People, twice: Learner
) -> None:
    assert look_for_duplicates(NOON) == 1
    pair = DuplicatePair.objects.get()
    assert (pair.first, pair.second, pair.score) == (people.learner, twice, 65)
    assert [reason[:2] for reason in pair.reasons] == [["name", 50], ["community", 15]]
    assert look_for_duplicates(NOON) == 0
    assert Learner.objects.filter(merged_into__isnull=False).count() == 0


@pytest.mark.django_db
def test_a_family_on_one_phone_is_left_alone(people: build.People) -> None:
    phone = people.learner.user.phone
    build.learner("บุญส่ง วงศ์ผ้า", people.cohort, pin="593027", phone=phone)
    build.learner("มะลิ วงศ์ผ้า", people.cohort, pin="104826", phone=phone)
    assert look_for_duplicates(NOON) == 0


@pytest.mark.django_db
def test_kept_apart_stays_apart_until_something_new_speaks(people: build.People, twice: Learner) -> None:
    look_for_duplicates(NOON)
    keep_apart(DuplicatePair.objects.get(), by=people.manager, at=NOON)
    things.shop_claim(twice)  # changed, and nothing new between the two
    assert look_for_duplicates(NOON) == 0
    things.shop_claim(people.learner, url=f"https://www.tiktok.com/@seller{twice.pk}")
    assert look_for_duplicates(NOON) == 1
    assert DuplicatePair.objects.waiting().get().score == 100


@pytest.mark.django_db
def test_a_suggestion_that_no_longer_holds_goes(people: build.People, twice: Learner) -> None:
    look_for_duplicates(NOON)
    twice.user.name = "บุญส่ง คำมา"
    twice.user.save()
    look_for_duplicates(NOON)
    assert not DuplicatePair.objects.exists()


@pytest.mark.django_db
def test_demonstration_people_are_never_compared_with_real_ones(people: build.People) -> None:
    stage = build.cohort(people.community, is_demonstration=True)
    build.learner(people.learner.name, stage)
    assert look_for_duplicates(NOON) == 0


@pytest.mark.django_db
def test_looking_again_asks_as_many_queries_for_many_as_for_few(
    people: build.People, twice: Learner, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    for number in range(30):
        build.learner(f"คนที่{number} บ้านเดียวกัน{number}", people.cohort)
    with django_assert_max_num_queries(20):
        look_for_duplicates(NOON)


@pytest.mark.django_db
def test_of_an_erased_person_nothing_is_kept_and_nothing_suggested(
    people: build.People, twice: Learner
) -> None:
    look_for_duplicates(NOON)
    pair = DuplicatePair.objects.get()
    merge = merge_people(pair, survivor=people.learner, by=people.manager, at=NOON)
    Learner.objects.filter(pk=people.learner.pk).update(erased_at=NOON)
    look_for_duplicates(NOON)
    merge.refresh_from_db()
    assert merge.changes == []
    gone = {people.learner.pk, twice.pk}
    assert not DuplicateCard.objects.filter(pk__in=gone).exists()
    assert not DuplicateKey.objects.filter(learner__in=gone).exists()
    with pytest.raises(CannotUndo):
        undo_merge(merge, by=people.manager, at=NOON)
