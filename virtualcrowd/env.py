"""What the environment says, read once and told apart from what the product decides.

Every name read here is listed in `.env.example`; a test keeps the two the same.
"""

import os
import secrets
from pathlib import Path

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

DATABASES = ("sqlite", "postgres", "postgresql")
MAIL = ("smtp+tls", "smtp+ssl", "smtp", "consolemail", "filemail", "memorymail", "dummymail")
ON, OFF = {"1", "true", "on", "yes"}, {"0", "false", "off", "no"}
BASE_DIR = Path(__file__).resolve().parent.parent


class Env(environ.Env):  # type: ignore[misc]  # untyped
    """Says of a wrong value which it is and what would be right; a blank one is the default."""

    def int(self, var: str, default: int) -> int:
        """Return a whole number from 1 on."""
        value = self._stripped(var)
        if not value:
            return default
        if not value.isdecimal() or int(value) < 1:
            raise ImproperlyConfigured(f"{var} is no whole number from 1 on: {value!r}.")
        return int(value)

    def bool(self, var: str, *, default: bool) -> bool:
        """Return yes or no."""
        value = self._stripped(var).lower()
        if value and value not in ON | OFF:
            raise ImproperlyConfigured(f"{var} is neither 1 nor 0: {value!r}.")
        return value in ON if value else default

    def word(self, var: str, *, choices: tuple[str, ...]) -> str:
        """Return one of `choices`, the first if unset."""
        value = self._stripped(var) or choices[0]
        if value not in choices:
            raise ImproperlyConfigured(f"{var} is none of {', '.join(choices)}: {value!r}.")
        return value

    def url(self, var: str, *, default: str, schemes: tuple[str, ...]) -> str:
        """Return an address of one of `schemes`; it may hold a password, so it is never shown."""
        value = self._stripped(var) or default
        scheme, found, _ = value.partition("://")
        if not found or scheme not in schemes:
            known = ", ".join(f"{one}://" for one in schemes)
            raise ImproperlyConfigured(f"{var} begins with none of {known}.")
        return value

    def _stripped(self, var: str) -> str:
        return str(self.ENVIRON.get(var, "")).strip()


env = Env()
Env.read_env(str(BASE_DIR / ".env"))


def _writable(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"VAR_DIR cannot be made: {error}.") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(
            f"VAR_DIR cannot be written to: {folder}. Give it to the user we run as: chown -R."
        )
    return folder


VAR_DIR = _writable(Path(env.str("VAR_DIR", default="") or BASE_DIR / "var"))


def local_secret(name: str, fresh: str) -> str:
    """Return the secret kept in `VAR_DIR/<name>`; the first call writes `fresh` there.

    So that one machine works with no configuration. More than one machine must share
    its secrets by environment; `checks.py` says so.
    """
    path = VAR_DIR / name
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(fresh)
    return path.read_text().strip()


DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
PORT = env.int("PORT", default=8000)
SANDBOX_PORT = env.int("SANDBOX_PORT", default=9400)
PUBLIC_URL = (env.str("PUBLIC_URL", default="") or f"http://localhost:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
SECRET_KEY = env.str("SECRET_KEY", default="") or local_secret(
    "secret_key", secrets.token_urlsafe(48)
)
ENCRYPTION_KEYS = env.list("ENCRYPTION_KEYS", default=[]) or [
    local_secret("encryption_key", Fernet.generate_key().decode())
]
DATABASE_URL = env.url(
    "DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}", schemes=DATABASES
)
EMAIL_URL = env.url("EMAIL_URL", default="consolemail://", schemes=MAIL)
EMAIL_FROM = env.str("EMAIL_FROM", default="VirtualCrowd <noreply@localhost>")
TRUST_PROXY = env.bool("TRUST_PROXY", default=False)
KEEP_ATTENDANCE_DAYS = env.int("KEEP_ATTENDANCE_DAYS", default=365)

# Zoom's addresses. With DEMO=1 they point at the sandbox unless they are set.
_SANDBOX_URL = env.str("SANDBOX_URL", default=f"http://localhost:{SANDBOX_PORT}").rstrip("/")
SANDBOX_URL = _SANDBOX_URL if DEMO else ""
ZOOM_OAUTH_URL = env.str("ZOOM_OAUTH_URL", default=SANDBOX_URL or "https://zoom.us").rstrip("/")
ZOOM_API_URL = env.str(
    "ZOOM_API_URL", default=f"{SANDBOX_URL}/v2" if DEMO else "https://api.zoom.us/v2"
).rstrip("/")
ZOOM_WEB_ENDPOINT = env.str("ZOOM_WEB_ENDPOINT", default="zoom.us")
ZOOM_SDK_SOURCE = env.word("ZOOM_SDK_SOURCE", choices=("self", "cdn"))
ZOOM_STATUS_POLL_SECONDS = env.int("ZOOM_STATUS_POLL_SECONDS", default=2 if DEMO else 15)
