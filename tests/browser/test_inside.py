"""The number of people inside moves on open pages, in silence, and nothing is fetched for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import WIDE, Stack, evaluate, sign_in

TITLE = "Quieter ports: cutting underwater noise by half"  # nobody else goes in there
SOON_MS = 60_000  # a number is ten seconds old at most, on a machine that is not slow


def test_number_moves_on_the_session_and_in_the_agenda(full_stack: Stack, browser: Browser) -> None:
    state = full_stack.asked("state")
    number = next(one["id"] for one in state["meetings"] if one["topic"] == TITLE)
    session, agenda = pages(full_stack, browser)
    places = [session.locator("[data-inside]"), inside(agenda)]
    for page in (session, agenda):
        evaluate(page, "window.sameAsBefore = true")

    for name in "abc":
        full_stack.control(f"meetings/{number}/join", name=name)
    for place in places:
        expect(place).to_have_text("3 people are inside", timeout=SOON_MS)
    with requests_of(session) as asked:
        full_stack.control(f"meetings/{number}/leave", name="a")
        for place in places:
            expect(place).to_have_text("2 people are inside", timeout=SOON_MS)
    assert not asked

    for page in (session, agenda):
        assert evaluate(page, "window.sameAsBefore") is True
        assert page.locator("#vc-say").inner_text() == ""
    session.context.close()


def pages(stack: Stack, browser: Browser) -> tuple[Page, Page]:
    """The session's page and the agenda, in one attendee's browser."""
    session = browser.new_context(viewport=WIDE).new_page()
    sign_in(session, stack, "ana@demo.example", "/e/demo/agenda?day=all")
    session.get_by_role("link", name=TITLE, exact=True).click()
    expect(session.get_by_role("heading", name=TITLE, level=1)).to_be_visible()
    agenda = session.context.new_page()
    agenda.goto(f"{stack.url}/e/demo/agenda?day=all")
    return session, agenda


def inside(agenda: Page) -> Locator:
    return agenda.locator("article").filter(has_text=TITLE).locator("[data-inside]")


@contextmanager
def requests_of(page: Page) -> Iterator[list[str]]:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield asked
