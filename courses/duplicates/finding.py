"""Finding who may be one person: by keys that both have, never by comparing everybody with everybody.

Every minute the people who are new, or whose facts changed, are given their keys and compared with
whoever has one of them. It only suggests: nothing is merged by itself.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import translation

from courses.duplicates.models import DuplicateCard, DuplicateKey, DuplicatePair, Merge, PairState
from courses.duplicates.scoring import ENOUGH, LISTED, POINTS, WORDS, Person, reasons_of, score_of
from courses.people.names import read_name

log = logging.getLogger(__name__)
# A key of more people tells nothing of one: a surname that half a village has, a number typed for all.
MOST_WITH_A_KEY = 40
LONGEST_KEY = 120
SOME = 2000

# Everybody with what is compared, as it stands now, next to what the card says.
FACTS = """
SELECT l.id, u.name, u.phone, l.sex, l.birth_year_be, m.id, COALESCE(m.area_code, ''),
  CASE WHEN k.is_demonstration OR m.is_demonstration THEN 1 ELSE 0 END,
  COALESCE(s.shops, 0), COALESCE(c.claims, 0)
FROM courses_learner l
JOIN accounts_user u ON u.id = l.user_id
LEFT JOIN (SELECT e.learner_id, MAX(e.id) AS enrolment_id FROM courses_enrolment e GROUP BY e.learner_id) n
  ON n.learner_id = l.id
LEFT JOIN courses_enrolment e ON e.id = n.enrolment_id
LEFT JOIN courses_cohort k ON k.id = e.cohort_id
LEFT JOIN courses_community m ON m.id = k.community_id
LEFT JOIN (SELECT learner_id, COUNT(*) AS shops FROM courses_shop GROUP BY learner_id) s
  ON s.learner_id = l.id
LEFT JOIN (SELECT learner_id, COUNT(*) AS claims FROM courses_claim GROUP BY learner_id) c
  ON c.learner_id = l.id
LEFT JOIN courses_duplicatecard d ON d.learner_id = l.id
WHERE l.merged_into_id IS NULL AND l.erased_at IS NULL AND (d.learner_id IS NULL
  OR d.name <> u.name OR d.phone <> u.phone OR d.sex <> l.sex
  OR COALESCE(d.birth_year_be, 0) <> COALESCE(l.birth_year_be, 0)
  OR COALESCE(d.community_id, 0) <> COALESCE(m.id, 0) OR d.area_code <> COALESCE(m.area_code, '')
  OR d.shops <> COALESCE(s.shops, 0) OR d.claims <> COALESCE(c.claims, 0))
"""
# What people sent, as keys.
SENT = """
SELECT x.learner_id, 's:' || x.url_key FROM courses_shop x
  JOIN courses_duplicatecard d ON d.learner_id = x.learner_id AND d.is_due
UNION SELECT c.learner_id, 't:' || c.tracking_number FROM courses_claim c
  JOIN courses_duplicatecard d ON d.learner_id = c.learner_id AND d.is_due WHERE c.tracking_number <> ''
UNION SELECT c.learner_id, 'i:' || v.sha256 FROM courses_evidence v JOIN courses_claim c ON c.id = v.claim_id
  JOIN courses_duplicatecard d ON d.learner_id = c.learner_id AND d.is_due
UNION SELECT c.learner_id, 'q:' || v.slip_reference FROM courses_evidence v
  JOIN courses_claim c ON c.id = v.claim_id
  JOIN courses_duplicatecard d ON d.learner_id = c.learner_id AND d.is_due WHERE v.slip_reference <> ''
"""
PAIRS = f"""
WITH due AS (
  SELECT k.value, k.learner_id FROM courses_duplicatekey k
  JOIN courses_duplicatecard d ON d.learner_id = k.learner_id AND d.is_due
), shared AS (
  SELECT value FROM courses_duplicatekey WHERE value IN (SELECT value FROM due)
  GROUP BY value HAVING COUNT(*) BETWEEN 2 AND {MOST_WITH_A_KEY}
)
SELECT DISTINCT CASE WHEN a.learner_id < b.learner_id THEN a.learner_id ELSE b.learner_id END,
  CASE WHEN a.learner_id < b.learner_id THEN b.learner_id ELSE a.learner_id END
