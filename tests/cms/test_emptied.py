"""What the next test finds after one with real transactions, which empties the database behind it."""

import pytest
from django.core.management import call_command
from wagtail.models import Collection, Page


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_has_wagtails_roots_again() -> None:
    call_command("flush", interactive=False, verbosity=0)
    assert Page.objects.filter(depth=1).count() == Collection.objects.filter(depth=1).count() == 1
