"""The WSGI door for gunicorn."""

import gc
import os

# Loading makes hundreds of thousands of objects that all stay: looking for rubbish among them meanwhile
# costs a fifth of the start.
gc.disable()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from lms.turns import TakingTurns  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

application = TakingTurns(get_wsgi_application())

# The addresses would load with the first request, which then waits a second for its answer.
get_resolver().url_patterns  # noqa: B018

# What is loaded by now lives as long as the process. Without this every collection walks through
# all of it again, which costs a large page a third of its time.
gc.freeze()
gc.enable()
