"""Every address of the site, in one place."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls

from lms import views
from lms.api import api
from lms.install import views as install

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("sw.js", install.service_worker, name="service-worker"),
    path("api/v1/", api.urls),
    path("files/", include("media.urls")),
    path("cms/", include("cms.admin.urls")),
    *i18n_patterns(
        path("manifest.webmanifest", install.web_manifest, name="web-manifest"),
        path("", include("lms.accounts.urls")),
        path("", include("courses.urls")),
        path("", include("media.page_urls")),
        path("", include("cms.urls")),
        path(
            "_util/login/",
            RedirectView.as_view(pattern_name="staff-login", query_string=True),
            name="wagtailcore_login",
        ),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]

handler400 = views.bad_request
handler403 = views.not_allowed
handler404 = views.not_found
handler500 = views.server_error
