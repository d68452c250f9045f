"""Every address asked by those whom it does not concern: no name, no phone, no evidence comes out."""

import io
import logging
import uuid
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from courses.exports.models import ExportJob
from courses.exports.tokens import SCOPES, give_token
from courses.models import Learner
from courses.people.corrections import ask_correction
from courses.shops.actions import add_channel
from courses.shops.product_actions import ProductFacts, keep_product
from courses.shops.sales_actions import tell_sales
from lms.accounts.phones import show_phone
from lms.dates import now
from tests.build import NOON, People
from tests.duplicates.things import pair_of
from tests.ledgers import rows as ledger
from tests.milestones import things
from tests.routes import _nothing, visitor_of
from tests.test_routes import ROWS, address_of

OUTSIDE = ("neighbour", "neighbour_trainer", "neighbour_manager")
NOTE, SHOP, GOODS, CODE = "ลูกค้าประจำบอกต่อ", "ผ้าทอแม่สมใจ", "ซิ่นหมี่ขอคำเดือน", "EY123456785TH"


def phones_of(learner: Learner) -> list[str]:
    """A phone in the spellings in which it could come out."""
    phone = learner.user.phone
    bare = phone.removeprefix("+66")
    return [phone, show_phone(phone), f"0{bare}", bare]


def secrets_of(*learners: Learner) -> list[str]:
    """What only those may read whom a person concerns."""
    found = [NOTE, SHOP, GOODS, CODE]
    for learner in learners:
        found += [learner.name, str(learner.public_id), *phones_of(learner)]
    return found


def text_of(answer: Any) -> str:
    """Everything that an answer says: headers, body, streams, and the parts of a workbook."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(body))
        body = b"".join(archive.read(name) for name in archive.namelist())
    return f"{answer.headers}{body.decode('utf-8', 'replace')}"


def knock(client: Client, method: str, url: str, data: Any = None, **sent: Any) -> tuple[int, str]:
    """The status and all words of an answer; what the visit changed is undone."""
    with transaction.atomic():
        answer = getattr(client, method)(url, data, **sent)
        found = answer.status_code, text_of(answer)
        transaction.set_rollback(True)
    return found


def client_of(people: People, visitor: str) -> Client:
    client = Client(raise_request_exception=False)
    if user := visitor_of(people, visitor):
        client.force_login(user)
    return client


@pytest.fixture
def full(people: People) -> People:
    """The people, with everything known about the learner that lists show."""
    learner = people.learner
    things.certified(learner, people.manager, tracking_number=CODE)
    keep_product(learner, ProductFacts(name=GOODS, category="fabric"), product_id=uuid.uuid4(), at=NOON)
    add_channel(learner, url="https://shopee.co.th/secret-of-somjai", at=NOON)
    month = {"year_be": 2569, "month": 11}
    tell_sales(learner, sales_id=uuid.uuid4(), **month, orders=1, amount_baht=Decimal(1), at=NOON)
    ask_correction(learner, correction_id=uuid.uuid4(), field="other", words=NOTE, at=NOON)
    ledger.service(ledger.inside(learner), people.manager)
    ledger.mark(ledger.inside(learner), people.manager)
    pair_of(learner, people.classmate)
    return people


def leaks_in(words: str, secrets: list[str]) -> list[str]:
    return [secret for secret in secrets if secret in words]


def test_what_belongs_to_one_person_says_nothing_to_those_outside(people: People) -> None:
    """Each address of the role table, with the id of something of the learner's."""
    clients = {visitor: client_of(people, visitor) for visitor in OUTSIDE}
    secrets = secrets_of(people.learner, people.classmate)
    found = []
    for row in ROWS:
        with transaction.atomic():
            url, data = address_of(row, people), row.data(people)
            for visitor, client in clients.items():
                sent = {"content_type": row.content_type} if row.content_type else {}
                status, words = knock(client, row.method, url, data, **sent)
                found += [(row.name, visitor, status, secret) for secret in leaks_in(words, secrets)]
            transaction.set_rollback(True)
    assert not found


def lists_with_filters(people: People) -> Iterator[str]:
    """Each page of lists, with every filter that names a person, a cohort, a place or a trainer of ours."""
    home, trainer = people.cohort, people.trainer
    places = (
        "in=41&stage=enrolled",
        "in=410116&stage=sale",
        "in=410116&stage=sale&who=missing",
        "in=northeast&rest=1&stage=enrolled",
        f"cohort={home.pk}",
        f"community={home.community_id}&in=19&stage=sale",
        f"trainer={trainer.pk}&stage=enrolled",
        f"cohort={home.pk}&trainer={trainer.pk}&stage=enrolled",
    )
    yield from (f"{reverse('drill')}?{place}" for place in places)
    asked = f"q={people.learner.name}&cohort={home.pk}&area=41&learner={people.learner.pk}&show=decided"
    for row in ROWS:
        plain = row.method == "get" and row.kwargs is _nothing and row.name not in ("report-pdf", "drill")
        if plain and 200 in (row.expected("trainer"), row.expected("manager")):
            address = address_of(row, people).partition("?")[0]
            yield from (address, f"{address}?{asked}")
    for code in ("learners", "cohort", "certified", "evidence"):
        yield f"{reverse('export-csv', args=[code])}?cohort={home.pk}"
        yield f"{reverse('export-xlsx', args=[code])}?area=41&community={home.community_id}"


