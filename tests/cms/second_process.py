"""Another web process, for `test_two_processes.py`: reads paths, answers with the tag and the title."""

import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

from django.conf import settings

settings.DATABASES["default"]["NAME"] = sys.argv[1]

import django  # noqa: E402

django.setup()

from django.test import Client  # noqa: E402

client = Client()
for line in sys.stdin:
    answer = client.get(line.strip())
    print(answer.status_code, answer.headers.get("ETag", "-"), flush=True)
