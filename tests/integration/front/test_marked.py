"""Every word that attendees read is marked for translation, in every state of every page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from tests import marked
from tests.factories import core
from tests.integration.front.conftest import PanelProvider
from tests.marked import WORDS
from virtualcrowd.agenda import bookmarks, helpdesk
from virtualcrowd.agenda.models import HelpRequest, LiveState, PlanB, Session, SessionSpeaker
from virtualcrowd.common.views import server_error
from virtualcrowd.events.models import Attendee, Event

OTHER = "Άλλος"
NAMES = {"Lisbono", "Berlin", "Berlino", "ana", "elsewhere", "demo", "example"}


@pytest.fixture
def talk(demo, fake, ana) -> Session:
    """In a track, with a speaker and a host, bookmarked; another one follows."""
    fake.shown = {"title": WORDS, "host_name": WORDS}
    track = core.track(demo, name=WORDS)
    fields: dict[str, Any] = {"title": WORDS, "track": track, "provider": "fake"}
    found = core.session(demo, description=WORDS, **fields)
    for part in SessionSpeaker.Part.values:
        speaker = core.speaker(demo, name=f"{WORDS} {OTHER}", position=WORDS, bio=WORDS)
        SessionSpeaker.objects.create(session=found, speaker=speaker, part=part)
    core.session(demo, starts_at=core.NOON + timedelta(hours=2), **fields)
    bookmarks.mark(attendee=ana, session=found, is_marked=True)
    return found


@pytest.fixture
def reader(browser, demo, in_brackets) -> Client:
    demo.tagline = demo.organisation = WORDS
    demo.names_editable = True
    demo.save()
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = marked.LANGUAGE
    return browser


@dataclass(frozen=True)
class State:
    """A page of Ana's, so many minutes after the start, with these fields of session and panel."""

    page: str
    minutes: int = 0
    session: dict[str, Any] = field(default_factory=dict)
    panel: dict[str, Any] = field(default_factory=dict)
    arrange: Callable[[Session], object] | None = None


def without_sessions(_talk: Session) -> None:
    Session.objects.all().delete()


def without_host(talk: Session) -> None:
    talk.parts.all().delete()


def looked_at_by_staff(talk: Session) -> None:
    ana = Attendee.objects.get(event=talk.event)
    core.staff(talk.event, ana.user)
    Attendee.objects.update(is_staff=True)
    Event.objects.update(is_published=False)


def asked(talk: Session) -> HelpRequest:
    ana = Attendee.objects.get(event=talk.event)
    return helpdesk.ask(session=talk, attendee=ana, words=WORDS, happened={})


def answered(talk: Session) -> None:
    desk = core.user("desk@demo.example", name=WORDS)
    helpdesk.answer(request=asked(talk), words=WORDS, by=desk)


