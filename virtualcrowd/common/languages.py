"""Which language a page speaks, and the words that its scripts say.

A page speaks what its reader chose in this browser (a cookie), else what the browser asks for, else
English. A mail or a calendar has no browser: it speaks `User.language`, the language of the page on
which its reader last signed in or chose one. Organisers' pages are English.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import get_timezone_location
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.urls import reverse
from django.utils import translation
from django.views.i18n import JavaScriptCatalog

FOR_EVER = "public, max-age=31536000, immutable"
ENGLISH_SO_FAR = ("/app/", "/cms/")  # organisers' pages are not translated yet: no half of each


class SpeakReadersLanguage(LocaleMiddleware):
    """As Django's, except on organisers' pages."""

    def process_request(self, request: HttpRequest) -> None:
        """Choose by the page's audience first."""
        if request.path_info.startswith(ENGLISH_SO_FAR):
            translation.activate(settings.LANGUAGE_CODE)
            request.LANGUAGE_CODE = settings.LANGUAGE_CODE
        else:
            super().process_request(request)


def words(request: HttpRequest, part: str, language: str) -> HttpResponseBase:
    """Return the script with what other scripts of this part of the product say, in `language`.

    Raises:
        Http404: for a part or a language that there is not.
    """
    if part not in settings.SCRIPTS_SPEAK or language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        answer = JavaScriptCatalog.as_view(packages=settings.SCRIPTS_SPEAK[part])(request)
    # Kept under the address of a newer version, these words would stay there for a year.
    is_this_version = request.get_full_path() == words_url(part, language)
    answer.headers["Cache-Control"] = FOR_EVER if is_this_version else "no-store"
    return answer


@cache
def words_url(part: str, language: str) -> str:
    """Return where the scripts' words are; the address changes with them."""
    apps, place = Path(__file__).parents[1], f"locale/{translation.to_locale(language)}"
    files = sorted(apps.glob(f"*/{place}/LC_MESSAGES/djangojs.mo"))
    sign = sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
    return f"{reverse('words', args=[part, language])}?v={sign}"


def city_of(zone: str) -> str:
    """Return "Lisbon" of Europe/Lisbon, and "Lissabon" to who reads German."""
    return _city(zone, translation.get_language() or settings.LANGUAGE_CODE)


@cache
def _city(zone: str, language: str) -> str:
    try:
        locale = Locale.parse(translation.to_locale(language))
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    # Where Unicode's tables have no word for it, this is the end of the zone's name.
    return get_timezone_location(zone, locale=locale, return_city=True).rpartition("/")[2]
