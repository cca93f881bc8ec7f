#!/usr/bin/env python
"""Django's own commands; everyday commands are in the console script ``enishi``."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "enishi.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
