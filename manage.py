#!/usr/bin/env python3
"""Run one administrative command of the site."""

import os
import sys


def main() -> None:
    """Point Django at the one settings file and hand over the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    from django.core.management import execute_from_command_line

    from lms.env import WrongSetting

    try:
        execute_from_command_line(sys.argv)
    except WrongSetting as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
