"""The site's addresses and one page that holds nothing but the player."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import path

from lms.urls import urlpatterns as site

PAGE = Template(
    "{% extends 'base.html' %}{% block top %}<header class='top'><h1>บทเรียน</h1></header>"
    "{% include 'media/player.html' with clip_key=key title='ตั้งราคา' %}{% endblock %}"
    "{% block main %}<p id='after'>เนื้อหาต่อจากคลิป</p>{% endblock %}"
)


def player(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    return HttpResponse(PAGE.render(RequestContext(request, {"key": key})))


urlpatterns = [
    path("player/<uuid:key>/", player),
    path("en/player/<uuid:key>/", player),
    *site,
]
