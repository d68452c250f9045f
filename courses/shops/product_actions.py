"""What happens to products: kept, changed, taken off the shelf."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from courses.audit.actions import note
from courses.audit.models import Verb
from courses.people.models import Learner
from courses.shops.errors import ProductRefused
from courses.shops.product_models import (
    FIRST_OTOP_YEAR_BE,
    MOST_PHOTOS,
    MOST_STARS,
    NEEDS_LICENCE,
    Category,
    ExportGroup,
    Product,
    ProductPhoto,
    Quadrant,
)
from lms.dates import BUDDHIST_OFFSET_YEARS, bangkok_date
from lms.text import latin_digits, normalise_thai
from media.models import FileKind, StoredFile

LONGEST_NAME, LONGEST_STORY, LONGEST_NUMBER, LONGEST_ROUND = 120, 2000, 30, 60
LICENCE_DIGITS = 13
MOST_BAHT, MOST_FEE_PERCENT = Decimal(1_000_000), Decimal(90)


@dataclass(frozen=True)
class ProductFacts:
    """What a seller says about a product, as it was typed; amounts in baht for one piece."""

    name: str
    category: str
    otop_number: str = ""
    star: int | None = None
    star_year_be: int | None = None
    star_round: str = ""
    quadrant: str = ""
    licence_number: str = ""
    cost_baht: Decimal | None = None
    price_baht: Decimal | None = None
    fee_percent: Decimal = Decimal(0)
    story: str = ""
    export_group: str = ""


@transaction.atomic
def keep_product(
    learner: Learner,
    facts: ProductFacts,
    *,
    product_id: UUID,
    photos: Sequence[StoredFile] = (),
    at: datetime,
) -> Product:
    """Keep a product of a learner under the form's id: a new one, or the one that has it, changed.

    `photos` are all photos that it shall have, the first one its face. Raises `ProductRefused`.
    """
    tidy = check_product(facts, at=at)
    Learner.objects.select_for_update(of=("self",)).get(pk=learner.pk)
    product = Product.objects.filter(pk=product_id).first()
    if product is not None and (product.learner_id != learner.pk or product.removed_at is not None):
        raise ProductRefused(_("Open the form again and send it once more."))
    product = product or Product(id=product_id, learner=learner, created_at=at)
    for name, value in vars(tidy).items():
        setattr(product, name, value)
    product.changed_at = at
    product.save()
    _keep_photos(product, photos)
    _note(product, at, "kept")
    return product


@transaction.atomic
def remove_product(product: Product, *, at: datetime) -> Product:
    """Take a product off the shelf. What was sold stays told; twice is once."""
    if product.removed_at is None:
        product.removed_at = product.changed_at = at
        product.save(update_fields=["removed_at", "changed_at"])
        _note(product, at, "removed")
    return product


@transaction.atomic
def put_back_product(product: Product, *, at: datetime) -> Product:
    """Put a removed product on the shelf again."""
    product.removed_at, product.changed_at = None, at
    product.save(update_fields=["removed_at", "changed_at"])
    _note(product, at, "put back")
    return product


def check_product(facts: ProductFacts, *, at: datetime) -> ProductFacts:
    """Return the facts in one spelling. Raises `ProductRefused` with the field and what to do."""
    name = normalise_thai(facts.name)[:LONGEST_NAME]
    if not any(letter.isalnum() for letter in name):
        raise ProductRefused(_("Write what the product is called."), field="name")
    if facts.category not in Category.values:
        raise ProductRefused(_("Choose what kind of product it is."), field="category")
    if facts.quadrant not in ("", *Quadrant.values):
        raise ProductRefused(_("Choose one of the answers."), field="quadrant")
    if facts.export_group not in ("", *ExportGroup.values):
        raise ProductRefused(_("Choose one of the answers."), field="export_group")
    star_year_be, star_round = _checked_star(facts, bangkok_date(at).year + BUDDHIST_OFFSET_YEARS)
    return ProductFacts(
        name=name,
        category=facts.category,
        otop_number=" ".join(latin_digits(normalise_thai(facts.otop_number)).split())[:LONGEST_NUMBER],
        star=facts.star or None,
        star_year_be=star_year_be,
        star_round=star_round,
        quadrant=facts.quadrant,
        licence_number=read_licence(facts.licence_number) if facts.category in NEEDS_LICENCE else "",
        cost_baht=_amount(facts.cost_baht, "cost_baht"),
        price_baht=_amount(facts.price_baht, "price_baht"),
        fee_percent=_fee(facts.fee_percent),
        story=facts.story.strip()[:LONGEST_STORY],
        export_group=facts.export_group,
    )


def read_licence(text: str) -> str:
    """Return the 13 digits of an FDA number, typed with dashes, spaces, Thai digits or «อย.» before it.

    Whether the number was really given only the Food and Drug Administration knows: the digits are counted,
    and one digit thirteen times is refused. Empty stays empty. Raises `ProductRefused`.
    """
    typed = latin_digits(normalise_thai(text)).removeprefix("อย.").removeprefix("อย").strip()
    digits = "".join(letter for letter in typed if letter not in " -–.")
    if not digits:
        return ""
    if not (digits.isascii() and digits.isdigit()) or len(digits) != LICENCE_DIGITS or len(set(digits)) == 1:
        raise ProductRefused(
            _("An FDA number has 13 digits. Look at the label, or leave it empty."), field="licence_number"
        )
    return digits


def _note(product: Product, at: datetime, act: str) -> None:
    note(
        Verb.CHANGED,
        by=product.learner.user,
        at=at,
        person=product.learner.public_id,
        subject=("product", product.pk),
        details={"act": act},
    )


def _checked_star(facts: ProductFacts, this_year_be: int) -> tuple[int | None, str]:
    if not facts.star:
        return None, ""
    if not 1 <= facts.star <= MOST_STARS:
        raise ProductRefused(_("OTOP stars go from 1 to 5."), field="star")
    year = facts.star_year_be
    if year is None:
        raise ProductRefused(_("Write the year of the round that gave the stars."), field="star_year_be")
    if year > this_year_be:
        raise ProductRefused(_("This year is still to come. Look at the certificate."), field="star_year_be")
    if year < FIRST_OTOP_YEAR_BE:
        raise ProductRefused(_("OTOP began in 2544. Look at the year again."), field="star_year_be")
    return year, " ".join(facts.star_round.split())[:LONGEST_ROUND] or f"OPC {year}"


def _amount(amount: Decimal | None, field: str) -> Decimal | None:
    if amount is not None and not 0 <= amount <= MOST_BAHT:
        raise ProductRefused(_("Look at the amount again: it must lie between 0 and 1,000,000."), field=field)
    return amount


def _fee(percent: Decimal) -> Decimal:
    if not 0 <= percent <= MOST_FEE_PERCENT:
        raise ProductRefused(_("A fee lies between 0 and 90 percent."), field="fee_percent")
    return percent


def _keep_photos(product: Product, photos: Sequence[StoredFile]) -> None:
    """Let a product have exactly these photos; what is no longer among them is removed with its bytes."""
    if len(photos) > MOST_PHOTOS:
        raise ProductRefused(_("Send at most %(most)s pictures.") % {"most": MOST_PHOTOS}, field="photos")
    theirs = ProductPhoto.objects.exclude(product=product).filter(stored_file__in=photos)
    is_own = all(one.owner_id == product.learner.user_id and one.kind == FileKind.PHOTO for one in photos)
    if not is_own or theirs.exists():
        raise ProductRefused(_("Choose the picture again."), field="photos")
    before = {
        photo.stored_file_id: photo.stored_file for photo in product.photos.select_related("stored_file")
    }
    if list(before) == [one.pk for one in photos]:
        return
    product.photos.all().delete()
    ProductPhoto.objects.bulk_create(
        ProductPhoto(product=product, stored_file=stored, position=place)
        for place, stored in enumerate(photos)
    )
    kept = {stored.pk for stored in photos}
    for gone in (stored for pk, stored in before.items() if pk not in kept):
        with suppress(ProtectedError):  # it is evidence as well
            gone.delete()
