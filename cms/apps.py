"""The classroom: what people read, watch and answer."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    """The only app that imports wagtail."""

    name = "cms"
    verbose_name = "ห้องเรียน"
