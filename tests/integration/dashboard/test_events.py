"""Events, New event, Event settings."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine

from tests.factories import core
from virtualcrowd.agenda import entry
from virtualcrowd.agenda.models import LiveState
from virtualcrowd.common.models import AuditEntry, BusMessage
from virtualcrowd.events.models import Event, Role

MORNING = datetime(2026, 11, 25, 10, 42, tzinfo=UTC)
NEW = {
    "name": "City Trees Summit",
    "shortcode": "trees-27",
    "starts_on": "2027-03-18",
    "ends_on": "2027-03-19",
    "timezone": "America/Toronto",
    "organisation": "Tree Council",
    "tagline": "Shade for all",
    "art": "trees",
}


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def maker(db, signed_in):
    return signed_in(core.user("maker@demo.example", may_create_events=True))


@pytest.fixture
def four(olive) -> None:
    """One more event in each state; "demo" is live."""
    for code, name, first, published in (
        ("soon", "Open Libraries Day", date(2027, 2, 4), True),
        ("plan", "City Trees", date(2027, 3, 18), False),
        ("past", "Volunteers, Autumn", date(2026, 10, 7), True),
    ):
        new = core.event(code, name=name, starts_on=first, ends_on=first, is_published=published)
        core.staff(new, olive)


def names(response) -> list[str]:
    found = re.findall(r'<h2 class="t"><a href="[^"]*">([^<]*)</a>', response.content.decode())
    return list(found)


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_lists_my_events_the_live_one_first(browser, four, rival):
    response = browser.get("/app/")

    assert names(response) == [
        "Open Water 2026",
        "Open Libraries Day",
        "City Trees",
        "Volunteers, Autumn",
    ]
    text = text_of(response)
    assert "All 4 Live 1 Upcoming 1 Draft 1 Ended 1" in text
    assert "Rival Days" not in text
    assert "24–26 November 2026" in text
    assert "Day 2 of 3" in text
    assert "71 days to go" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?show=draft", ["City Trees"]),
        ("?show=ended", ["Volunteers, Autumn"]),
        ("?q=open", ["Open Water 2026", "Open Libraries Day"]),
        ("?q=open&show=upcoming", ["Open Libraries Day"]),
        ("?q=nothing-like-it", []),
        ("?show=nonsense&page=x", ["Open Water 2026", "Open Libraries Day", "City Trees",
                                   "Volunteers, Autumn"]),
    ],
)  # fmt: skip
def test_filters_by_state_and_words(browser, four, query, found):
    assert names(browser.get(f"/app/{query}")) == found


def test_search_says_when_nothing_is_found(browser):
    assert "No event matches “zzz”" in text_of(browser.get("/app/?q=zzz"))


def test_htmx_gets_the_list_alone(browser):
    response = browser.get("/app/?q=open", headers={"HX-Request": "true"})

    assert names(response) == ["Open Water 2026"]
    assert "<html" not in response.content.decode()


def test_counts_sessions_that_are_on_and_people_once(browser, demo, ana):
    for _ in range(2):
        core.session(demo, live_state=LiveState.LIVE)
    core.attendee(demo, core.user("blocked@demo.example"), is_blocked=True)
    core.attendee(demo, core.user("crew@demo.example"), is_staff=True)

    text = text_of(browser.get("/app/"))

    assert "Day 2 of 3 · 2 sessions live" in text
    assert "1 registered" in text


def test_asks_as_much_for_three_events_as_for_one(
    browser, olive, four, django_assert_max_num_queries
):
    with django_assert_max_num_queries(100) as many:
        browser.get("/app/")
    Event.objects.exclude(shortcode="demo").delete()

    with django_assert_max_num_queries(len(many)) as one:
        browser.get("/app/")

    assert len(one) == len(many)


def test_somebody_without_events_learns_what_to_do(ana, maker, signed_in):
    assert "It takes about ten minutes" in text_of(maker.get("/app/"))
    attending = signed_in(ana.user).get("/app/")
    assert "An owner of an event can give you access" in text_of(attending)
    assert 'href="/e/demo/"' in attending.content.decode()
    assert "New event" not in text_of(attending)


def test_makes_an_event_that_its_maker_owns(maker):
    response = maker.post("/app/new", NEW)

    assert response.url == "/app/trees-27/"
    made = Event.objects.get(shortcode="trees-27")
    assert (made.timezone, made.art, made.is_published) == ("America/Toronto", "trees", False)
    assert (made.starts_on, made.ends_on) == (date(2027, 3, 18), date(2027, 3, 19))
    member = made.staff.get()
    assert (member.user.email, member.role) == ("maker@demo.example", Role.OWNER)
    assert made.audit_entries.get().action == "Created the event"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "This field is required."),
        ("shortcode", "no spaces", "small letters, digits and hyphens"),
        ("shortcode", "-ab", "small letters, digits and hyphens"),
        ("shortcode", "demo", "Try “demo-2027” or another."),
        ("shortcode", "new", "Another event has this shortcode"),
        ("ends_on", "2027-03-17", "The last day is before the first day."),
        ("ends_on", "2028-03-17", "An event lasts 60 days at most."),
        ("timezone", "Europe/Atlantis", "not one of the available choices"),
        ("art", "../x", "not one of the available choices"),
    ],
)
def test_refuses_and_keeps_what_was_typed(maker, demo, field, value, words):
    response = maker.post("/app/new", NEW | {field: value})

    assert response.status_code == 422
    html = response.content.decode()
    assert words in html
    assert "Shade for all" in html
    assert list(Event.objects.values_list("shortcode", flat=True)) == ["demo"]


def test_shortcode_is_kept_small(maker):
    maker.post("/app/new", NEW | {"shortcode": "Trees-27"})

    assert Event.objects.get().shortcode == "trees-27"


def test_settings_change_the_event_and_tell_open_pages(browser, demo):
    old = demo.revision

    response = browser.post("/app/demo/settings", NEW | {"shortcode": "open-water"})

    assert response.url == "/app/open-water/settings"
    demo.refresh_from_db()
    assert (demo.name, demo.shortcode) == ("City Trees Summit", "open-water")
    assert demo.revision == old + 1
    entry_ = AuditEntry.objects.get(event=demo)
    assert entry_.changes["Time zone"] == ["Europe/Lisbon", "America/Toronto"]
    assert "Picture" in entry_.changes


def test_settings_saved_unchanged_leave_no_trace(browser, demo):
    same = {name: getattr(demo, name) for name in NEW}

    browser.post("/app/demo/settings", same)

    assert AuditEntry.objects.count() == 0
    assert BusMessage.objects.count() == 0


def test_settings_do_not_take_anothers_shortcode(browser, demo, rival):
    response = browser.post("/app/demo/settings", NEW | {"shortcode": "rival"})

    assert response.status_code == 422
    demo.refresh_from_db()
    assert demo.name == "Open Water 2026"


def test_viewer_sees_settings_without_buttons(vera, signed_in):
    main = signed_in(vera).get("/app/demo/settings").content.decode().partition("<main")[2]

    assert "<fieldset disabled>" in main
    assert "Save</button>" not in main
    assert "npublish" not in main


def test_unpublishing_shuts_attendees_out_and_closes_meetings(browser, demo, ana, signed_in):
    session = core.session(demo, provider="fake")
    attending = signed_in(ana.user)
    assert attending.get("/e/demo/").status_code == 200

    browser.post("/app/demo/publish", {})

    assert attending.get("/e/demo/").status_code == 403
    assert entry.load(demo.pk)[session.pk].is_published is False
    assert BusMessage.objects.filter(topic="facts", event_id=demo.pk).exists()
    assert browser.get("/e/demo/").status_code == 200  # staff go on looking

    browser.post("/app/demo/publish", {"is_published": "on"})

    assert attending.get("/e/demo/").status_code == 200
    actions = list(AuditEntry.objects.values_list("action", flat=True))
    assert actions == ["Published the event", "Unpublished the event"]


def test_publishing_twice_is_written_down_once(browser, demo):
    browser.post("/app/demo/publish", {"is_published": "on"})

    assert AuditEntry.objects.count() == 0


def test_name_stays_on_one_line_for_it_stands_in_the_subjects_of_mails(maker):
    maker.post("/app/new", NEW | {"name": "City Trees\r\nBcc: all"})

    assert Event.objects.get(shortcode="trees-27").name == "City Trees Bcc: all"
