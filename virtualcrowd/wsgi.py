"""Django's pages, always served over WSGI: its native ASGI handler costs several times more."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "virtualcrowd.settings")
_django = get_wsgi_application()

# Zoom's client stands outside staticfiles: its folder carries the version, so it never changes.
application = WhiteNoise(_django, max_age=31_536_000, immutable_file_test=lambda _path, _url: True)
if settings.ZOOM_SDK_SOURCE == "self" and settings.ZOOM_SDK_DIR.exists():
    application.add_files(str(settings.ZOOM_SDK_DIR), prefix=f"{settings.ZOOM_SDK_PREFIX}/")