FROM due a JOIN shared s ON s.value = a.value
JOIN courses_duplicatekey b ON b.value = a.value AND b.learner_id <> a.learner_id
"""  # noqa: S608 - our own constants
Pair = tuple[int, int]


def look_for_duplicates(at: datetime) -> int:
    """Compare whoever is new or changed with whoever shares a key; returns how many pairs stand open anew.

    Called each minute and on demand; safe to run twice and to be killed: who was not compared stays due.
    """
    with transaction.atomic():
        _forget_who_is_gone()
        if not _write_cards() and not DuplicateCard.objects.filter(is_due=True).exists():
            return 0
        _write_keys()
        pairs = set(_rows(PAIRS))
        found = _keep_pairs(pairs, at)
        DuplicateCard.objects.filter(is_due=True).update(is_due=False)
    if found:
        log.info("duplicates: %d pairs of profiles compared, %d suggested", len(pairs), found)
    return found


def _rows(statement: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def _forget_who_is_gone() -> None:
    """Drop the cards of people who were merged away or erased, and what journals say of the erased."""
    erased = Q(survivor__erased_at__isnull=False) | Q(merged__erased_at__isnull=False)
    Merge.objects.filter(erased).exclude(changes=[]).update(changes=[])
    is_gone = Q(learner__merged_into__isnull=False) | Q(learner__erased_at__isnull=False)
    if gone := list(DuplicateCard.objects.filter(is_gone).values_list("pk", flat=True)):
        DuplicatePair.objects.filter(Q(first__in=gone) | Q(second__in=gone), state=PairState.OPEN).delete()
        DuplicateKey.objects.filter(learner__in=gone).delete()
        DuplicateCard.objects.filter(pk__in=gone).delete()


def _write_cards() -> int:
    """Bring the cards of new and changed people up to what is known of them; returns how many."""
    columns = (
        "name", "phone", "sex", "birth_year_be", "community_id", "area_code", "is_demonstration", "shops",
        "claims",
    )  # fmt: skip
    cards = [
        DuplicateCard(pk=row[0], is_due=True, **dict(zip(columns, row[1:], strict=True)))
        for row in _rows(FACTS)
    ]
    for card in cards:
        card.is_demonstration = bool(card.is_demonstration)
    DuplicateCard.objects.bulk_create(
        cards,
        batch_size=SOME,
        update_conflicts=True,
        unique_fields=["learner"],
        update_fields=[*columns, "is_due"],
    )
    return len(cards)


def _write_keys() -> None:
    """Give everybody who is due their keys anew."""
    keys: dict[int, set[str]] = defaultdict(set)
    for learner_id, key in _rows(SENT):
        keys[learner_id].add(key)
    due = list(DuplicateCard.objects.filter(is_due=True))
    DuplicateKey.objects.filter(learner__in=DuplicateCard.objects.filter(is_due=True).values("pk")).delete()
    DuplicateKey.objects.bulk_create(
        (
            DuplicateKey(learner_id=card.pk, value=f"{_kind(card)}:{key}"[:LONGEST_KEY])
            for card in due
            for key in sorted({key[: LONGEST_KEY - 2] for key in (*keys[card.pk], *_keys_of(card))})
        ),
        batch_size=SOME,
    )


def _kind(card: DuplicateCard) -> str:
    """Return the letter that keeps real people and the demonstration apart."""
    return "d" if card.is_demonstration else "r"


def _keys_of(card: DuplicateCard) -> Iterator[str]:
    """Yield by what a person may be found: phone; the name as it sounds; half the name and the community."""
    name = read_name(card.name)
    if card.phone:
        yield f"p:{card.phone}"
    yield f"n:{name.sound}"
    if card.community_id and name.is_full:
        yield f"f:{name.first}:{card.community_id}"
        yield f"l:{name.last}:{card.community_id}"


def _keep_pairs(pairs: set[Pair], at: datetime) -> int:
    """Score the pairs and keep those that are likely enough; a suggestion that no longer holds goes."""
    people = _people({pk for pair in pairs for pk in pair})
    due = DuplicateCard.objects.filter(is_due=True).values("pk")
    known = {
        (pair.first_id, pair.second_id): pair
        for pair in (
            *DuplicatePair.objects.filter(first__in=due),
            *DuplicatePair.objects.filter(second__in=due),
        )
    }
    new, kept, found = [], set(), 0
    for pair in sorted(pairs):
        reasons = reasons_of(people[pair[0]], people[pair[1]])
        if pair in known and LISTED in known[pair].features:
            # What happened on one day stands in no profile: the pair alone remembers it.
            reasons = [(LISTED, POINTS[LISTED]), *reasons]
        score = score_of(reasons)
        if score < ENOUGH:
            continue
        kept.add(pair)
        with translation.override("en"):  # pages say it in their own language
            told = [[feature, points, str(WORDS[feature])] for feature, points in reasons]
        if (row := known.get(pair)) is None:
            new.append(
                DuplicatePair(first_id=pair[0], second_id=pair[1], score=score, reasons=told, found_at=at)
            )
        else:
            found += _say_again(row, score, told, at)
    DuplicatePair.objects.bulk_create(new, batch_size=SOME, ignore_conflicts=True)
    stale = [row.pk for pair, row in known.items() if pair not in kept and row.state == PairState.OPEN]
    DuplicatePair.objects.filter(pk__in=stale, state=PairState.OPEN).delete()
    return found + len(new)


def _say_again(row: DuplicatePair, score: int, told: list[list[Any]], at: datetime) -> int:
    """Bring a known pair up to date; one that was kept apart comes back only with something new."""
    if row.state == PairState.MERGED:
        return 0
    was_apart = row.state == PairState.APART
    is_new = bool({one[0] for one in told if one[1] > 0} - set(row.decided_features))
    if was_apart and not is_new:
        return 0
    if (row.score, row.reasons) == (score, told) and not was_apart:
        return 0
    row.score, row.reasons, row.state = score, told, PairState.OPEN
    row.decided_by = row.decided_at = None
    row.found_at = at if was_apart else row.found_at
    row.save(update_fields=["score", "reasons", "state", "decided_by", "decided_at", "found_at"])
    return int(was_apart)


def _people(pks: Iterable[int]) -> dict[int, Person]:
    keys: dict[int, set[str]] = defaultdict(set)
    cards: list[DuplicateCard] = []
    wanted = sorted(pks)
    for start in range(0, len(wanted), SOME):
        some = wanted[start : start + SOME]
        cards += DuplicateCard.objects.filter(pk__in=some)
        for learner_id, value in DuplicateKey.objects.filter(learner__in=some).values_list(
            "learner_id", "value"
        ):
            keys[learner_id].add(value[2:])
    return {
        card.pk: Person(
            card.name,
            card.sex,
            card.birth_year_be,
            card.community_id,
            card.area_code,
            frozenset(keys[card.pk]),
        )
        for card in cards
    }
