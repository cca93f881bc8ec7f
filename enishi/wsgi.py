"""The web server's way in."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "enishi.settings")

application = get_wsgi_application()

# What was loaded stays as long as the server: it is not searched for rubbish again and again (a twentieth of a page), and
# the workers, which begin as copies, go on sharing it.
gc.collect()
gc.freeze()
# A page makes some ten thousand things and leaves hardly a circle of them; by Python's measure they were searched fourteen times.
gc.set_threshold(10_000)
