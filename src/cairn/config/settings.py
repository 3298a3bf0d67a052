"""Every setting of Cairn; values come from the environment, with defaults for one machine.

The guide lists each variable: docs/guide/running.md.
"""

import os
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from cairn.config.sqlite import use_current_sqlite

use_current_sqlite()

PACKAGE = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    """Read one variable of the environment."""
    return os.environ.get(name, default)


def flag(name: str) -> bool:
    """Read a yes-or-no variable; anything but 1, true, yes and on is no."""
    return env(name).lower() in {"1", "true", "yes", "on"}


def listed(name: str, default: str = "") -> list[str]:
    """Read a list whose parts are separated by commas."""
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


# Where things are kept -----------------------------------------------------------------------------
VAR = Path(env("CAIRN_VAR", "var")).resolve()
MEDIA_ROOT = VAR / "files"
STATIC_ROOT = VAR / "static"


def kept_secret() -> str:
    """Return the secret key: from the environment, or made once and kept beside the database."""
    if given := env("CAIRN_SECRET_KEY"):
        return given
    path = VAR / "secret-key"
    if not path.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(get_random_secret_key())
    return path.read_text()


DEBUG = flag("CAIRN_DEBUG")
SECRET_KEY = kept_secret()
ALLOWED_HOSTS = listed("CAIRN_HOSTS", "localhost,127.0.0.1,[::1]")
SITE_URL = env("CAIRN_SITE_URL", "http://127.0.0.1:8000")
DEMO = flag("CAIRN_DEMO")  # one-click sign-in of invented people; see network/demo_sign_in

# Packages -------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "cairn.web",  # first: its templates stand before those of forms and allauth
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "cairn.record",
    "cairn.network",
    "cairn.pathway",
    "cairn.participation",
    "cairn.activities",
    "cairn.activities.data",
    "cairn.activities.movement",
    "cairn.activities.influence",
    "cairn.activities.learning",
    "cairn.activities.investment",
    "cairn.results",
    "cairn.loop",
    "cairn.demo",
    "cairn.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cairn.web.middleware.keep_private",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "cairn.config.urls"
WSGI_APPLICATION = "cairn.config.wsgi.application"

LOADERS = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    LOADERS if DEBUG else [("django.template.loaders.cached.Loader", LOADERS)],
                )
            ],
            "builtins": ["template_partials.templatetags.partials", "cairn.web.templatetags.web"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cairn.web.context.page",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database -------------------------------------------------------------------------------------------
SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"


def database(url: str) -> dict:
    """Turn DATABASE_URL into Django's setting; without one, SQLite beside the other files."""
    parts = urlsplit(url)
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    if url and parts.scheme != "sqlite":
        raise ImproperlyConfigured(
            f"DATABASE_URL begins with “{parts.scheme}:”. Give postgresql://… or sqlite:///path, or nothing."
        )
    VAR.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": unquote(parts.path.removeprefix("/")) if url else VAR / "cairn.sqlite3",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
    }


DATABASES = {"default": database(env("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared by the processes of one machine: rate limits count in it
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": VAR / "cache"}
}

# People and sign-in ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "network.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "cairn.network.sign_in.SignInAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if flag("CAIRN_BEHIND_PROXY") else 0  # whose address the rate limits count
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True

# E-mail: printed to the terminal unless a server is named (smtp://user:password@host:587) -------------
MAIL = urlsplit(env("EMAIL_URL"))
if MAIL.scheme:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = MAIL.hostname, MAIL.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(MAIL.username or ""), unquote(MAIL.password or "")
    EMAIL_USE_SSL = MAIL.scheme == "smtps"
    EMAIL_USE_TLS = bool(EMAIL_HOST_USER) and not EMAIL_USE_SSL
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = env("CAIRN_MAIL_FROM", "Cairn <cairn@localhost>")
if "@" not in parseaddr(DEFAULT_FROM_EMAIL)[1]:
    raise ImproperlyConfigured(f"CAIRN_MAIL_FROM is not an e-mail address: {DEFAULT_FROM_EMAIL}")

# Languages and time ---------------------------------------------------------------------------------
LANGUAGE_CODE = env("CAIRN_LANGUAGE", "en")
LANGUAGE_NAMES = {"en": _("English"), "es": _("Spanish"), "ar": _("Arabic")}
LANGUAGES = [(code, LANGUAGE_NAMES[code]) for code in listed("CAIRN_LANGUAGES", "en,es")]
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = ["cairn.web.formats"]
USE_THOUSAND_SEPARATOR = False  # ids stay ids; what people read goes through the filter `number`
TIME_ZONE = env("CAIRN_TIME_ZONE", "UTC")

# Static files and uploads ---------------------------------------------------------------------------
STATIC_URL = "/static/"
MEDIA_URL = "/files/"  # never served as such: each file passes its package's gate
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
UPLOAD_LIMIT = 50 * 1024 * 1024  # bytes of one uploaded file
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Security -------------------------------------------------------------------------------------------
HTTPS = SITE_URL.startswith("https:")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("CAIRN_BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "logging.Formatter" if DEBUG else "cairn.config.logs.WithoutWords",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env("CAIRN_LOG_LEVEL", "WARNING")},
}
