import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import include, path  # noqa: E402

application = get_wsgi_application()
urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]
