"""What came after the first sales: ledgers, follow-ups, shelves, second looks, and the desks of today."""

from datetime import datetime

from courses.ledgers.checklists import load_checklists
from courses.ledgers.reminders import look_after_marks
from courses.milestones.flags import refresh_flags
from courses.milestones.follow_up_models import FollowUp
from courses.models import Claim
from lms.accounts.models import User
from lms.demo import logins
from lms.demo.story import desk, rows, told
from lms.demo.story.asked import draw_follow_ups
from lms.demo.story.draw import OFFICER
from lms.demo.story.known import known_people
from lms.demo.story.ledgers import draw_applications, draw_services
from lms.demo.story.looks import draw_looks
from lms.demo.story.shelves import draw_products, draw_sales

AT_ONCE = 2_000


def go_on(*, seed: int, now: datetime, in_bulk: bool) -> None:
    """Tell what came afterwards: person by person through the actions, or in bulk where people are many.

    Both draw the same; a test holds both to the same rows.
    """
    people = known_people()
    officer, manager = (User.objects.get(email=one) for one in (OFFICER.email, logins.MANAGER.email))
    load_checklists()
    services = list(draw_services(people, now, seed))
    applications = list(draw_applications(people, now, seed))
    products, months = list(draw_products(people, now, seed)), list(draw_sales(people, now, seed))
    looks = list(draw_looks(now, seed))
    if in_bulk:
        operators = rows.write_operators([*services, *applications], officer)
        rows.write_services(services, operators, officer, manager)
        rows.write_applications(applications, operators, officer)
        rows.write_products(products)
        rows.write_months(months)
        rows.write_looks(looks, manager)
    else:
        told.tell_ledgers(services, applications, officer, manager)
        told.tell_products(products)
        told.tell_months(months)
        told.tell_looks(looks, manager)
    FollowUp.objects.bulk_create(draw_follow_ups(people, now, seed), batch_size=AT_ONCE)
    look_after_marks(now)


def fill_desks(*, seed: int, now: datetime, find_pairs: bool) -> None:
    """Leave on the desks what waits there today, and close the months that are over.

    In a large programme the worker looks for pairs: it would take as long as the making.
    """
    manager = User.objects.get(email=logins.MANAGER.email)
    desk.run_campaigns(manager, now, seed)
    desk.close_months(now)
    desk.revoke_one(manager, now)
    desk.ask_one_correction(now, seed)
    if find_pairs:
        desk.suspect_one_pair(now)
    # A sale of a closed month that still waits is flagged now.
    for claim in Claim.objects.waiting().filter(milestone="M6"):
        refresh_flags(claim)
