import pytest

from virtualcrowd import checks


def ids(found):
    return [message.id for message in found]


@pytest.mark.parametrize(
    ("url", "demo", "expected"),
    [
        ("https://events.example.org", False, []),
        ("http://localhost:8000", False, []),
        ("http://127.0.0.1:8000", True, []),
        ("http://events.example.org", False, ["virtualcrowd.W001"]),
        ("https://events.example.org", True, ["virtualcrowd.E002"]),
        ("events.example.org", False, ["virtualcrowd.E001"]),
        ("https://events.example.org/vc", False, ["virtualcrowd.E001"]),
        ("", False, ["virtualcrowd.E001"]),
    ],
)
def test_public_url(settings, url, demo, expected):
    settings.PUBLIC_URL, settings.DEMO = url, demo

    assert ids(checks.public_url()) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://zoom.us", []),
        ("http://localhost:9400", []),
        ("http://zoom.us", ["virtualcrowd.E003"]),
        ("zoom.us", ["virtualcrowd.E003"]),
    ],
)
def test_zoom_addresses(settings, url, expected):
    settings.ZOOM_OAUTH_URL = url

    assert ids(checks.zoom_addresses()) == expected


def test_web_endpoint_is_a_host_name(settings):
    settings.ZOOM_WEB_ENDPOINT = "https://zoom.us"

    assert ids(checks.zoom_addresses()) == ["virtualcrowd.E003"]


def test_hosts_are_named(settings):
    settings.ALLOWED_HOSTS = ["*"]
    assert ids(checks.allowed_hosts()) == ["virtualcrowd.W002"]

    settings.ALLOWED_HOSTS = ["events.example.org"]
    assert checks.allowed_hosts() == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [("https://events.example.org", ["virtualcrowd.E006"]), ("http://localhost:8000", [])],
)
def test_debug_is_for_this_machine_only(settings, url, expected):
    settings.PUBLIC_URL = url
    assert ids(checks.debug()) == []

    settings.DEBUG = True
    assert ids(checks.debug()) == expected
