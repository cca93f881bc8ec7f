"""Settings of the process at the outer edge. It knows no room, no session, no account, and signs in as ``enishi_edge``."""

import secrets
from ipaddress import ip_network
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from enishi import environment

PROJECT = Path(__file__).resolve().parents[2]

DEBUG = False
SECRET_KEY = secrets.token_urlsafe(48)  # signs when a form was opened, and nothing that outlives the process
ALLOWED_HOSTS = environment.words("ENISHI_EDGE_HOSTS", "localhost,127.0.0.1,[::1]")
HTTPS = environment.flag("ENISHI_HTTPS")
EDGE = conninfo_to_dict(environment.text("ENISHI_EDGE_CONNECTION"))
CITY = environment.text("ENISHI_CITY_NAME", "")
TRUSTED_PROXIES = [ip_network(one) for one in environment.words("ENISHI_TRUSTED_PROXIES")]

INSTALLED_APPS = ["django.contrib.staticfiles"]
MIDDLEWARE = [
    "enishi.office.hosts.by_its_names",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "enishi.edge.headers.closed",
]
ROOT_URLCONF = "enishi.edge.urls"
WSGI_APPLICATION = "enishi.edge.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT / "enishi" / "edge" / "templates"],
        "OPTIONS": {"builtins": ["django.templatetags.static"]},
    }
]
DATABASES: dict[str, dict[str, str]] = {}
LANGUAGE_CODE, TIME_ZONE, USE_TZ = "ja", "Asia/Tokyo", True
STATIC_URL = "static/"
STATIC_ROOT = None
STATICFILES_DIRS = [PROJECT / "enishi" / "website" / "static"]
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "enishi.machine.log_lines.WithoutPersons"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["out"], "level": "ERROR"},
    "loggers": {"django.request": {"level": "CRITICAL"}},  # the address of a request is a secret
}
