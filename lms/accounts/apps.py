"""The door key: who you are and your role."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The only app that imports allauth."""

    name = "lms.accounts"
    label = "accounts"
    verbose_name = "บัญชีผู้ใช้"
