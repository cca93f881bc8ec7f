"""The way in for people without an account: a process of its own, with nothing behind it but released cards."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "enishi.edge.settings"

application = get_wsgi_application()
gc.collect()
gc.freeze()
