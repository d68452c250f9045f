"""What the stages of the funnel are called, and what is lost before each."""

from django.utils.translation import gettext as _

from courses.reports.way_sql import CONTENT, CORE, ENROLLED, EVIDENCE, SALE, SHOP, STARTED, STILL

# Stable names of the stages, for addresses, files and programs.
STAGE_CODES = {
    ENROLLED: "enrolled",
    STARTED: "started",
    CORE: "core",
    SHOP: "shop",
    CONTENT: "content",
    EVIDENCE: "evidence",
    SALE: "sale",
    STILL: "still",
}
STAGE_OF = {code: stage for stage, code in STAGE_CODES.items()}


def stage_labels() -> dict[int, str]:
    """Return the stages' names in the page's language."""
    return {
        ENROLLED: _("Enrolled"),
        STARTED: _("Began learning"),
        CORE: _("Finished the core lessons"),
        SHOP: _("Shop open (checked)"),
        CONTENT: _("First live or clip"),
        EVIDENCE: _("Proof of sale sent"),
        SALE: _("First sale (proven)"),
        STILL: _("Still selling after 90 days"),
    }


def stage_heads() -> dict[int, str]:
    """Return names that fit above a narrow column."""
    return {
        ENROLLED: _("Enrolled"),
        STARTED: _("Began"),
        CORE: _("Core done"),
        SHOP: _("Shop open"),
        CONTENT: _("Live or clip"),
        EVIDENCE: _("Proof sent"),
        SALE: _("Able to sell"),
        STILL: _("Selling at 90 days"),
    }


def leaks() -> dict[int, str]:
    """Return what to call the gap before each stage."""
    return {
        STARTED: _("enrolled, not begun"),
        CORE: _("began, core not finished"),
        SHOP: _("finished the core, no shop yet"),
        CONTENT: _("shop open, no live or clip yet"),
        EVIDENCE: _("live or clip made, no proof of a sale yet"),
        SALE: _("proof sent, not counted yet"),
        STILL: _("counted, not seen selling after 90 days"),
    }


def next_acts() -> dict[int, str]:
    """Return what somebody at each stage should do next, as the caller says it."""
    return {
        ENROLLED: _("Invite to open the first lesson"),
        STARTED: _("Help to finish the lessons left"),
        CORE: _("Help to open a shop and send its picture"),
        SHOP: _("Help to make the first live or clip"),
        CONTENT: _("Help to sell and keep the proof"),
        EVIDENCE: _("Look at the proof, or say what to mend"),
        SALE: _("Ask about sales after 90 days"),
        STILL: _("Nothing to do"),
    }
