"""Days as people type them: the phone reads each as the site does, or says that it is none."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from lms.dates import read_day

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TYPED = (
    "1/12/2569|1/12/69|01-12-69|1.12.69|1 12 69|๑/๑๒/๒๕๖๙|๑/๑๒/๖๙|1/12/2026|2026-12-01|2569-12-01|2026/12/1"
    "|1 ธ.ค. 69|1 ธ.ค. 2569|1ธ.ค.69|1 ธันวาคม 2569|1 ธันวาคม พ.ศ. 2569|1 ธค 69|1-Dec-26|1 December 2026"
    "|1 dec 26|วันที่ 1 ธ.ค. 69|วันอังคารที่ 1 ธันวาคม 2569|29/2/2567|29/2/2568|31/11/2569|32/1/2569|1/13/2569"
    "|0/1/2569|20-11|เมื่อวาน|1/12|69|1 ฟ.ค. 69|1/12/569|1/12/99| 1/12/2569 |1 / 12 / 2569|1/12/2569."
)
READ = """async (typed) => {
  const { readDay } = await import("/static/courses/claiming.js");
  return typed.map(readDay);
}"""


def on_the_site(typed: str) -> str | None:
    try:
        return read_day(typed).isoformat()
    except ValueError:
        return None


def test_the_phone_reads_a_day_as_the_site_does(page_of: Callable[..., Any]) -> None:
    page = page_of(None, 360)
    page.goto("/healthz")
    typed = TYPED.split("|")
    on_the_phone = page.evaluate(READ, typed)
    assert on_the_phone[1] == date(2026, 12, 1).isoformat()
    assert dict(zip(typed, on_the_phone, strict=True)) == {one: on_the_site(one) for one in typed}
