"""One file of settings; everything that differs between cities comes from the environment."""

import secrets
from datetime import timedelta
from pathlib import Path

from enishi import environment
from enishi.machine import database, lean

lean.leave_numpy_out()
PROJECT = Path(__file__).resolve().parent.parent
DATA = Path(environment.text("ENISHI_DATA", str(PROJECT / "var"))).resolve()
SHARED = Path(environment.text("ENISHI_SHARED", str(PROJECT.parent / "shared")))

DEBUG = False
DEMO = environment.flag("ENISHI_DEMO")
ROLE = environment.text("ENISHI_ROLE", "app")


def _secret_key() -> str:
    key = environment.text("ENISHI_SECRET_KEY")
    if key:
        return key
    kept = DATA / "secret-key"
    if not kept.exists():
        DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return kept.read_text(encoding="ascii").strip()


SECRET_KEY = _secret_key()
VISIT_KEYS = Path(environment.text("ENISHI_VISIT_KEYS", str(DATA / "visit-keys"))).resolve()
ALLOWED_HOSTS = environment.words("ENISHI_HOSTS", "localhost,127.0.0.1,[::1]")
HTTPS = environment.flag("ENISHI_HTTPS")
EDGE_ADDRESS = environment.text("ENISHI_EDGE_ADDRESS")  # where people without an account open their links; none: nowhere
CSRF_TRUSTED_ORIGINS = environment.words("ENISHI_ORIGINS")

INSTALLED_APPS = [
    "enishi.website",
    "enishi.office",
    "enishi.agencies",
    "enishi.community",
    "enishi.sharing",
    "enishi.residents",
    "enishi.intake",
    "enishi.cases",
    "enishi.conferences",
    "enishi.participation",
    "enishi.reporting",
    "enishi.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "enishi.office.hosts.by_its_names",
    "enishi.website.middleware.living_connection",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "enishi.website.middleware.closed_headers",
    "enishi.website.middleware.without_control_characters",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "enishi.website.middleware.wearing_a_hat",
    "enishi.website.middleware.answering_refusals",
]

ROOT_URLCONF = "enishi.urls"
WSGI_APPLICATION = "enishi.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "enishi.website.templatetags.addresses",
                "enishi.website.templatetags.components",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "enishi.website.context.page",
            ],
        },
    }
]

# A connection for each request would cost PostgreSQL more than the request itself (bench); what a hat leaves on one is
# cleared by website.access.
DATABASES = {"default": database.django_settings(ROLE) | {"CONN_MAX_AGE": None}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "agencies.Staff"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "enishi.website.passwords.StaffNumberBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "enishi.website.passwords.InitialCodeHasher",
]
MFA_ADAPTER = "enishi.website.factors.adapter.EncryptedFactors"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # by account alone, a rival could keep anybody out
AXES_USERNAME_FORM_FIELD = "username"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=10)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W002"]  # the form itself says that it is locked
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

MESSAGE_STORAGE = "enishi.website.telling.Telling"
SESSION_ENGINE = "enishi.website.sessions"
SESSION_COOKIE_NAME = "__Host-enishi" if HTTPS else "enishi"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = True
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'none'"],  # but for the one page that works without a network
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

EMAIL_HOST = environment.text("ENISHI_SMTP_HOST", "localhost")
EMAIL_PORT = environment.number("ENISHI_SMTP_PORT", environment.mail_port("ENISHI_SMTP_SECURITY"))
EMAIL_HOST_USER = environment.text("ENISHI_SMTP_USER")
EMAIL_HOST_PASSWORD = environment.text("ENISHI_SMTP_PASSWORD")
EMAIL_USE_TLS, EMAIL_USE_SSL = environment.mail_security("ENISHI_SMTP_SECURITY")
EMAIL_TIMEOUT = environment.number("ENISHI_SMTP_TIMEOUT", 30)
if EMAIL_HOST_PASSWORD and not (EMAIL_USE_TLS or EMAIL_USE_SSL):
    raise environment.SettingError(
        "ENISHI_SMTP_PASSWORD would be sent in the clear: set ENISHI_SMTP_SECURITY to starttls or tls"
    )
DEFAULT_FROM_EMAIL = environment.text("ENISHI_MAIL_FROM", "enishi@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "enishi.machine.log_lines.WithoutPersons",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["out"], "level": "WARNING"},
}
