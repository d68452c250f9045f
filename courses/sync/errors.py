"""Why an item, or a whole batch, cannot be taken."""

from django.utils.translation import gettext_lazy as _

from courses.errors import Refused


class BatchTooLarge(Refused):
    """More items or bytes than one call may bring. The phone sends smaller batches; nothing is lost."""

    code = "batch-too-large"
    status = 413

    def __init__(self) -> None:
        super().__init__(_("This is too much to send at once. The phone sends it in smaller parts."))


class BatchUnreadable(Refused):
    """The body is no batch at all: broken gzip, no JSON, no list of items."""

    code = "unreadable"
    status = 400

    def __init__(self) -> None:
        super().__init__(_("What was sent could not be read. Open the page again and retry."))


class TooManyRejected(Refused):
    """So many items of this person wait to be looked at that something is wrong with the phone."""

    code = "too-many-rejected"
    status = 429

    def __init__(self) -> None:
        super().__init__(_("Too much from this phone could not be read. Show it to your trainer."))


class ItemUnreadable(Refused):
    """The item has not the shape of any item that we know; `field` names the place."""

    code = "unreadable"
    status = 422

    def __init__(self, field: str = "") -> None:
        super().__init__(_("The site could not read this. Your trainer sees it and can help."), field=field)


class ItemSealed(Refused):
    """The envelope does not open for this profile and id."""

    code = "cannot-open"
    status = 422

    def __init__(self) -> None:
        super().__init__(_("The site could not open this. Your trainer sees it and can help."))


class UnknownKind(Refused):
    """A newer phone sends a kind of item that this site does not know yet."""

    code = "unknown-kind"
    status = 422

    def __init__(self) -> None:
        super().__init__(_("The site does not know this yet. It is kept, and your trainer sees it."))


class OtherProfile(Refused):
    """The item belongs to another profile than the one that sends it."""

    code = "other-profile"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            _("This belongs to another person on this phone. Send it from that person's profile.")
        )


class NotAskedAnyMore(Refused):
    """The question is not this learner's, or its certification does not stand."""

    code = "not-asked"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("This is not asked any more. You need not do anything."))


class FileUsed(Refused):
    """A photo or clip came with another item already."""

    code = "file-used"
    status = 409

    def __init__(self, field: str = "") -> None:
        sentence = _("A photo or clip was sent with something else before. Take it again.")
        super().__init__(sentence, field=field)


class ItemBroke(Refused):
    """Storing the item failed for a reason nobody foresaw; it is kept and can be tried again."""

    code = "not-stored"
    status = 500

    def __init__(self) -> None:
        super().__init__(_("This could not be stored. It is kept, and your trainer can try again."))


class SiteBusy(Refused):
    """The database does not answer now. Nothing is lost: the phone sends again."""

    code = "busy"
    status = 503

    def __init__(self) -> None:
        super().__init__(_("The site is busy now. The phone tries again by itself."))
