"""The product's settings, made for tests: no files left behind, cheap passwords, tasks at once.

`TEST_DATABASE_URL` chooses the database; `make test` runs SQLite and, if there is one, PostgreSQL.
"""

import os
import tempfile
from zlib import crc32

os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="virtualcrowd-tests-")
os.environ["DEMO"] = "0"
os.environ["PUBLIC_URL"] = "http://testserver"
os.environ["EMAIL_URL"] = "memorymail://"
os.environ["SECRET_KEY"] = "a-key-for-tests-only-" + "x" * 40
os.environ["ENCRYPTION_KEYS"] = "dGVzdHMtb25seS1rZXktdGVzdHMtb25seS1rZXktMDA="
os.environ["ALLOWED_HOSTS"] = ""
os.environ["ZOOM_OAUTH_URL"] = "https://zoom.us"
os.environ["ZOOM_API_URL"] = "https://api.zoom.us/v2"
if _url := os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = _url

from virtualcrowd.settings import *  # noqa: F403
from virtualcrowd.settings import DATABASES, STORAGES

HUEY_IMMEDIATE = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in production: the door's threads and other processes see it too.
    DATABASES["default"]["TEST"] = {"NAME": f"{os.environ['VAR_DIR']}/test.sqlite3"}
else:
    # By the folder, so that two copies of the project can be tested at the same time.
    DATABASES["default"]["TEST"] = {"NAME": f"test_virtualcrowd_{crc32(__file__.encode()):08x}"}