@pytest.mark.parametrize("visitor", OUTSIDE)
def test_no_list_with_any_filter_names_a_person_outside(full: People, visitor: str) -> None:
    client, secrets = client_of(full, visitor), secrets_of(full.learner, full.classmate)
    drill = f"{reverse('drill')}?cohort={full.cohort.pk}"
    assert full.learner.name in knock(client_of(full, "trainer"), "get", drill)[1]  # the walk can find it
    found = []
    for url in lists_with_filters(full):
        status, words = knock(client, "get", url)
        assert status < 500, url
        asked = {secret for secret in secrets if secret in url}  # the box shows what was typed
        found += [(url, secret) for secret in leaks_in(words, secrets) if secret not in asked]
    assert not found


def test_a_managers_pages_and_files_hold_no_phone_of_a_learner(full: People) -> None:
    """Who follows figures needs no phone number (PDPA section 22)."""
    client = client_of(full, "manager")
    phones = [secret for one in (full.learner, full.classmate) for secret in phones_of(one)]
    found = []
    for url in lists_with_filters(full):
        _status, words = knock(client, "get", url)
        found += [(url, phone) for phone in leaks_in(words, phones) if phone not in url]
    assert not found


def test_a_program_of_another_area_reads_nothing_of_ours(full: People) -> None:
    fields = {"name": "ระบบ", "scopes": list(SCOPES), "area_code": "19", "days": 9}
    _row, token = give_token(**fields, form_id=uuid.uuid4(), by=full.administrator, at=now())
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})
    secrets = [
        *secrets_of(full.learner, full.classmate),
        full.community.key,
        full.community.name_th,
        "410116",
    ]
    found = []
    for name in ("figures", "areas", "communities", "cohorts", "certifications"):
        for query in (
            "",
            "year=2570",
            "area=",
            "area=19",
            "area=41",
            "area=410116",
            "by=cohort",
            "by=community",
        ):
            status, words = knock(client, "get", f"{reverse(f'api:data-{name}')}?{query}")
            found += [
                (name, query, status, secret) for secret in leaks_in(words, secrets) if secret not in query
            ]
    assert not found


def test_what_others_left_at_an_address_with_an_id_is_not_there(full: People) -> None:
    """Made files are their asker's alone, also for a manager and a trainer of the same people."""
    moments = dict.fromkeys(("asked_at", "worked_at", "ready_at"), NOON)
    job = ExportJob.objects.create(
        by=full.trainer, listing="learners", state="ready", content=b"x", **moments
    )
    for visitor in ("manager", "administrator", "neighbour_trainer", "learner"):
        for name in ("export-job", "export-file"):
            assert knock(client_of(full, visitor), "get", reverse(name, args=[job.pk]))[0] == 404


class Lines(logging.Handler):
    """Keeps every line that any part of the site logs, with its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        # Statements are logged only where somebody debugs with settings.DEBUG.
        if not record.name.startswith("django.db.backends"):
            self.lines.append(self.format(record))


def test_no_line_of_the_log_holds_a_phone_number(full: People) -> None:
    """A walk over all pages as the learner's own people, at the most talkative level."""
    heard, root = Lines(), logging.getLogger()
    before = root.level
    root.addHandler(heard)
    root.setLevel(logging.DEBUG)
    try:
        client = client_of(full, "trainer")
        for url in lists_with_filters(full):
            knock(client, "get", url)
        phone = full.learner.user.phone
        for path in (reverse("account_login"), reverse("forgot-pin")):
            sent = {"phone": phone, "pin": "111111", "login": phone}
            knock(Client(raise_request_exception=False), "post", path, sent)
        here, listed = [full.cohort.pk], f"สมหมาย ใจดี {show_phone(phone)}"
        knock(client, "post", reverse("import", args=here), {"pasted": listed})
        knock(client, "post", reverse("roster-add", args=here), {"phone": phone})
    finally:
        root.removeHandler(heard)
        root.setLevel(before)
    said = [line for line in heard.lines for phone in phones_of(full.learner) if phone in line]
    assert heard.lines
    assert not said
