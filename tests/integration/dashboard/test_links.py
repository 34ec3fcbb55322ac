"""People → Send links: choosing, sending, progress, results, making links invalid."""

import re
import smtplib
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from tests.factories import core
from tests.pages import text_of
from virtualcrowd.common.models import AuditEntry
from virtualcrowd.events import links, people
from virtualcrowd.events.models import Attendee, Event, Group, LinkMailing, Role

PEOPLE = "/app/demo/people"
LINKS = f"{PEOPLE}/links"
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)  # work begins on commit


@pytest.fixture(autouse=True)
def before_the_event():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def bo(demo) -> Attendee:
    return core.attendee(demo, core.user("bo@demo.example"), name="Bo Berg", invited_at=NOW)


def send(browser, **data):
    fields = {"key": uuid4(), "who": "new", "language": "en-gb"} | data
    return browser.post(LINKS, fields, follow=True)


def mailed() -> list[str]:
    return sorted(message.to[0] for message in mail.outbox)


def test_sends_to_who_has_none_yet_unless_told_otherwise(browser, demo, ana, bo):
    blocked = core.attendee(demo, core.user("out@demo.example"), is_blocked=True)
    people.attendee_for(user=demo.staff.get().user, event=demo, now=NOW)

    page = text_of(browser.get(LINKS))
    assert "Who has got no link yet (1)" in page
    assert "Everybody on the list (2)" in page

    done = send(browser)

    assert mailed() == [ana.email]
    assert "1 of 1 sent" in text_of(done)
    assert "not yet" not in text_of(browser.get(f"{PEOPLE}?q=ana"))

    send(browser, who="all")
    assert mailed() == sorted([ana.email, ana.email, bo.email])
    assert blocked.email not in mailed()


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"who": "never"}, ["ana@demo.example"]),
        ({"who": "all", "group": "{group}"}, ["bo@demo.example"]),
        ({"who": "ticked", "people": ["{bo}", "x", "9" * 99]}, ["bo@demo.example"]),
    ],
)
def test_narrows_whom_it_goes_to(browser, demo, ana, bo, data, found):
    group = Group.objects.create(event=demo, name="Crew")
    bo.groups.add(group)
    Attendee.objects.filter(pk=bo.pk).update(last_seen_at=NOW)
    ids = {"group": group.pk, "bo": bo.pk}
    data = {k: [p.format(**ids) for p in v] if k == "people" else v.format(**ids)
            for k, v in data.items()}  # fmt: skip

    send(browser, **data)

    assert mailed() == found


def test_boxes_of_the_list_lead_there(browser, ana, bo):
    html = browser.get(PEOPLE).content.decode()
    assert f'name="people" value="{ana.pk}" form="ticked"' in html

    page = browser.get(f"{LINKS}?people={ana.pk}&people={bo.pk}&people=no")

    assert "Those you ticked (2)" in text_of(page)
    assert f'name="people" value="{bo.pk}"' in page.content.decode()
    assert re.search(r'value="ticked"[^>]*checked', page.content.decode())


def test_people_of_another_event_are_never_mailed(browser, rival, ana):
    other = core.attendee(Event.objects.get(shortcode="rival"), core.user("x@rival.example"))

    answer = send(browser, who="ticked", people=[other.pk])

    assert answer.status_code == 422
    assert mail.outbox == []


def test_leads_to_a_session_in_the_language_chosen(browser, demo, ana):
    talk, draft = core.session(demo, title="Tides"), core.session(demo, is_published=False)

    send(browser, session=talk.pk, language="de")

    assert f"next=%2Fe%2Fdemo%2Fagenda%2F{talk.pk}" in mail.outbox[0].body
    words = "Er führt zu „Tides“: Mittwoch, 25.\xa0November, 12:00 Uhr (Lissabon)."
    assert words in mail.outbox[0].body
    assert send(browser, session=draft.pk).status_code == 422


def test_pressed_twice_it_goes_out_once(browser, ana):
    key = uuid4()

    first, second = send(browser, key=key), send(browser, key=key)

    assert len(mail.outbox) == 1
    assert first.redirect_chain == second.redirect_chain


