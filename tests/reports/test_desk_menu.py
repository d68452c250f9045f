"""The menu of the desk says where one is, once; on a phone it opens from one button."""

import re

import pytest
from django.test import Client

from tests import build

pytestmark = pytest.mark.django_db
CURRENT = re.compile(r'<a href="([^"]+)" aria-current="page"')
PAGES = {
    "/desk/goal/": "/desk/goal/",
    "/desk/drill/": "/desk/drill/",
    "/desk/cohorts/": "/desk/cohorts/",
    "/desk/evidence/": "/desk/evidence/",
    "/desk/evidence/second/": "/desk/evidence/second/",
    "/desk/ledgers/": "/desk/ledgers/",
    "/desk/duplicates/": "/desk/duplicates/",
    "/desk/months/": "/desk/months/",
    "/desk/rules/": "/desk/rules/",
    "/desk/exports/": "/desk/exports/",
    "/desk/report/": "/desk/exports/",
    "/desk/roles/": "/desk/roles/",
}


def menu(html: str) -> str:
    return html[html.index('<nav id="menu"') : html.index("</nav>", html.index('<nav id="menu"'))]


def test_each_page_is_marked_once(client: Client, people: build.People) -> None:
    client.force_login(people.administrator)
    marked = {page: CURRENT.findall(menu(client.get(page).content.decode())) for page in PAGES}
    assert marked == {page: [entry] for page, entry in PAGES.items()}


def test_a_button_opens_the_menu_without_a_script(client: Client, people: build.People) -> None:
    client.force_login(people.administrator)
    html = client.get("/desk/goal/").content.decode()
    assert 'type="button" popovertarget="menu"' in html
    assert '<nav id="menu" popover' in html
