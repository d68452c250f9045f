"""The WSGI door for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

application = get_wsgi_application()

# What is loaded by now lives as long as the process. Without this every collection walks through
# all of it again, which costs a large page a third of its time.
gc.collect()
gc.freeze()