def test_nobody_there_says_so(browser, bo):
    answer = send(browser)

    assert answer.status_code == 422
    assert "Nobody there to send to." in text_of(answer)


def test_empty_list_leads_to_adding_somebody(browser, demo):
    core.attendee(demo, core.user("out@demo.example"), is_blocked=True)

    page = browser.get(LINKS).content.decode()

    assert "Nobody is on the list yet" in page
    assert f'href="{PEOPLE}/add">Add attendees</a>' in page
    assert ">Send</button>" not in page


def test_event_that_lets_nobody_in_sends_none(browser, demo, ana, olive, signed_in):
    Event.objects.update(is_published=False)
    assert "Publish the event first" in text_of(browser.get(LINKS))
    assert send(browser, who="all").status_code == 422
    answer = browser.post(f"{PEOPLE}/{ana.pk}/link", {"key": uuid4()}, follow=True)
    assert "Links let nobody in while the event is not published" in answer.content.decode()

    Event.objects.update(is_published=True)
    with time_machine.travel(datetime(2026, 12, 24, tzinfo=UTC)):
        assert "This event is over" in text_of(signed_in(olive).get(LINKS))
    assert mail.outbox == []


def test_progress_asks_again_until_it_is_done(browser, demo, ana):
    row = LinkMailing.objects.create(event=demo, key=uuid4(), language="de")
    row.mails.create(attendee=ana)
    page = f"{LINKS}/{row.pk}"

    html = browser.get(page).content.decode()
    assert 'hx-trigger="every 1s"' in html
    assert "0 of 1 done" in html
    assert "Links are being mailed." in text_of(browser.get(PEOPLE))

    part = browser.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "<main" not in part
    assert "0 of 1 done" in part

    browser.post(f"{page}/stop")
    html = browser.get(page).content.decode()
    assert "every 1s" not in html
    assert "0 of 1 were sent before" in html
    assert "stopped before all were sent" in text_of(browser.get(PEOPLE))


def test_what_failed_is_named_and_can_be_sent_again(browser, demo, ana, bo, monkeypatch):
    with monkeypatch.context() as server:

        def send_messages(_backend, _messages):
            raise smtplib.SMTPRecipientsRefused({"x": (550, b"no such user")})

        server.setattr(EmailBackend, "send_messages", send_messages)
        page = send(browser, who="all")

    text = text_of(page)
    assert "0 of 2 sent" in text
    assert "bo@demo.example: The mail server refused this address" in text

    again = browser.post(f"{page.redirect_chain[-1][0]}/go-on", follow=True)

    assert "2 of 2 sent" in text_of(again)
    assert mailed() == [ana.email, bo.email]


def test_one_person_gets_theirs_and_can_have_it_made_invalid(browser, ana):
    person = f"{PEOPLE}/{ana.pk}"
    assert "Not mailed yet." in text_of(browser.get(person))

    done = browser.post(f"{person}/link", {"key": uuid4()}, follow=True)

    assert "1 of 1 sent" in text_of(done)
    assert "Last mailed 20 Nov" in text_of(browser.get(person)).replace("Fri ", "")
    old = links.address(Attendee.objects.get(pk=ana.pk))
    browser.post(f"{person}/link/revoke")
    assert links.address(Attendee.objects.get(pk=ana.pk)) != old
    assert AuditEntry.objects.filter(action="Made the links of an attendee invalid").exists()


def test_no_page_of_the_organisers_shows_a_link(browser, ana):
    send(browser)

    for page in (PEOPLE, f"{PEOPLE}/{ana.pk}", LINKS, f"{LINKS}/{LinkMailing.objects.get().pk}",
                 "/app/demo/audit"):  # fmt: skip
        assert "/in/" not in browser.get(page).content.decode()


def test_page_of_who_may_do_more_says_that_links_let_them_not_in(browser, ana):
    core.staff(core.event("elsewhere"), ana.user, Role.VIEWER)

    text = text_of(browser.get(f"{PEOPLE}/{ana.pk}"))

    assert "no link lets Ana Attendee in" in text
    assert "Make old links invalid" not in text
