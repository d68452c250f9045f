"""Every kind of page: no axe-core violation, nothing sideways, nothing from anywhere else."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from lms.demo import logins
from tests.browser.walker import Walker
from tests.demo_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo-site")]

PLACES = """
import json
from courses.models import Claim, Cohort, Lesson, Submission
from courses.sync.actions import take_batch
from courses.sync.entries import sender_of
from lms.accounts.submit_tokens import give_token
from lms.dates import now
from lms.demo import logins
cohort = logins.open_cohort()
lesson = Lesson.objects.live().get(code="F1")
work = Submission.objects.waiting().filter(learner__enrolments__cohort=cohort).first()
claim = Claim.objects.waiting().filter(milestone="M6").first()
found = {"code": cohort.join_code, "cohort": cohort.pk, "lesson": str(lesson.key), "path": lesson.path_th}
found |= {"english": lesson.path_en, "work": str(work.pk), "claim": str(claim.pk), "person": work.learner_id}
# What their phones sent and could not be stored.
for user in {work.learner.user, logins.named_learner().user}:
    give_token(user, device="มือถือของแม่", at=now())
    sender = sender_of(user, user.learner, may_read=True)
    take_batch(sender, [{"kind": "quiz", "id": "x" * 60}], at=now())
print(json.dumps(found))
"""
PUBLIC = tuple(
    "/ /en/ {path} {english} /lessons/ /lessons/?q=ไลฟ์สด /calculator/ /notice/ /j/ /j/{code}/ /sign-in/ "
    "/sign-in/staff/ /sign-in/code/ /no-such-page/".split()
)
LEARNER = tuple(
    "/me/ /me/profile/ /me/profile/about/ /me/profile/phone/ /me/profile/pin/ /me/shop/ /me/shop/M5/ "
    "/me/shop/M6/ /me/clips/ /me/clips/new/ /me/waiting/ /quiz/{lesson}/ /practice/{lesson}/ "
    "/me/shop/products/new/ /me/shop/channels/new/ /me/shop/sales/ /me/profile/held/ "
    "/me/profile/correction/ /me/profile/erasure/".split()
)
COHORT = tuple(f"/desk/cohorts/{{cohort}}/{page}" for page in ("", "edit/", "roster/", "poster/"))
TRAINER = (
    *"/desk/ /desk/cohorts/ /desk/cohorts/new/ /desk/practice/ /desk/practice/{work}/".split(),
    *"/desk/clips/ /desk/clips/new/ /desk/captions/ /desk/evidence/ /desk/rejected/".split(),
    *"/desk/corrections/ /desk/learners/{person}/ /desk/learners/{person}/pin/".split(),
    *COHORT,
)
MANAGER = tuple("/desk/ /desk/goal/ /desk/cohorts/{cohort}/ /desk/evidence/{claim}/".split())
ADMINISTRATOR = tuple("/desk/ /desk/goal/ /desk/roles/ /desk/roles/new/".split())
SETTINGS: dict[str, dict[str, Any]] = {
    "360 px": {"viewport": {"width": 360, "height": 720}},
    # A window of 720 px at 200 % zoom lays out 360 px and paints each of them twice as large.
    "720 px at 200 %": {
        "viewport": {"width": 360, "height": 450},
        "device_scale_factor": 2,
        "is_mobile": False,
    },
}


@pytest.fixture(scope="module")
def places(demo_site: Site) -> dict[str, str]:
    found: dict[str, str] = json.loads(demo_site.python(PLACES).splitlines()[-1])
    return found


def look_at(walker: Walker, pages: tuple[str, ...], places: dict[str, str]) -> list[str]:
    """Open each page and return what is wrong with it, with its address."""
    wrong = []
    for template in pages:
        path = template.format(**places)
        status = walker.go(path).status
        faults = Axe().run(walker.page).response["violations"]
        found = [f"{one['id']} {node['html'][:90]}" for one in faults for node in one["nodes"]]
        if walker.scrolls_sideways():
            found.append("scrolls sideways")
        if status not in (200, 404) or (status == 404 and template != "/no-such-page/"):
            found.append(f"status {status}")
        wrong += [f"{path}: {one}" for one in found]
    return wrong


def strangers(walker: Walker) -> list[str]:
    """Return the addresses of other sites that the pages asked for."""
    own = (walker.site.address, "data:", "blob:")
    return [address for address in walker.asked if not address.startswith(own)]


def all_faults(walker: Walker, pages: tuple[str, ...], places: dict[str, str]) -> list[str]:
    """Return all that is wrong with pages, in their console, and with what they asked for elsewhere."""
    return [*look_at(walker, pages, places), *strangers(walker), *map(str, walker.faults)]


@pytest.fixture(params=SETTINGS.values(), ids=SETTINGS.keys())
def setting(request: pytest.FixtureRequest) -> dict[str, Any]:
    return {**request.param, "bypass_csp": True}  # axe is injected, which the site's own policy forbids


def test_public_pages(walk: Callable[..., Walker], setting: dict, places: dict[str, str]) -> None:
    assert all_faults(walk(**setting), PUBLIC, places) == []


def test_pages_of_a_learner(walk: Callable[..., Walker], setting: dict, places: dict[str, str]) -> None:
    learner = walk(**setting)
    learner.sign_in()
    assert all_faults(learner, LEARNER, places) == []


@pytest.mark.parametrize(
    ("login", "pages"),
    [(logins.TRAINER, TRAINER), (logins.MANAGER, MANAGER), (logins.ADMINISTRATOR, ADMINISTRATOR)],
    ids=["trainer", "manager", "administrator"],
)
def test_pages_of_the_desk(
    walk: Callable[..., Walker], setting: dict, places: dict[str, str], login: logins.StaffLogin, pages: tuple
) -> None:
    person = walk(**setting)
    person.sign_in_staff(login)
    assert all_faults(person, pages, places) == []


def test_strict_policy_holds_on_every_page(walk: Callable[..., Walker], places: dict[str, str]) -> None:
    """The same walk with the policy on: a blocked script or style would stand in the console."""
    learner = walk()
    learner.sign_in()
    for template in (*PUBLIC, *LEARNER):
        learner.go(template.format(**places))
    assert learner.faults == []
    assert strangers(learner) == []
