"""Why evidence goes back: a list that a programme edits, in Thai and English, each with what to do next.

Two kinds: more evidence is asked for, or what was sent cannot be accepted. Both send the claim back; the
learner reads the Thai sentence and may send again.
"""

from django.core.validators import RegexValidator
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _


class ReasonKind(models.TextChoices):
    """What the reason asks of the learner."""

    MORE = "more", _("Ask for more evidence")
    NO = "no", _("Does not pass")


class ReturnReason(models.Model):
    """One reason for sending evidence back. `text_th` is what the learner reads."""

    code = models.CharField(_("code"), max_length=20, unique=True, validators=[RegexValidator(r"^[a-z-]+$")])
    kind = models.CharField(_("kind"), max_length=4, choices=ReasonKind.choices, default=ReasonKind.MORE)
    text_th = models.CharField(_("in Thai"), max_length=200)
    text_en = models.CharField(_("in English"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    is_offered = models.BooleanField(_("is offered to reviewers"), default=True)

    class Meta:
        verbose_name = _("reason for sending back")
        verbose_name_plural = _("reasons for sending back")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"

    @property
    def text(self) -> str:
        """Return the reason in the page's language."""
        return self.text_en if translation.get_language() == "en" else self.text_th


# What a programme begins with. One that is edited or taken away in the register stays so.
BEGIN_WITH: tuple[tuple[str, str, str, str], ...] = (
    (
        "unclear",
        "more",
        "ภาพไม่ชัด ถ่ายใหม่ให้อ่านออก",
        "The picture is not clear. Take it again so that it can be read.",
    ),
    (
        "no-date",
        "more",
        "ไม่เห็นวันที่ ส่งภาพที่เห็นวันที่",
        "The day cannot be seen. Send a picture that shows the date.",
    ),
    (
        "not-own",
        "more",
        "ยังไม่เห็นว่าเป็นร้านของคุณ ส่งภาพที่เห็นชื่อร้าน",
        "We cannot see that this is your shop. Send a picture with the shop's name.",
    ),
    (
        "link",
        "more",
        "ลิงก์เปิดไม่ได้ คัดลอกจากหน้าร้านใหม่อีกครั้ง",
        "The link does not open. Copy it again from the shop's page.",
    ),
    (
        "number",
        "more",
        "เลขพัสดุไม่ตรงกับในภาพ ดูให้ดีแล้วส่งใหม่",
        "The tracking number is not the one in the picture. Look at it and send it again.",
    ),
    (
        "more",
        "more",
        "ขอหลักฐานเพิ่มอีก 1 อย่าง",
        "Please add one more piece of evidence.",
    ),
    (
        "customer",
        "no",
        "ยังเห็นชื่อหรือที่อยู่ลูกค้า ปิดก่อนแล้วส่งใหม่",
        "The customer's name or address can be seen. Cover it and send it again.",
    ),
    (
        "used",
        "no",
        "หลักฐานนี้มีคนใช้แล้ว ส่งหลักฐานของคุณเอง",
        "Another person used this evidence already. Send evidence of your own.",
    ),
    (
        "not-sale",
        "no",
        "ภาพนี้ไม่ใช่การขายจริง ส่งเมื่อขายให้ลูกค้าได้แล้ว",
        "This does not show a real sale. Send it again when you have sold to a customer.",
    ),
    (
        "not-buyer",
        "no",
        "ผู้ซื้อเป็นคนในโครงการ ส่งการขายให้คนอื่น",
        "The buyer takes part in the programme. Send a sale to somebody else.",
    ),
)


def offered_reasons() -> list[ReturnReason]:
    """Return what a reviewer chooses from, in the order of the list. One query.

    A register whose list is empty offers what a programme begins with.
    """
    kept = list(ReturnReason.objects.all())
    return [reason for reason in kept if reason.is_offered] if kept else first_reasons(ReturnReason)


def first_reasons(model: type[ReturnReason]) -> list[ReturnReason]:
    """Return the reasons that a programme begins with, unsaved. `model` may be that of a migration."""
    return [
        model(code=code, kind=kind, text_th=text_th, text_en=text_en, position=number * 10)
        for number, (code, kind, text_th, text_en) in enumerate(BEGIN_WITH, start=1)
    ]
