"""Settings of Django and of the libraries. What differs between machines is read in `env.py`."""

from typing import Any
from urllib.parse import urlsplit

from django.utils.csp import CSP
from whitenoise.compress import Compressor

from virtualcrowd import env

BASE_DIR = env.BASE_DIR
DEBUG = env.DEBUG
DEMO = env.DEMO
SECRET_KEY = env.SECRET_KEY
ENCRYPTION_KEYS = env.ENCRYPTION_KEYS
PUBLIC_URL = env.PUBLIC_URL
_public = urlsplit(PUBLIC_URL)
IS_HTTPS = _public.scheme == "https"
ALLOWED_HOSTS = [*env.ALLOWED_HOSTS, _public.hostname or "localhost"]
if DEMO:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]

# --- Zoom -----------------------------------------------------------------------------------
ZOOM_OAUTH_URL = env.ZOOM_OAUTH_URL
ZOOM_API_URL = env.ZOOM_API_URL
ZOOM_WEB_ENDPOINT = env.ZOOM_WEB_ENDPOINT
ZOOM_SDK_SOURCE = env.ZOOM_SDK_SOURCE
ZOOM_SDK_VERSION = "6.2.0"
ZOOM_STATUS_POLL_SECONDS = env.ZOOM_STATUS_POLL_SECONDS
SANDBOX_URL = env.SANDBOX_URL
MEETING_PROVIDERS = ["virtualcrowd.zoom.provider.ZoomProvider"]

# --- Django ---------------------------------------------------------------------------------
INSTALLED_APPS = [
    "virtualcrowd.common",
    "virtualcrowd.accounts",
    "virtualcrowd.events",
    "virtualcrowd.agenda",
    "virtualcrowd.dashboard",
    "virtualcrowd.front",
    "virtualcrowd.zoom",
    "virtualcrowd.door",
    "virtualcrowd.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "virtualcrowd.common.languages.SpeakReadersLanguage",
    "django.middleware.common.CommonMiddleware",
    "virtualcrowd.common.uploads.LimitBody",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "virtualcrowd.events.middleware.links_open_one_event",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "virtualcrowd.accounts.middleware.TellOfLostMail",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "virtualcrowd.urls"
WSGI_APPLICATION = "virtualcrowd.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "virtualcrowd.common.templatetags.vc",
                "django.contrib.humanize.templatetags.humanize",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "virtualcrowd.common.context.site",
            ],
        },
    }
]

DATABASES: dict[str, Any] = {"default": env.env.db_url_config(env.DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Without a connection that lasts, SQLite re-opens and checkpoints on every request.
    DATABASES["default"] |= {
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000"
            ),
        },
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # Shared by all processes: rate limits that each process counted alone would be no limits.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "common_cache",
        # Django's own 300 would push out the limits of an attacker, or of a crowd that signs in.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    "local": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        # An agenda of 500 sessions takes a megabyte, for each zone, day and track asked for.
        "OPTIONS": {"MAX_ENTRIES": 100},
    },
}

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]  # each in its own words
LANGUAGE_COOKIE_NAME = "vc_language"
LANGUAGE_COOKIE_AGE = 31_536_000
LANGUAGE_COOKIE_SECURE = IS_HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
_PAGES_SPEAK = ["virtualcrowd.common", "virtualcrowd.front"]
# What is said around Zoom's client is most of all words: only its own page loads them.
SCRIPTS_SPEAK = {"pages": _PAGES_SPEAK, "join": [*_PAGES_SPEAK, "virtualcrowd.zoom"]}
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = env.VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = env.VAR_DIR / "media"
NODE_MODULES = BASE_DIR / "node_modules"
NPM_STATIC = {
    "tabler/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler/tabler.min.css.map": "@tabler/core/dist/css/tabler.min.css.map",
    "inter/inter-latin-wght-normal.woff2": (
        "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"
    ),
    "inter/inter-latin-ext-wght-normal.woff2": (
        "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2"
    ),
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "virtualcrowd.common.finders.PackageFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "virtualcrowd.common.storage.StaticStorage"},
}
# Source maps are for developers: compressing them takes longest, and helps nobody who attends.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
# Zoom's client asks for its files by fixed names, so they stand outside the manifest.
ZOOM_SDK_DIR = NODE_MODULES / "@zoom/meetingsdk/dist"
ZOOM_SDK_PREFIX = f"static/zoom/{ZOOM_SDK_VERSION}"

