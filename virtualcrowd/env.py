"""What the environment says, read once and told apart from what the product decides.

Every name read here is listed in `.env.example`; a test keeps the two the same.
"""

import secrets
from pathlib import Path

import environ
from cryptography.fernet import Fernet

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(str(BASE_DIR / ".env"))

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))


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
PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://localhost:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
SECRET_KEY = env.str("SECRET_KEY", default="") or local_secret(
    "secret_key", secrets.token_urlsafe(48)
)
ENCRYPTION_KEYS = env.list("ENCRYPTION_KEYS", default=[]) or [
    local_secret("encryption_key", Fernet.generate_key().decode())
]
DATABASE_URL = env.str("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}"
EMAIL_URL = env.str("EMAIL_URL", default="consolemail://")
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
ZOOM_SDK_SOURCE = env.str("ZOOM_SDK_SOURCE", default="self")
ZOOM_STATUS_POLL_SECONDS = env.int("ZOOM_STATUS_POLL_SECONDS", default=2 if DEMO else 15)
