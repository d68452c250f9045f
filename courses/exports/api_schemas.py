"""What the read API answers, field by field: the description that programs are written against."""

from datetime import date

from ninja import Field, Schema


class Refusal(Schema):
    """Why nothing was answered: a code for programs, a sentence for people, the parameter to mend."""

    code: str
    message: str
    field: str = ""


class PageOf(Schema):
    """Some items in a stable order; `next` is the cursor of the following page, null at the end."""

    version: str = Field(description="Version of this answer's form")
    as_of: str = Field(description="Moment of counting, ISO 8601")
    next: str | None = Field(description="Cursor of the following page, null at the end")


class IndicatorItem(Schema):
    """An indicator as it is defined today."""

    code: str = Field(description="K1, K1a, … K12, KA: stable")
    version: int
    effective_from: date
    name_th: str
    name_en: str
    definition_th: str
    definition_en: str
    unit: str = Field(description="people, percent, days, baht, baht-per-person or per-trainer")


class PartItem(Schema):
    """A line of a figure that has several, such as women."""

    code: str
    numerator: int
    denominator: int


class FigureItem(Schema):
    """A figure, or with `by` one cell of it. `value` is null unless `state` is ok: never 0, never a guess."""

    indicator: str
    version: int = Field(description="Version of the definition")
    year_be: int = Field(description="Year of the Buddhist era: fiscal, or what `year_kind` says")
    year_kind: str = Field("fiscal", description="fiscal or calendar")
    state: str = Field(description="ok, not-enough-data or no-data-source")
    value: float | None
    numerator: int | None = Field(description="n of N")
    denominator: int | None = Field(None, description="N of «n of N»; null of a plain count")
    unit: str
    comparator: str | None = Field(None, description="gt (more than) or ge (at least); null without a target")
    target: int | None = Field(None, description="null where the plan has no number")
    met: bool | None = None
    parts: list[PartItem] = []
    pending: int | None = Field(None, description="With K1: people whose first sale waits to be checked")
    year_ce: int | None = Field(None, description="With `by`")
    by: str | None = Field(None, description="What it is divided by")
    code: str | None = Field(
        None, description="2026-11, a region, a DOPA code, a track …; unknown: not stated"
    )
    name_th: str | None = None
    name_en: str | None = None
    adds_up: bool | None = Field(None, description="Whether the cells add up to the figure")


class AreaItem(Schema):
    """A province, amphoe or tambon."""

    code: str = Field(description="DOPA code of 2, 4 or 6 digits")
    name_th: str
    name_en: str


class CommunityItem(Schema):
    """A community of the programme."""

    code: str
    name_th: str
    name_en: str
    area_code: str
    province_code: str
    households: int | None
    inhabitants: int | None
    is_rural: bool


class CohortItem(Schema):
    """A cohort: its calendar and seats."""

    code: str = Field(description="The community's code and the cohort's number")
    community: str
    number: int
    area_code: str
    starts_on: date
    ends_on: date
    year_be: int
    seats: int
    learners: int


class CertificationItem(Schema):
    """Somebody who counts, without a name."""

    person: str = Field(description="A code that tells nothing about the person")
    event_on: date
    fiscal_year_be: int
    month: str
    area_code: str
    community: str
    cohort: str = Field(description="Where the person counts, frozen")
    track: str
    assists: list[str] = Field(description="Other cohorts that helped; never added up")


class IndicatorPage(PageOf):
    """Indicators."""

    items: list[IndicatorItem]


class FigurePage(PageOf):
    """Figures."""

    items: list[FigureItem]


class AreaPage(PageOf):
    """Areas."""

    items: list[AreaItem]


class CommunityPage(PageOf):
    """Communities."""

    items: list[CommunityItem]


class CohortPage(PageOf):
    """Cohorts."""

    items: list[CohortItem]


class CertificationPage(PageOf):
    """People who count."""

    items: list[CertificationItem]


# No token, outside its scope or area, a parameter that means nothing, too often.
REFUSALS = {401: Refusal, 403: Refusal, 422: Refusal, 429: Refusal}
