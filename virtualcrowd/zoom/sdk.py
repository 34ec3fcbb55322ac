"""Where Zoom's web client comes from, and what its page may do: measured with 6.2.0.

A new version means a new folder, a new run of the browser tests, nothing else.
"""

from typing import Any

from django.conf import settings
from django.utils.csp import CSP
from django.utils.translation import get_language

CDN = "https://source.zoom.us"
CDN_FALLBACK = "https://dmogdx0jrul3u.cloudfront.net"
ENGLISH = "en-US"
LANGUAGES = (
    *("de-DE", "en-US", "es-ES", "fr-FR", "id-ID", "it-IT", "ja-JP", "ko-KR", "nl-NL"),
    *("pl-PL", "pt-PT", "ru-RU", "sv-SE", "tr-TR", "vi-VN", "zh-CN", "zh-TW"),
)
_BY_OURS = {tag.partition("-")[0]: tag for tag in LANGUAGES} | {"zh": "zh-CN"}
_BY_OURS |= {"zh-hant": "zh-TW", "zh-tw": "zh-TW", "zh-hk": "zh-TW"}
VENDOR = ("react", "react-dom", "redux", "redux-thunk")


def files() -> dict[str, Any]:
    """Return the scripts to load, in order, the folder of the rest, and the language to speak.

    `sayings` are the catalogues of its words: English, then the page's language over it.
    """
    version = settings.ZOOM_SDK_VERSION
    entry = f"zoom-meeting-{version}.min.js"
    if settings.ZOOM_SDK_SOURCE == "cdn":
        lib, entry_url = f"{CDN}/{version}/lib", f"{CDN}/{entry}"
    else:
        lib, entry_url = f"/{settings.ZOOM_SDK_PREFIX}/lib", f"/{settings.ZOOM_SDK_PREFIX}/{entry}"
    scripts = [f"{lib}/vendor/{name}.min.js" for name in VENDOR]
    spoken = language()
    sayings = [f"{lib}/lang/{name}.json" for name in dict.fromkeys((ENGLISH, spoken))]
    return {"scripts": [*scripts, entry_url], "lib": lib, "language": spoken, "sayings": sayings}


def language() -> str:
    """Return Zoom's name of the language that the page speaks; English where Zoom has none for it.

    Zoom's client has a file in `lib/lang` for each of its languages.
    """
    ours = (get_language() or "").lower()
    return _BY_OURS.get(ours) or _BY_OURS.get(ours.partition("-")[0], ENGLISH)


def files_ahead() -> tuple[str, ...]:
    """Return what the lobby fetches ahead: the scripts, their words, and the largest file after.

    Only from this site: the pages of attendees may ask no other.
    """
    if settings.ZOOM_SDK_SOURCE == "cdn":
        return ()
    wanted = files()
    largest = f"/{settings.ZOOM_SDK_PREFIX}/ui/zoom-meetingsdk.css"
    return (*wanted["scripts"], *wanted["sayings"], largest)


def sandbox_base() -> str:
    """Return where a demo's client finds the stand-in of Zoom; "" when there is a real one."""
    return f"{settings.SANDBOX_URL}/web/" if settings.DEMO and settings.SANDBOX_URL else ""


def policy() -> dict[str, list[str]]:
    """Return the Content Security Policy of the client's page; every entry is needed.

    blob: and wasm are the media workers; inline styles are the client's own. No 'unsafe-eval':
    its one attempt is caught by itself. A host of one's own at Zoom is let in beside zoom.us.
    """
    cdn = [CDN, CDN_FALLBACK] if settings.ZOOM_SDK_SOURCE == "cdn" else []
    return {
        "default-src": [CSP.NONE],
        "base-uri": [CSP.NONE],
        "form-action": [CSP.SELF],
        "frame-ancestors": [CSP.SELF],
        "script-src": [CSP.SELF, "blob:", CSP.WASM_UNSAFE_EVAL, *cdn],
        "worker-src": ["blob:"],
        "style-src": [CSP.SELF, CSP.UNSAFE_INLINE, *cdn],
        "img-src": [CSP.SELF, "data:", "blob:", "https://*.zoom.us", *cdn],
        "media-src": [CSP.SELF, "blob:", *cdn],
        "font-src": [CSP.SELF, *cdn],
        "connect-src": [CSP.SELF, *_zoom_hosts(), *_sandbox_hosts(), *cdn],
    }


def _zoom_hosts() -> list[str]:
    hosts = ["https://zoom.us", "https://*.zoom.us", "wss://*.zoom.us"]
    own = settings.ZOOM_WEB_ENDPOINT
    if own != "zoom.us" and not own.endswith(".zoom.us"):
        hosts += [f"https://{own}", f"https://*.{own}", f"wss://*.{own}"]
    return hosts


def _sandbox_hosts() -> list[str]:
    if not sandbox_base():
        return []
    return [settings.SANDBOX_URL, settings.SANDBOX_URL.replace("http", "ws", 1)]
