"""A session's tabs: Details, Speakers, Embed, Other."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.factories import core
from virtualcrowd.agenda.models import Session, SessionSpeaker, Speaker

NOON = core.NOON

pytestmark = pytest.mark.usefixtures("meetings")


@pytest.fixture
def reefs(demo) -> Session:
    return core.session(demo, title="Reefs", starts_at=NOON)


def tab(session: Session, name: str = "") -> str:
    return reverse(f"dashboard:session{name}", args=["demo", session.pk])


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def details(**fields) -> dict[str, str]:
    plain = {"title": "Reefs", "day": "2026-11-25", "starts": "12:00", "ends": "12:45"}
    return plain | fields


def stage(session) -> list[tuple[str, str]]:
    return [(p.speaker.name, p.part) for p in session.parts.select_related("speaker")]


# --- Details


def test_details_save_and_say_so(browser, reefs):
    response = browser.post(tab(reefs), details(title="Oysters", ends="13:15"), follow=True)

    reefs.refresh_from_db()
    assert (reefs.title, reefs.ends_at) == ("Oysters", NOON + timedelta(minutes=75))
    assert "Details saved" in text_of(response)


def test_details_with_an_error_keep_what_was_typed_and_the_head_tells_what_is_stored(
    browser, reefs
):
    response = browser.post(tab(reefs), details(title="Oysters", ends="12:00"))

    html = response.content.decode()
    assert response.status_code == 422
    assert "The end is the same as the start." in html
    assert 'value="Oysters"' in html
    assert "<h1>Reefs</h1>" in html
    assert re.search(r'<input[^>]*name="ends"[^>]*aria-invalid="true"', html)


def test_untouched_times_stay_in_the_hour_that_comes_twice(browser, demo):
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # the second 01:30 of that night
    session = core.session(demo, starts_at=second)
    same = details(title="Owls", day="2026-10-25", starts="01:30", ends="02:15")

    browser.post(tab(session), same)

    session.refresh_from_db()
    assert (session.title, session.starts_at) == ("Owls", second)


def test_day_outside_the_event_is_allowed_but_told(browser, reefs):
    response = browser.post(tab(reefs), details(day="2026-12-04"), follow=True)

    assert "This day is outside the event" in text_of(response)


def test_picture_and_button_show_what_attendees_see(browser, reefs, meetings):
    assert "No way to join yet" in text_of(browser.get(tab(reefs)))

    meetings.behind[reefs.pk] = "1"
    Session.objects.update(provider="meetings", art="s-kelp")
    with time_machine.travel(NOON - timedelta(hours=2), tick=False):
        response = browser.get(tab(reefs))
    assert "Lobby opens at 11:50" in text_of(response)
    assert "s-kelp.svg" in response.content.decode()

    with time_machine.travel(NOON - timedelta(minutes=9), tick=False):
        response = browser.get(tab(reefs))
    assert "In the lobby" in text_of(response)
    assert "Starts in 9 min" in text_of(response)

    Session.objects.update(live_state="live")
    assert "Join meeting" in text_of(browser.get(tab(reefs)))

    Session.objects.update(is_published=False)
    assert "Not published yet" in text_of(browser.get(tab(reefs)))


@pytest.mark.parametrize("name", ["", "_speakers", "_embed", "_other"])
def test_each_tab_is_a_page_and_says_which_it_is(browser, reefs, name):
    html = browser.get(tab(reefs, name)).content.decode()

    assert f'href="{tab(reefs, name)}" aria-current="page"' in html
    assert html.partition("<main")[2].count('aria-current="page"') == 1


# --- Speakers


def test_speakers_add_one_of_the_event_and_one_who_is_new(browser, reefs, demo):
    rui = core.speaker(demo, name="Rui")

    browser.post(tab(reefs, "_speakers"), {"form": "add", "speaker": rui.pk, "part": "host"})
    browser.post(
        tab(reefs, "_speakers"),
        {"form": "new", "name": "Sofia", "position": "Engineer", "bio": "", "part": "speaker"},
    )

    assert stage(reefs) == [("Rui", "host"), ("Sofia", "speaker")]


def test_speakers_of_another_event_cannot_be_added_or_edited(browser, reefs, rival):
    theirs = core.speaker(rival.staff_roles.get().event, name="Theirs")

    added = browser.post(
        tab(reefs, "_speakers"), {"form": "add", "speaker": theirs.pk, "part": "host"}
    )
    edited = browser.post(
        tab(reefs, "_speakers"), {"form": "edit", "speaker": theirs.pk, "name": "Ours"}
    )

    theirs.refresh_from_db()
    assert (added.status_code, edited.status_code) == (422, 404)
    assert (stage(reefs), theirs.name) == ([], "Theirs")
    assert browser.get(f"{tab(reefs, '_speakers')}?edit={theirs.pk}").status_code == 404


def test_speakers_move_change_part_and_leave(browser, reefs, demo):
    people = [core.speaker(demo, name=name) for name in ("Ada", "Bo", "Cy")]
    for order, person in enumerate(people):
        SessionSpeaker.objects.create(session=reefs, speaker=person, order=order)
    ada, bo, cy = people
    parts = {f"part_{ada.pk}": "host", f"part_{bo.pk}": "speaker", f"part_{cy.pk}": "speaker"}

    browser.post(tab(reefs, "_speakers"), {"form": "arrange", "do": f"up-{cy.pk}"} | parts)
    assert stage(reefs) == [("Ada", "host"), ("Cy", "speaker"), ("Bo", "speaker")]

    browser.post(tab(reefs, "_speakers"), {"form": "arrange", "do": f"remove-{ada.pk}"} | parts)
    assert stage(reefs) == [("Cy", "speaker"), ("Bo", "speaker")]
    assert Speaker.objects.count() == 3


def test_speaker_is_edited_in_a_dialog(browser, reefs, demo):
    sofia = core.speaker(demo, name="Sofia", bio="Reefs.")
    SessionSpeaker.objects.create(session=reefs, speaker=sofia)

    asked = browser.get(f"{tab(reefs, '_speakers')}?edit={sofia.pk}").content.decode()
    assert "Edit Sofia" in asked
    assert "Reefs." in asked

    wrong = browser.post(
        tab(reefs, "_speakers"),
        {"form": "edit", "speaker": sofia.pk, "name": "", "bio": "Storms."},
    )
    assert wrong.status_code == 422
    assert "Storms." in wrong.content.decode()

    browser.post(
        tab(reefs, "_speakers"),
        {"form": "edit", "speaker": sofia.pk, "name": "Sofia M.", "position": "", "bio": "Storms."},
    )
    sofia.refresh_from_db()
    assert (sofia.name, sofia.bio) == ("Sofia M.", "Storms.")


def test_speakers_ask_as_much_for_three_as_for_one(browser, reefs, demo, django_assert_num_queries):
    for number in range(3):
        SessionSpeaker.objects.create(session=reefs, speaker=core.speaker(demo), order=number)
        if number in {0, 2}:
            # browser session, user, event, role; session, parts, others to add, count
            with django_assert_num_queries(8):
                browser.get(tab(reefs, "_speakers"))


# --- Embed


def options(response) -> str:
    html = response.content.decode()
    return html[html.index('<select class="form-select form-select-lg') : html.index("</select>")]


def test_embed_lists_what_the_provider_offers_in_its_groups(browser, reefs):
    response = browser.get(tab(reefs, "_embed"))

    found = options(response)
    assert '<label class="form-label" for="pick-meetings">zoom meetings &amp; webinars</label>' in (
        response.content.decode()
    )
    assert re.findall(r'optgroup label="([^"]+)"', found) == ["Meetings", "Cannot be used"]
    assert '<option value="meetings:1">Oyster reefs · Wed 12:00 · 823 · Live</option>' in found
    assert '<option value="meetings:3" disabled>Donors · needs a sign-in</option>' in found


def test_embed_saves_the_choice_and_the_lobby(browser, reefs, meetings):
    data = {"value": "meetings:1", "lobby_minutes": "30"}

    response = browser.post(tab(reefs, "_embed"), data, follow=True)

    reefs.refresh_from_db()
    assert meetings.behind == {reefs.pk: "1"}
    assert (reefs.provider, reefs.lobby_minutes) == ("meetings", 30)
    assert "Embed saved" in text_of(response)
    assert '<option value="meetings:1" selected>' in options(response)
    assert "Same time" in text_of(response)


def test_embed_with_nothing_takes_the_meeting_away(browser, reefs, meetings):
    meetings.behind[reefs.pk] = "1"
    Session.objects.update(provider="meetings")

    browser.post(tab(reefs, "_embed"), {"value": "", "lobby_minutes": "10"})

    reefs.refresh_from_db()
    assert (reefs.provider, meetings.behind) == ("", {})


@pytest.mark.parametrize("value", ["meetings:3", "meetings:99", "skype:1", "meetings", ":1"])
def test_embed_that_is_refused_keeps_the_choice_and_what_was_there(browser, reefs, meetings, value):
    meetings.behind[reefs.pk] = "2"
    Session.objects.update(provider="meetings")

    response = browser.post(tab(reefs, "_embed"), {"value": value, "lobby_minutes": "30"})

    if value == "meetings":  # nothing after the colon is nothing chosen
        assert response.status_code == 302
        return
    reefs.refresh_from_db()
    assert response.status_code == 422
    assert "Not saved" in text_of(response)
    assert (reefs.provider, reefs.lobby_minutes, meetings.behind) == (
        "meetings",
        10,
        {reefs.pk: "2"},
    )
    assert '<option value="30" selected>' in response.content.decode()
    if value == "meetings:3":
        assert '<option value="meetings:3" selected>' in options(response)
        assert "That meeting needs a sign-in." in text_of(response)


def test_embed_of_two_is_refused(browser, reefs, meetings):
    data = {"value": ["meetings:1", "meetings:2"], "lobby_minutes": "10"}

    response = browser.post(tab(reefs, "_embed"), data)

    assert response.status_code == 422
    assert "a session has one meeting at most" in text_of(response)
    assert meetings.behind == {}


def test_embed_preview_warns_when_the_time_differs(browser, reefs):
    response = browser.get(tab(reefs, "_embed_preview"), {"value": "meetings:2"})

    text = text_of(response)
    assert "Its time differs" in text
    assert 'aria-label="Warning"' in response.content.decode()
    assert "<html" not in response.content.decode()


def test_embed_preview_of_nothing_and_of_the_unknown(browser, reefs):
    nothing = text_of(browser.get(tab(reefs, "_embed_preview")))
    unknown = text_of(browser.get(tab(reefs, "_embed_preview"), {"value": "meetings:99"}))

    assert "Nothing chosen" in nothing
    assert "not in this event’s library" in unknown


def test_embed_suggests_the_one_that_fits_and_shows_it_before_saving(browser, demo, meetings):
    session = core.session(demo, title="Oyster reefs", starts_at=NOON)

    suggested = browser.get(tab(session, "_embed")).content.decode()
    assert 'href="?value=meetings%3A1">Choose it</a>' in suggested

    chosen = browser.get(f"{tab(session, '_embed')}?value=meetings:1")
    assert '<option value="meetings:1" selected>' in options(chosen)
    assert 'data-unsaved="yes"' in chosen.content.decode()
    assert meetings.behind == {}


def test_embed_without_a_provider_says_so(browser, reefs, settings):
    from virtualcrowd.agenda import providers  # noqa: PLC0415 - only here

    settings.MEETING_PROVIDERS = []
    providers.all_providers.cache_clear()

    assert "No plugin that brings meetings" in text_of(browser.get(tab(reefs, "_embed")))


# --- Other


def test_other_shows_the_link_and_id_for_attendees(browser, reefs):
    text = text_of(browser.get(tab(reefs, "_other")))

    assert f"http://testserver/e/demo/agenda/{reefs.pk}" in text


def test_other_duplicates(browser, reefs):
    response = browser.post(tab(reefs, "_other"), {"do": "duplicate"})

    copy = Session.objects.exclude(pk=reefs.pk).get()
    assert response["Location"] == tab(copy)
    assert (copy.title, copy.is_published) == ("Copy of Reefs", False)


def test_publish_from_the_head_leads_back_to_the_session(browser, reefs):
    Session.objects.update(is_published=False)
    data = {"is_published": "on", "back": "session"}

    response = browser.post(tab(reefs, "_publish"), data)

    assert response["Location"] == tab(reefs)
