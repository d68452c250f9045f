"""Addresses of the classroom beside the pages themselves."""

from django.urls import path

from cms import views
from cms.captions import views as captions
from cms.making import views as making
from cms.packs import views as packs
from cms.sources import views as sources

urlpatterns = [
    path("lessons/", views.lessons, name="lessons"),
    path("calculator/", views.calculator, name="calculator"),
    path("keep/<slug:track>/", packs.keep, name="keep"),
    path("saved/", packs.saved, name="saved"),
    path("desk/clips/new/", sources.clip_new, name="clip-new"),
    path("desk/clips/", making.clips, name="clips-desk"),
    path("desk/clips/<uuid:key>/", making.clip, name="clip-making"),
    path("desk/clips/<uuid:key>/whole.webp", making.whole, name="clip-whole"),
    path("desk/captions/", captions.captions, name="captions"),
    path("desk/captions/<uuid:key>/", captions.clip_captions, name="clip-captions-desk"),
]
