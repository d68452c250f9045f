"""How likely two profiles are one person, in points that can be explained one by one.

One phone may serve a family and one shop a couple: neither is enough alone, and names or birth years
that differ speak against it (programme document, section 3.3).
"""

from collections.abc import Set
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.people.names import Likeness, likeness, read_name

ENOUGH = 60
LISTED = "listed"
PHONE, NAME, ALIKE, BIRTH, COMMUNITY, TAMBON = "phone", "name", "name-alike", "birth", "community", "tambon"
SHOP, TRACKING, PICTURE, SLIP = "shop", "tracking", "picture", "slip"
OTHER_NAME, OTHER_BIRTH, OTHER_SEX = "other-name", "other-birth", "other-sex"
POINTS = {
    LISTED: 60, NAME: 50, ALIKE: 35, PHONE: 30, SHOP: 35, TRACKING: 35, SLIP: 35, PICTURE: 30, BIRTH: 15,
    COMMUNITY: 15, TAMBON: 10, OTHER_NAME: -25, OTHER_BIRTH: -30, OTHER_SEX: -20,
}  # fmt: skip
SHORT_NAME_POINTS = 25
WORDS: dict[str, str | Promise] = {
    LISTED: _("One came in with the help code of the other, under another name"),
    NAME: _("The same name"),
    ALIKE: _("The names sound alike or differ by a letter"),
    PHONE: _("The same phone number"),
    SHOP: _("The same shop link"),
    TRACKING: _("The same tracking number was sent by both"),
    SLIP: _("The same bank slip was sent by both"),
    PICTURE: _("The same picture was sent by both"),
    BIRTH: _("The same birth year"),
    COMMUNITY: _("The same community"),
    TAMBON: _("The same tambon"),
    OTHER_NAME: _("The names are different"),
    OTHER_BIRTH: _("The birth years are different"),
    OTHER_SEX: _("One is a woman, the other a man"),
}
# What tells of a person and not only of a household or a device.
OF_A_PERSON = {LISTED, NAME, ALIKE, TRACKING, SLIP, PICTURE}
# The letter before a key's value, and what it means when two people have the key.
KEY_FEATURES = {"p": PHONE, "s": SHOP, "t": TRACKING, "i": PICTURE, "q": SLIP}
TAMBON_DIGITS = 6
Reason = tuple[str, int]


@dataclass(frozen=True)
class Person:
    """What is compared of one person. `keys` are «p:+6681…», «s:shopee.co.th/…», without the kind of site."""

    name: str
    sex: str = ""
    birth_year_be: int | None = None
    community_id: int | None = None
    area_code: str = ""
    keys: Set[str] = frozenset()


def reasons_of(one: Person, other: Person) -> list[Reason]:
    """Return what speaks for and against one person, as (feature, points), the strongest first."""
    found = [(feature, POINTS[feature]) for feature in sorted(_shared(one, other))]
    found += _of_names(one, other)
    found += [(feature, POINTS[feature]) for feature in _of_facts(one, other)]
    return sorted(found, key=lambda reason: -reason[1])


def score_of(reasons: list[Reason]) -> int:
    """Return the sum of the points; 0 where nothing tells of a person at all."""
    if not OF_A_PERSON & {feature for feature, _points in reasons}:
        return 0
    return sum(points for _feature, points in reasons)


def _shared(one: Person, other: Person) -> set[str]:
    both = one.keys & other.keys
    return {KEY_FEATURES[key[0]] for key in both if key[0] in KEY_FEATURES}


def _of_names(one: Person, other: Person) -> list[Reason]:
    first, second = read_name(one.name), read_name(other.name)
    match likeness(first, second):
        case Likeness.SAME:
            return [(NAME, POINTS[NAME] if first.is_full else SHORT_NAME_POINTS)]
        case Likeness.ALIKE:
            return [(ALIKE, POINTS[ALIKE] if first.is_full and second.is_full else SHORT_NAME_POINTS)]
        case Likeness.OTHER:
            return [(OTHER_NAME, POINTS[OTHER_NAME])]
    return []


def _of_facts(one: Person, other: Person) -> list[str]:
    found = []
    if one.birth_year_be and other.birth_year_be:
        apart = abs(one.birth_year_be - other.birth_year_be)
        # A year's difference is a slip of the pen or of the calendar.
        found += [BIRTH] if apart == 0 else [OTHER_BIRTH] if apart > 1 else []
    if one.community_id is not None and one.community_id == other.community_id:
        found.append(COMMUNITY)
    elif one.area_code == other.area_code and len(one.area_code) == TAMBON_DIGITS:
        found.append(TAMBON)
    if {one.sex, other.sex} == {"female", "male"}:
        found.append(OTHER_SEX)
    return found