LIVE = {"live_state": LiveState.LIVE, "live_changed_at": core.NOON}
HOSTED = {"hosts": frozenset({"ana@demo.example"}), "host_url": "https://zoom.example/s/1"}
MOVED = {"moved_at": core.NOON - timedelta(days=1), "moved_from": core.NOON}
LINK = {"plan_b": PlanB.LINK, "plan_b_url": "https://elsewhere.example/x", "plan_b_words": WORDS}
MESSAGE = {"plan_b": PlanB.MESSAGE, "plan_b_words": WORDS}
DEAF = {"hears_start": False}
ONE = "agenda/{pk}"
STATES = {
    "home": State("", -10),
    "home, live": State("", 5, LIVE),
    "home, nothing": State("", arrange=without_sessions),
    "home, last one": State("", 125, LIVE),
    "home, unpublished": State("", arrange=looked_at_by_staff),
    "agenda": State("agenda", -10),
    "agenda, live": State("agenda", 5, LIVE | {"inside": 12}),
    "agenda, waiting": State("agenda", 5),
    "agenda, ended": State("agenda?day=all", 100),
    "agenda, moved": State("agenda", -60, MOVED),
    "agenda, nothing": State("agenda", arrange=without_sessions),
    "agenda, nothing at all": State("agenda?day=all", arrange=without_sessions),
    "agenda, nothing that day": State("agenda?day=2026-11-26"),
    "agenda, not found": State("agenda?q=ωω"),
    "agenda, not live": State("agenda?live=1", -60),
    "agenda, empty track": State("agenda?track=999999&day=all"),
    "agenda, empty track that day": State("agenda?track=999999&day=2026-11-26"),
    "my agenda": State("agenda?mine=1"),
    "my agenda, nothing": State("agenda?mine=1", arrange=without_sessions),
    "my agenda, nothing that day": State("agenda?mine=1&day=2026-11-26"),
    "speakers": State("speakers"),
    "speakers, nobody": State("speakers", arrange=without_sessions),
    "calendar": State("calendar"),
    "calendar, nothing": State("calendar", arrange=without_sessions),
    "name": State("name"),
    "help": State(f"{ONE}/help"),
    "help, asked": State(f"{ONE}/help", arrange=asked),
    "help, answered": State(f"{ONE}/help", arrange=answered),
    "session, days before": State(ONE, -3000),
    "session, before": State(ONE, -20),
    "session, lobby from the start": State(ONE, -20, {"lobby_minutes": 0}),
    "session, too early": State(ONE, -60, panel=DEAF),
    "session, lobby": State(ONE, 5),
    "session, lobby, nameless host": State(ONE, 5, panel={"host_name": ""}, arrange=without_host),
    "session, live": State(ONE, 5, LIVE | {"inside": 12}),
    "session, live since when": State(ONE, 5, {"live_state": LiveState.LIVE}),
    "session, other ways": State(ONE, 5, LIVE, {"app_url": "/a", "phone_url": "/p"}),
    "session, open before": State(ONE, -5, panel=DEAF),
    "session, open": State(ONE, 5, panel=DEAF),
    "session, open, nameless host": State(ONE, 5, {}, DEAF | {"host_name": ""}, without_host),
    "session, left": State(f"{ONE}?left=1", 5, LIVE),
    "session, left late": State(f"{ONE}?left=1", 50, LIVE),
    "session, left without host": State(f"{ONE}?left=1", 5),
    "session, left and over": State(f"{ONE}?left=1", 200),
    "session, over": State(ONE, 70),
    "session, over, other track": State(ONE, 70, {"track": None}),
    "session, cancelled": State(ONE, panel={"is_cancelled": True}),
    "session, moved": State(ONE, -60, MOVED),
    "session, link": State(ONE, session=LINK),
    "session, message": State(ONE, session=MESSAGE),
    "session, nothing": State(ONE, session={"provider": ""}),
    "session, on site": State(ONE, session={"provider": "", "location": WORDS}),
    "session, host": State(ONE, -5, panel=HOSTED),
    "session, host, live": State(ONE, 5, LIVE, HOSTED),
    "session, draft": State(ONE, -5, {"is_published": False}, arrange=looked_at_by_staff),
}


def seen(reader: Client, talk: Session, fake: PanelProvider, clock: Any, state: State) -> str:
    Session.objects.filter(pk=talk.pk).update(**state.session)
    fake.shown |= state.panel
    if state.arrange:
        state.arrange(talk)
    clock.move_to(core.NOON + timedelta(minutes=state.minutes))
    response = reader.get(f"/e/demo/{state.page.format(pk=talk.pk)}")
    assert response.status_code == HTTPStatus.OK
    return response.text


@pytest.mark.parametrize("name", STATES)
def test_every_word_is_marked(reader, talk, fake, clock, name):
    page = seen(reader, talk, fake, clock, STATES[name])

    assert marked.leftovers(page, names=NAMES) == []


@pytest.mark.parametrize("name", ["home", "agenda", "my agenda", "session, before"])
def test_every_word_about_ones_own_clock_is_marked(reader, talk, fake, clock, name):
    reader.cookies.load({"vc_zone": "Europe%2FBerlin"})

    page = seen(reader, talk, fake, clock, STATES[name])

    assert marked.leftovers(page, names=NAMES) == []


@pytest.mark.parametrize(
    ("address", "form", "status"),
    [
        ("/nowhere", None, HTTPStatus.NOT_FOUND),
        ("/e/demo/name", {"shown_name": "<ω>"}, 422),
        ("/e/demo/name", {"shown_name": "ω" * 65}, 422),
    ],
)
def test_every_word_of_an_error_is_marked(reader, talk, address, form, status):
    response = reader.get(address) if form is None else reader.post(address, form)

    assert response.status_code == status
    assert marked.leftovers(response.text, names=NAMES) == []


def test_every_word_to_who_is_not_on_the_list_is_marked(reader, ana):
    ana.delete()

    response = reader.get("/e/demo/")

    assert response.status_code == HTTPStatus.FORBIDDEN
    assert marked.leftovers(response.text, names=NAMES) == []


def test_every_word_of_a_form_without_its_token_is_marked(reader):
    strict = Client(enforce_csrf_checks=True)

    response = strict.post("/language/", headers={"Accept-Language": marked.LANGUAGE})

    assert response.status_code == HTTPStatus.FORBIDDEN
    assert marked.leftovers(response.text) == []


def test_every_word_about_too_large_a_body_is_marked(reader, demo, settings):
    settings.REQUEST_MAX_BYTES = 1

    response = reader.post("/e/demo/name", {"shown_name": OTHER})

    assert response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert marked.leftovers(response.text, names={"MB"}) == []


def test_every_word_of_a_fault_of_ours_is_marked(reader, rf):
    with translation.override(marked.LANGUAGE):
        response = server_error(rf.get("/"))

    assert marked.leftovers(response.text) == []
