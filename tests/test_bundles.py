"""The joined style sheet: everything in it, written again when a part changes."""

from pathlib import Path

from django.contrib.staticfiles import finders

from lms.bundles import BUNDLES, COMMENT


def test_the_joined_sheet_holds_every_part_in_order() -> None:
    text = Path(finders.find("lms/house.css")).read_text()
    at = -1
    for source in BUNDLES["lms/house.css"]:
        part = COMMENT.sub("", Path(finders.find(source)).read_text())
        assert text.find(part) > at
        at = text.find(part)


def test_fonts_of_a_first_visit_stay_light() -> None:
    fonts = [
        finders.find(f"lms/fonts/looped-{script}-{weight}.woff2")
        for script in ("thai", "latin")
        for weight in (400, 700)
    ]
    assert sum(Path(font).stat().st_size for font in fonts) <= 38_000


def test_an_unknown_path_is_not_found() -> None:
    assert finders.find("lms/no-such.css") is None
