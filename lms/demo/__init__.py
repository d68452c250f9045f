"""The demonstration: prepared, peopled and served by `manage.py demo`."""
