"""One person with a browser: what they do on the pages, in their own words."""

import json
import re
from typing import Any

from lms.demo import logins
from tests.demo_site import Site

SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


class Walker:
    """Clicks, types and looks. Every address that the pages ask for is written down."""

    def __init__(self, page: Any, site: Site) -> None:
        self.page = page
        self.site = site
        self.asked: list[str] = []
        self.faults: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._listen)

    def _listen(self, message: Any) -> None:
        # A refused form answers 4xx, which the console reports; what is broken is an error of ours.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def go(self, path: str) -> Any:
        """Open an address of the site."""
        answer = self.page.goto(path)
        assert answer is not None
        return answer

    def press(self, selector: str) -> None:
        """Press a button or a link that leads to another page."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def main_button(self) -> None:
        """Press the one filled button at the foot of the page."""
        self.press(".dock .btn:not(.quiet)")

    def reads(self, text: str) -> bool:
        """Tell whether a text stands on the page."""
        return text in self.page.locator("body").inner_text()

    # --- coming in ------------------------------------------------------------------------------
    def join(self, code: str, *, name: str, phone: str, pin: str) -> None:
        """Join a cohort with a code, as a newcomer does."""
        self.go(f"/j/{code}/")
        self.page.fill("[name=name]", name)
        self.page.fill("[name=phone]", phone)
        self.page.fill("[name=pin]", pin)
        self.page.locator("label.choice").first.click()
        self.main_button()

    def sign_in(self, phone: str = logins.LEARNER_PHONE_SHOWN, pin: str = logins.LEARNER_PIN) -> None:
        """Come in as a learner."""
        self.go("/sign-in/")
        self.page.fill("[name=phone]", phone)
        self.page.fill("[name=pin]", pin)
        self.main_button()

    def sign_in_staff(self, login: logins.StaffLogin) -> None:
        """Come in as somebody who works at the desk."""
        self.go("/sign-in/staff/")
        self.page.fill("[type=email]", login.email)
        self.page.fill("[type=password]", logins.PASSWORD)
        self.main_button()

    # --- learning -------------------------------------------------------------------------------
    def take_quiz(self, key: str) -> None:
        """Answer a quiz rightly, one question a screen, up to its result."""
        right = self._right_answers(key)
        self.go(f"/quiz/{key}/")
        for _ in right:
            question = re.search(r"/quiz/[^/]+/(\d+)/", self.page.url)
            assert question is not None, self.page.url
            self._answer(right[int(question[1]) - 1])
            self.main_button()

    def _answer(self, question: dict[str, Any]) -> None:
        answer = question["answer"]
        if question["kind"] == "number":
            self.page.fill("[name=answer]", answer["value"])
            self.main_button()
        elif question["kind"] == "several":
            for one in answer:
                self.page.locator(f'label:has([name=answer][value="{one}"])').click()
            self.main_button()
        else:
            value = answer[0] if question["kind"] == "single" else str(answer).lower()
            self.press(f'[name=answer][value="{value}"]')

    def _right_answers(self, key: str) -> list[dict[str, Any]]:
        lines = (
            "import json\nfrom courses.models import QuizVersion\n"
            f"version = QuizVersion.objects.get(lesson_id='{key}', is_current=True)\n"
            "print(json.dumps(version.content['questions']))"
        )
        found: list[dict[str, Any]] = json.loads(self.site.python(lines).splitlines()[-1])
        return found

    # --- looking --------------------------------------------------------------------------------
    def scrolls_sideways(self) -> bool:
        """Tell whether the page is wider than the screen."""
        return bool(self.page.evaluate(SIDEWAYS))
