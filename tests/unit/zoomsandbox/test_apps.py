import pytest

from zoomsandbox.apps import App

REGISTERED = "https://events.example/cb/"


def app(*allow_list, strict=False):
    return App(
        name="A",
        kind="general",
        client_id="i",
        secret="s",
        redirect_url=REGISTERED,
        allow_list=list(allow_list),
        strict_mode=strict,
    )


@pytest.mark.parametrize(
    ("entry", "address", "is_allowed"),
    [
        ("https://events.example/cb/", REGISTERED, True),
        ("https://events.example/cb/", "https://events.example/cb", False),
        ("https://events.example/cb/", "https://events.example/CB/", False),
        ("https://events.example", REGISTERED, True),
        ("https://events.example/", REGISTERED, True),
        ("https://events.example", "https://events.example.evil.example/", False),
        ("https://events.example", "http://events.example/", False),
        ("http://localhost:*/cb/", "http://localhost:8123/cb/", True),
        ("http://localhost:*/cb/", "http://localhost/cb/", False),
        ("http://localhost:*/cb/", "http://localhost:x@evil.example/cb/", False),
        ("https://events.example", "javascript:alert(1)", False),
    ],
)
def test_allow_list(entry, address, is_allowed):
    assert app(entry).allows_redirect(address) is is_allowed


def test_registered_but_not_covered_is_refused():
    assert app("https://other.example").allows_redirect(REGISTERED) is False


def test_strict_mode_wants_the_registered_address():
    strict = app("https://events.example", strict=True)
    assert strict.allows_redirect(REGISTERED) is True
    assert strict.allows_redirect("https://events.example/other/") is False
