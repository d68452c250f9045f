"""The register's pages, room by room. Mounted at `/` in Thai and at `/en/` in English."""

from django.urls import include, path

urlpatterns = [
    path("", include("courses.people.urls")),
    path("", include("courses.cohorts.urls")),
    path("", include("courses.cohorts.staff_urls")),
    path("", include("courses.imports.urls")),
    path("", include("courses.progress.urls")),
    path("", include("courses.practice.urls")),
    # Before the steps: what stands behind /me/shop/ in words would else be read as a step.
    path("", include("courses.shops.urls")),
    path("", include("courses.milestones.urls")),
    path("", include("courses.ledgers.urls")),
    path("", include("courses.duplicates.urls")),
    path("", include("courses.clips.urls")),
    path("", include("courses.sync.urls")),
    path("", include("courses.reports.urls")),
    path("", include("courses.exports.urls")),
    path("", include("courses.reports.months.urls")),
    path("", include("courses.reports.rules.urls")),
    path("", include("courses.rights.urls")),
    path("", include("courses.phone.urls")),
]