# --- Trust ----------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_SSL_REDIRECT = False  # the proxy in front does it: see docs/hosting.md
SECURE_REFERRER_POLICY = "same-origin"
# The Zoom window answers the page that opened it, so pop-ups keep their opener.
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin-allow-popups"
if env.TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # else all people are one address, and share its limits
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "virtualcrowd.common.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "connect-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    # Zoom sends the browser on between its own hosts, and each hop counts as the form's.
    "form-action": [CSP.SELF, env.ZOOM_OAUTH_URL, env.ZOOM_OAUTH_URL.replace("://", "://*.")],
    "frame-ancestors": [CSP.NONE],
    "frame-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "manifest-src": [CSP.SELF],
    "media-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("geolocation", "payment", "usb", "browsing-topics")
} | {name: ["self"] for name in ("camera", "microphone", "display-capture", "fullscreen")}
KEEP_ATTENDANCE_DAYS = env.KEEP_ATTENDANCE_DAYS
TICKETS_PER_MINUTE = 12  # join tickets for one attendee, counted by each process of the door
IMAGE_UPLOAD_MAX_BYTES = 8 * 1024 * 1024
REQUEST_MAX_BYTES = 20 * 1024 * 1024  # what forms refuse in their own words is a little less
ZOOM_ADMIN_PAGES_PER_MINUTE = 60  # for one address: that page opens without sign-in
WRONG_LINKS_PER_MINUTE = 60  # personal links that do not exist, from one address
STREAMS_PER_ATTENDEE = 20  # open pages of one attendee, counted by each process of the door

# --- Sign-in --------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "virtualcrowd.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # mail can be slow
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None  # the sign-in form asks
ACCOUNT_FORMS = {
    "login": "virtualcrowd.accounts.forms.LoginForm",
    "request_login_code": "virtualcrowd.accounts.forms.RequestLoginCodeForm",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = False
# Everybody at a venue shares one address, and all come in the same minute. What protects an account
# is the limit on its own e-mail address ("key").
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "60/m/ip,5/300s/key",
    "request_login_code": "300/m/ip,3/m/key",
    "reset_password": "60/m/ip,5/m/key",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "VirtualCrowd"

# --- E-mail, background work ----------------------------------------------------------------
# Seconds: a mail server that says nothing must not hold a worker.
_mail = env.env.email_url_config(env.EMAIL_URL) | {"EMAIL_TIMEOUT": 20}
_MAIL_OPTIONS = {
    "host": "EMAIL_HOST",
    "port": "EMAIL_PORT",
    "username": "EMAIL_HOST_USER",
    "password": "EMAIL_HOST_PASSWORD",
    "use_tls": "EMAIL_USE_TLS",
    "use_ssl": "EMAIL_USE_SSL",
    "timeout": "EMAIL_TIMEOUT",
}
MAILERS = {
    "default": {
        "BACKEND": _mail["EMAIL_BACKEND"],
        "OPTIONS": {
            option: _mail[name]
            for option, name in _MAIL_OPTIONS.items()
            if "smtp" in _mail["EMAIL_BACKEND"] and _mail.get(name)
        },
    }
}
DEFAULT_FROM_EMAIL = env.EMAIL_FROM
HUEY_IMMEDIATE = False  # tests switch it on
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mask": {"()": "virtualcrowd.common.logs.MaskSecrets"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["mask"]}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "virtualcrowd": {"level": "INFO"},
        "virtualcrowd.zoom.wire": {"level": "WARNING"},  # INFO: a line for each call to Zoom
        "django.request": {"level": "ERROR"},  # who asked for what does not exist is no news
        "huey.consumer": {"level": "ERROR"},  # that a stop cuts tasks off is meant: they resume
    },
}
