"""The number followed by its links: from the headline down to the picture, and from there up again."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client

from courses.milestones.models import Evidence
from courses.milestones.redact_models import Covering
from tests import build
from tests.build import NOON, People
from tests.milestones import things

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a\b[^>]*\bhref="([^"]+)"[^>]*>(.*?)</a>', re.S)
ABOUT = re.compile(r"<[^>]+>")


class Reader:
    """A member of staff who follows links, and only links that stand on the page."""

    def __init__(self, user: object) -> None:
        self.client, self.html = Client(), ""
        self.client.force_login(user)  # type: ignore[arg-type]

    def open(self, address: str) -> str:
        """Open an address as a browser does, and answer with the page."""
        answer = self.client.get(address.split("#")[0])
        assert answer.status_code == 200, address
        if answer.headers["Content-Type"].startswith("text/html"):
            self.html = answer.content.decode()
        return self.html

    def links(self, start: str, inside: str = "") -> list[str]:
        """Return the links of a part of the page whose address begins so."""
        part = self.html[self.html.index(inside) :] if inside else self.html
        return [unescape(href) for href, _text in LINK.findall(part) if href.startswith(start)]

    def follow(self, start: str, inside: str = "") -> str:
        """Follow the first of them."""
        found = self.links(start, inside)
        assert found, f"no link to {start} on the page"
        return self.open(found[0])


@pytest.fixture
def counted(people: People) -> People:
    """Two who count in one community, one elsewhere, one who had sold before and does not count."""
    elsewhere = build.cohort(build.community("rest", "50"))
    sellers = (people.learner, people.classmate, build.learner("ต่างที่", elsewhere))
    for learner, order, parcel in zip(
        sellers, ("navy", "teal", "olive"), ("red", "gold", "pink"), strict=True
    ):
        shown = [
            (things.ORDER, things.stored_picture(learner, order)),
            (things.PARCEL, things.stored_picture(learner, parcel)),
        ]
        for _kind, stored in shown:
            Covering.objects.create(
                stored_file=stored, outcome="clean", by=people.administrator, at=things.NOON
            )
        things.certified(learner, people.administrator, photos=shown)
    things.certified(build.learner("เคยขาย", people.cohort, sold_before=True), people.administrator)
    return people


def headline(html: str) -> int:
    found = re.search(r'<b class="big">([\d,]+)</b>', html)
    assert found
    return int(found[1].replace(",", ""))


def listed(html: str) -> tuple[int, list[str]]:
    """Return the number above a list, and the people in it."""
    part = html[html.index('id="people"') :]
    number = re.search(r'id="people-head"[^>]*>(.*?)</h2>', part, re.S)
    assert number
    said = re.search(r"·\s*([\d,]+) ราย", number[1])
    assert said, number[1]
    rows = re.findall(r'<tr><th scope="row"><a href="(/desk/learners/\d+/)\?list=', part)
    return int(said[1].replace(",", "")), rows


def test_the_number_leads_down_to_each_picture_and_the_picture_up_to_the_number(counted: People) -> None:
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        reader = Reader(counted.administrator)
        number = headline(reader.open("/desk/goal/"))
        assert number == 3
        said, people = listed(reader.follow("/desk/drill/", 'id="number"'))
        assert (said, len(people)) == (number, number)

        claims, pictures = set(), set()
        for address in people:
            person = reader.open(address)
            assert "นับ 1 ราย ในปีงบประมาณ 2570" in person
            assert "ฉบับแรก ตามเอกสารโครงการ" in person
            assert counted.administrator.name in person
            assert "17 พ.ย. 2569" in person
            claims.add(reader.links("/desk/evidence/", 'id="counts"')[0])
            reader.follow("/desk/evidence/", 'id="counts"')
            shown = reader.links("/files/evidence/")
            assert shown
            pictures.update(shown)
            _goes_back_up(reader, number, shown[0])
        proofs = Evidence.objects.filter(claim__certification__is_baseline_seller=False)
        assert len(claims) == number
        assert len(pictures) == proofs.count()


def _goes_back_up(reader: Reader, number: int, picture: str) -> None:
    """From the page of the picture: person, cohort, community, province, country, headline."""
    page = reader.html
    reader.open(picture)
    crumbs = page[page.index('class="plain row wrap crumbs"') :]
    links = [unescape(href) for href, _ in LINK.findall(crumbs[: crumbs.index("</ol>")])]
    goal, country, province, community, cohort, person = links
    reader.open(person)
    assert "นับ 1 ราย" in reader.html
    sums = [listed(reader.open(address))[0] for address in (cohort, community, province, country)]
    assert sums == sorted(sums)
    assert person in listed(reader.open(cohort))[1]
    assert sums[-1] == number == headline(reader.open(goal))


def test_who_may_not_see_them_walks_to_an_empty_hand(counted: People) -> None:
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        reader = Reader(counted.neighbour_trainer)
        assert headline(reader.open("/desk/goal/")) == 3
        page = reader.follow("/desk/drill/", 'id="number"')
        assert "/desk/learners/" not in page
        assert counted.learner.name not in page


def test_the_list_of_a_bar_stands_before_the_tables_and_takes_the_focus(counted: People) -> None:
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        reader = Reader(counted.administrator)
        page = reader.open("/desk/drill/?stage=sale")
        assert page.index('id="people" tabindex="-1"') < page.index('id="whole"') < page.index('id="parts"')
        assert [link for link in reader.links("?", 'id="people"') if link.endswith("#whole")]
        assert "stage=shop#people" in page[page.index("funnel-picture") :]
        assert 'id="people"' not in reader.open("/desk/drill/")
