"""Every page, as each kind of person sees it: wide and on a phone, light and dark.

A page is sound when axe finds nothing, nothing sticks out, the console is silent, the page's
policy refused nothing, and it has a title and one first heading.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, expect

from tests.browser.conftest import PHONE, WIDE, Stack, axe, evaluate, sign_in

NARROW = {"width": 320, "height": 640}
LOOKS = [("light", WIDE), ("dark", WIDE), ("dark", PHONE), ("light", PHONE)]
TELL_REFUSALS = """addEventListener("securitypolicyviolation", (event) =>
    console.error(`policy refused ${event.violatedDirective} ${event.blockedURI}`));"""
STICKING_OUT = """(() => {
    const right = (one) => one.getBoundingClientRect().right;
    const kept = document.querySelectorAll("dialog[open], .fe-hero");
    const boxes = [document.documentElement, ...kept];
    if (boxes.every((box) => box.scrollWidth <= box.clientWidth + 1)) return "";
    const isHeld = (one) => one !== document.body
        && (getComputedStyle(one).overflowX !== "visible" || isHeld(one.parentElement));
    const all = [...document.querySelectorAll("body *")]
        .filter((one) => !isHeld(one.parentElement));
    return all.reduce((a, b) => right(b) > right(a) ? b : a).outerHTML.slice(0, 160);
})()"""
DOUBLE_TEXT = "document.documentElement.style.fontSize = '32px'"
RIGHT_TO_LEFT = "document.documentElement.dir = 'rtl'"


@dataclass(frozen=True)
class Visit:
    """A page to look at; `act` brings it into the state that is meant."""

    address: str
    act: Callable[[Page], None] = lambda _page: None
    status: int = 200


def press(name: str, kind: Any = "button") -> Callable[[Page], None]:
    return lambda page: page.get_by_role(kind, name=name, exact=True).first.click()


def wrong_password(page: Page) -> None:
    page.get_by_label("E-mail").fill("olive@demo.example")
    page.get_by_label("Password", exact=True).fill("not it")
    press("Sign in")(page)
    expect(page.get_by_role("alert")).to_be_visible()


def ask_for(button: str, heading: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.get_by_label("E-mail").fill("nobody@demo.example")
        press(button)(page)
        expect(page.get_by_role("heading", name=heading)).to_be_visible()

    return act


def save_nothing(page: Page) -> None:
    page.get_by_role("main").locator("button.btn-primary").first.click()
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()


def say_password_again(page: Page) -> None:
    page.get_by_label("Password", exact=True).fill("demo-pass-2026")
    press("Go on")(page)
    expect(page.get_by_role("heading", name="Authenticator")).to_be_visible()


def open_account(page: Page) -> None:
    page.locator("summary").filter(has_text="Account").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def save_a_file_that_is_none(page: Page) -> None:
    file = {"name": "logo.png", "mimeType": "image/png", "buffer": b"no picture"}
    page.locator("#id_logo").set_input_files(file)
    press("Save")(page)
    expect(page.locator(".invalid-feedback").first).to_be_visible()


def open_calendars(page: Page) -> None:
    page.locator("summary").filter(has_text="Add to calendar").click()
    expect(page.get_by_role("link", name="Google Calendar")).to_be_visible()


def check_devices(page: Page) -> None:
    press("Check camera and microphone")(page)
    expect(page.locator("[data-mirror]")).to_be_visible()
    expect(page.locator("[data-check=browser]")).to_contain_text("Good")


SESSION = "/app/demo/builder/agenda/{live}"
PAGES: dict[str, dict[str, Visit]] = {
    "": {
        "sign in": Visit("/accounts/login/"),
        "wrong password": Visit("/accounts/login/", wrong_password),
        "ask for a code": Visit("/accounts/login/code/"),
        "enter the code": Visit(
            "/accounts/login/code/", ask_for("Send the code", "Enter the code")
        ),
        "new password": Visit("/accounts/password/reset/"),
        "link sent": Visit("/accounts/password/reset/", ask_for("Send the link", "Look into")),
        "dead link": Visit("/accounts/password/reset/key/1-dead-link/"),
        "no sign-up": Visit("/accounts/signup/"),
        "nothing there": Visit("/nothing-there", status=404),
        "personal link that is none": Visit("/e/demo/in/1-1.dead/", status=404),
        "link that is over": Visit("/cms/integrations/zoom/admin/1.dead", status=404),
    },
    "olive": {
        "events": Visit("/app/"),
        "no event found": Visit("/app/?q=nothing+like+it"),
        "new event": Visit("/app/new"),
        "new event, empty": Visit("/app/new", save_nothing),
        "event home": Visit("/app/demo/"),
        "account menu": Visit("/app/demo/", open_account),
        "readiness": Visit("/app/demo/readiness"),
        "event settings": Visit("/app/demo/settings"),
        "plugins": Visit("/app/demo/integrations"),
        "zoom, connected": Visit("/app/demo/integrations/zoom"),
        "disconnect": Visit("/app/demo/integrations/zoom", press("Disconnect")),
        "zoom window": Visit("/cms/integrations/zoom/redirect-callback/", status=400),
        "guide": Visit("/app/demo/integrations/zoom/guide?step=scopes"),
        "guide, next step": Visit(
            "/app/demo/integrations/zoom/guide?step=app", press("Done, next")
        ),
        "test join": Visit("/app/demo/integrations/zoom/test-join"),
        "what Zoom answered": Visit("/app/demo/integrations/zoom/answered"),
        "libraries": Visit("/app/demo/libraries"),
        "library": Visit("/app/demo/libraries/zoom"),
        "library, nothing found": Visit("/app/demo/libraries/zoom?q=nothing+like+it"),
        "import meetings": Visit("/app/demo/libraries/zoom/import?tab=meetings"),
        "import webinars": Visit("/app/demo/libraries/zoom/import?tab=webinars"),
        "import report": Visit("/app/demo/libraries/zoom/import/1"),
        "item": Visit("/app/demo/libraries/zoom/{item}"),
        "remove item": Visit("/app/demo/libraries/zoom/{item}", press("Remove")),
        "host clashes": Visit("/app/demo/libraries/zoom/clashes"),
        "plan B": Visit(f"{SESSION}/plan-b"),
        "agenda as a table": Visit("/app/demo/builder/agenda/table"),
        "embed many": Visit("/app/demo/builder/agenda/embed-many"),
        "timeline": Visit("/app/demo/builder/agenda"),
        "list": Visit("/app/demo/builder/agenda?view=list"),
        "empty day": Visit("/app/demo/builder/agenda?day={last_day}"),
        "new session": Visit("/app/demo/builder/agenda/new"),
        "new session, empty": Visit("/app/demo/builder/agenda/new", save_nothing),
        "details": Visit(SESSION),
        "speakers": Visit(f"{SESSION}/speakers"),
        "embed": Visit(f"{SESSION}/embed"),
        "embed nothing": Visit("/app/demo/builder/agenda/{none}/embed"),
        "other": Visit(f"{SESSION}/other"),
        "move": Visit(f"{SESSION}/move"),
        "delete": Visit(f"{SESSION}/delete"),
        "tracks": Visit("/app/demo/builder/agenda/tracks"),
        "branding": Visit("/app/demo/builder/branding"),
        "branding, refused": Visit("/app/demo/builder/branding", save_a_file_that_is_none),
        "joining": Visit("/app/demo/builder/joining"),
        "help desk": Visit("/app/demo/help"),
        "people": Visit("/app/demo/people"),
        "add people": Visit("/app/demo/people/add"),
        "send links": Visit("/app/demo/people/links"),
        "attendee": Visit("/app/demo/people/{attendee}"),
        "groups": Visit("/app/demo/people/groups"),
        "staff": Visit("/app/demo/people/staff"),
        "audit log": Visit("/app/demo/audit"),
        "own address": Visit("/accounts/email/"),
        "two factors": Visit("/accounts/2fa/"),
        "authenticator app": Visit("/accounts/2fa/totp/activate/", say_password_again),
        "once more": Visit("/accounts/reauthenticate/"),
        "change password": Visit("/accounts/password/change/"),
        "sign out": Visit("/accounts/logout/"),
    },
    "stan": {
        "zoom, to look at": Visit("/app/demo/integrations/zoom"),
        "people": Visit("/app/demo/people"),
        "not for editors": Visit("/app/demo/people/staff", status=403),
        "somebody else's": Visit("/app/rival/", status=404),
    },
    "rival": {
        "event home": Visit("/app/rival/"),
        "zoom, new": Visit("/app/rival/integrations/zoom"),
        "guide, all to do": Visit("/app/rival/integrations/zoom/guide"),
        "nothing to test": Visit("/app/rival/integrations/zoom/test-join"),
        "nothing answered": Visit("/app/rival/integrations/zoom/answered"),
        "library, empty": Visit("/app/rival/libraries/zoom"),
        "import without Zoom": Visit("/app/rival/libraries/zoom/import"),
        "agenda, empty": Visit("/app/rival/builder/agenda"),
        "tracks, empty": Visit("/app/rival/builder/agenda/tracks"),
        "people, empty": Visit("/app/rival/people"),
        "groups, empty": Visit("/app/rival/people/groups"),
        "audit, empty": Visit("/app/rival/audit"),
        "front home, empty": Visit("/e/rival/"),
        "front agenda, empty": Visit("/e/rival/agenda"),
        "front speakers, empty": Visit("/e/rival/speakers"),
    },
    "ana": {
        "home": Visit("/e/demo/"),
        "agenda": Visit("/e/demo/agenda"),
        "whole agenda": Visit("/e/demo/agenda?day=all"),
        "nothing found": Visit("/e/demo/agenda?q=nothing+like+it"),
        "my agenda, empty": Visit("/e/demo/agenda?mine=1"),
        "in the calendar": Visit("/e/demo/calendar"),
        "cannot get in": Visit("/e/demo/agenda/{live}/help"),
        "help is asked for": Visit("/e/demo/agenda/{lobby}/help", press("Tell the organisers")),
        "add to calendar": Visit("/e/demo/agenda/{before}", open_calendars),
        "devices": Visit("/e/demo/agenda/{lobby}", check_devices),
        "speakers": Visit("/e/demo/speakers"),
        "account menu": Visit("/e/demo/", open_account),
        "before": Visit("/e/demo/agenda/{before}"),
        "lobby": Visit("/e/demo/agenda/{lobby}"),
        "live": Visit("/e/demo/agenda/{live}"),
        "ended": Visit("/e/demo/agenda/{ended}"),
        "left": Visit("/e/demo/agenda/{live}?left=1"),
        "left, in a frame": Visit("/e/demo/agenda/{live}/left"),
        "no meeting": Visit("/e/demo/agenda/{none}"),
        "not a session": Visit("/e/demo/agenda/4711", status=404),
        "no events": Visit("/app/"),
        "not staff": Visit("/app/demo/", status=403),
        "not on the list": Visit("/e/rival/", status=403),
    },
}
SESSIONS = {
    "ended": "What the tide remembers",
    "live": "Seagrass at scale: lessons from 40 replanting sites",
    "lobby": "Hands-on: reading tide gauges with Python",
    "none": "Lunch tables: meet your coast",
    "before": "Closing keynote: a coast is a promise",
}


def visitor(browser: Browser) -> tuple[BrowserContext, Page]:
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
    context.set_default_timeout(4_000)
    context.add_init_script(TELL_REFUSALS)
    return context, context.new_page()


@pytest.fixture(scope="module")
def places(full_stack: Stack, browser: Browser) -> dict[str, Any]:
    """The numbers in addresses, read from the pages that lead there."""
    context, page = visitor(browser)
    sign_in(page, full_stack, "olive@demo.example")

    def number(path: str, link: str) -> str:
        page.goto(full_stack.url + path)
        href = page.get_by_role("link", name=link, exact=True).first.get_attribute("href") or ""
        return re.findall(r"\d+", href)[-1]

    found = {key: number("/e/demo/agenda?day=all", title) for key, title in SESSIONS.items()}
    found["item"] = number("/app/demo/libraries/zoom", SESSIONS["live"])
    found["attendee"] = number("/app/demo/people", "Ana Keller")
    context.close()
    return found | {"last_day": (timezone.now() + timedelta(days=2)).date()}


@pytest.fixture(params=PAGES, ids=lambda person: person or "anonymous")
def person(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(browser: Browser, full_stack: Stack, person: str) -> Iterator[Page]:
    context, page = visitor(browser)
    if person:
        sign_in(page, full_stack, f"{person}@demo.example")
    yield page
    context.close()


def test_every_page_is_sound(page, person, full_stack, places):
    complaints: list[str] = []
    page.on("console", lambda told: complaints.extend(complaint(told)))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    faults = []

    for name, visit in PAGES[person].items():
        found = look(page, full_stack.url + visit.address.format(**places), visit)
        faults += [f"{name}: {fault}" for fault in (*found, *complaints)]
        complaints.clear()

    assert faults == [], "\n" + "\n".join(faults)


def complaint(told: ConsoleMessage) -> list[str]:
    """Return what the console says is wrong; that a page itself was answered 404 is no news."""
    is_answer = told.text.startswith("Failed to load") and told.page and told.page.url
    if told.type not in ("error", "warning") or is_answer == told.location["url"]:
        return []
    return [f"{told.type}: {told.text}"]


def look(page: Page, url: str, visit: Visit) -> list[str]:
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)
    answer = page.goto(url)
    assert answer
    faults = [] if answer.status == visit.status else [f"answered {answer.status}"]
    try:
        visit.act(page)
    except (Error, AssertionError) as error:
        faults.append(f"does not come into its state: {error}")
    if (count := page.locator("h1").count()) != 1:
        faults.append(f"{count} first headings")
    if len(page.title()) < len("Home · X"):
        faults.append(f"has the title {page.title()!r}")
    for scheme, size in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        faults += [f"{scheme}, {size['width']} wide: {fault}" for fault in (*axe(page), *out(page))]
    page.set_viewport_size(NARROW)
    faults += [f"320 wide: {fault}" for fault in out(page)]
    evaluate(page, DOUBLE_TEXT)
    if "/e/" in url:
        faults += [f"200 % text, 320 wide: {fault}" for fault in out(page)]
        evaluate(page, RIGHT_TO_LEFT)
        faults += [f"right to left: {fault}" for fault in out(page)]
    page.set_viewport_size(WIDE)
    return faults + [f"200 % text: {fault}" for fault in out(page)]


def out(page: Page) -> list[str]:
    """Return what makes the page scroll sideways."""
    found = evaluate(page, STICKING_OUT)
    return [f"sticks out: {found}"] if found else []


def test_menu_on_a_phone_is_sound(browser, full_stack):
    context, page = visitor(browser)
    page.set_viewport_size(PHONE)
    sign_in(page, full_stack, "olive@demo.example", "/app/demo/")
    page.get_by_role("button", name="Open menu").click()
    expect(page.get_by_role("link", name="Audit log").first).to_be_visible()

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe(page) == []
    assert out(page) == []
    context.close()


def test_page_that_a_password_link_opens_is_sound(browser, full_stack):
    context, page = visitor(browser)
    page.goto(f"{full_stack.url}/accounts/password/reset/")
    page.get_by_label("E-mail").fill("stan@demo.example")
    press("Send the link")(page)
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()

    sent = re.search(r"http://\S+/reset/key/\S+", full_stack.told().replace("=\n", ""))
    assert sent
    for fault in look(page, sent[0], Visit("")):
        pytest.fail(fault)
    expect(page.get_by_role("heading", name="Choose a password")).to_be_visible()
    context.close()
