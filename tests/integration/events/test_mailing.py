"""Personal links by mail: once each, whatever the mail server and the worker do."""

import smtplib
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from tests.factories import core
from tests.fakes.smtp import mail_server
from virtualcrowd.common import jobs
from virtualcrowd.common.models import AuditEntry
from virtualcrowd.events import link_mail, links, mailing, people, sending, tasks
from virtualcrowd.events.models import Attendee, Event, Group, LinkMail, LinkMailing, Role

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
State, Reason = LinkMail.State, LinkMail.Reason

pytestmark = pytest.mark.django_db(transaction=True)  # work begins on commit


@pytest.fixture(autouse=True)
def before_the_event():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def guests(demo) -> list[Attendee]:
    return [core.attendee(demo, core.user(f"guest{n}@demo.example")) for n in range(4)]


def start(event: Event, attendees, by, **more) -> LinkMailing:
    fields = {"key": uuid4(), "language": "en-gb"} | more
    row = mailing.start(event=event, attendees=attendees, by=by, **fields)
    row.refresh_from_db()
    return row


def states(row: LinkMailing) -> list[tuple[str, str]]:
    return list(row.mails.values_list("state", "reason"))


class Server:
    """The mail server's side: what it says to the n-th mail of the test."""

    def __init__(self, monkeypatch) -> None:
        self.answers: dict[str, Exception] = {}
        self.is_down = False
        real = EmailBackend.send_messages

        def send(backend, messages):
            for message in messages:
                if error := self.answers.get(message.to[0]):
                    raise error
            return real(backend, messages)

        def reached(_backend):
            if self.is_down:
                raise ConnectionRefusedError(111, "Connection refused")

        monkeypatch.setattr(EmailBackend, "send_messages", send)
        monkeypatch.setattr(EmailBackend, "open", reached)


@pytest.fixture
def server(monkeypatch) -> Server:
    return Server(monkeypatch)


# --- the mail


def test_brings_each_their_own_link(demo, ana, olive, guests):
    row = start(demo, [ana, *guests], olive)

    assert [message.to for message in mail.outbox] == [[a.email] for a in [ana, *guests]]
    message = mail.outbox[0]
    assert message.subject == "Your way into Open Water 2026"
    assert links.address(ana) in message.body
    assert "Hello Ana Attendee," in message.body
    assert "24–26 November 2026" in message.body
    assert "until 3 Dec 2026" in message.body
    assert "like a key" in message.body
    assert links.address(ana) not in mail.outbox[1].body
    assert row.finished_at
    assert mailing.progress(row).sent == 5
    ana.refresh_from_db()
    assert ana.invited_at


def test_leads_to_the_session_asked_for(demo, ana, olive):
    start(demo, [ana], olive, leads_to="/e/demo/agenda/5", about="Opening & “tides”")

    assert "/?next=%2Fe%2Fdemo%2Fagenda%2F5" in mail.outbox[0].body
    assert "It leads to “Opening & “tides””." in mail.outbox[0].body


def test_names_what_is_next_for_each_on_the_events_clock(
    demo, ana, olive, guests, django_assert_max_num_queries
):
    demo.timezone = "Asia/Tokyo"
    demo.save()
    core.session(demo, title="Over", starts_at=NOW - timedelta(days=1))
    core.session(demo, title="Draft", starts_at=NOW, is_published=False)
    board = core.session(demo, title="Board & “boats”", starts_at=core.NOON - timedelta(hours=1))
    crew = Group.objects.create(event=demo, name="Crew")
    board.groups.add(crew)
    ana.groups.add(crew)
    core.session(demo, title="Tides", starts_at=datetime(2026, 11, 25, 15, 30, tzinfo=UTC))

    start(demo, [ana, guests[0]], olive)
    start(demo, [ana], olive, leads_to=f"/e/demo/agenda/{board.pk}", about=board.title)

    first, other, led = (message.body for message in mail.outbox)
    when = "Wednesday 25 November, 20:00, Tokyo time."
    assert f"\nNext on the agenda: “Board & “boats””, {when}\n" in first
    assert "“Tides”, Thursday 26 November, 00:30, Tokyo time.\n" in other
    assert f"\nIt leads to “Board & “boats””: {when}\n" in led
    row = LinkMailing.objects.last()
    with django_assert_max_num_queries(2):
        link_mail.of(ana, row)


def test_speaks_the_language_of_the_person_else_of_the_mailing(demo, ana, olive, guests):
    ana.user.language = "de"
    ana.user.save()

    start(demo, [ana, guests[0]], olive)
    start(demo, [guests[1]], olive, language="de")

    assert [message.subject for message in mail.outbox] == [
        "Ihr Zugang zu Open Water 2026",
        "Your way into Open Water 2026",
        "Ihr Zugang zu Open Water 2026",
    ]
    assert "bis 3. Dezember 2026" in mail.outbox[0].body


def test_who_may_do_more_gets_the_way_to_sign_in_and_no_key(demo, ana, olive):
    core.staff(core.event("elsewhere"), ana.user, Role.VIEWER)

    start(demo, [ana], olive, leads_to="/e/demo/agenda/5")

    assert "/in/" not in mail.outbox[0].body
    assert "http://testserver/e/demo/agenda/5\n" in mail.outbox[0].body
    assert "Sign in here with this address" in mail.outbox[0].body


def test_audit_log_tells_who_was_mailed_and_no_link(demo, ana, olive, guests):
    start(demo, [ana], olive)
    start(demo, guests, olive)

    entries = AuditEntry.objects.filter(action="Sent personal links")
    assert [entry.target for entry in entries] == ["4 people", "Ana Attendee"]
    assert all(entry.actor == olive for entry in entries)


# --- once


def test_same_form_pressed_twice_sends_once(demo, ana, olive):
    key = uuid4()

    assert start(demo, [ana], olive, key=key) == start(demo, [ana], olive, key=key)

    assert len(mail.outbox) == 1
    assert AuditEntry.objects.count() == 1


def test_task_that_runs_again_sends_nothing(demo, ana, olive):
    row = start(demo, [ana], olive)

    tasks.send_links.call_local(row.pk)
    tasks.send_links.call_local(10**6)

    assert len(mail.outbox) == 1


def test_two_workers_do_not_share_a_mailing(demo, ana, olive, monkeypatch):
    row = _unsent(demo, [ana], olive, monkeypatch)
    LinkMailing.objects.filter(pk=row.pk).update(heartbeat_at=NOW)

    sending.run(row.pk)

    assert mail.outbox == []


def _unsent(event, attendees, by, monkeypatch) -> LinkMailing:
    """A mailing whose task was lost."""
    with monkeypatch.context() as lost:
        lost.setattr(tasks, "send_links", lambda _pk: None)
        return start(event, attendees, by)


def test_lost_task_is_found_by_the_sweeper(demo, ana, olive, monkeypatch):
    row = _unsent(demo, [ana], olive, monkeypatch)
    assert sending.next_to_run(NOW) == []

    with time_machine.travel(NOW + timedelta(minutes=2)):
        assert sending.next_to_run(NOW + timedelta(minutes=2)) == [row.pk]
        tasks.resume_link_mailings.call_local()

    assert len(mail.outbox) == 1


def test_many_mailings_leave_threads_for_zooms_news(demo, ana, olive, monkeypatch):
    rows = [_unsent(demo, [ana], olive, monkeypatch) for _ in range(4)]
    busy = LinkMailing.objects.filter(pk__in=[row.pk for row in rows[:2]])
    busy.update(heartbeat_at=NOW)

    sending.run(rows[2].pk)

    assert states(rows[2]) == [(State.WAITING, "")]
    assert mail.outbox == []

    jobs.close(rows[0])
    with time_machine.travel(NOW + timedelta(minutes=2), tick=True):
        LinkMailing.objects.filter(pk=rows[1].pk).update(heartbeat_at=NOW + timedelta(minutes=2))
        assert sending.next_to_run(NOW + timedelta(minutes=2)) == [rows[2].pk, rows[3].pk]
        tasks.resume_link_mailings.call_local()

    assert [states(row) for row in rows[2:]] == [[(State.SENT, "")]] * 2


def test_what_a_dead_worker_was_sending_is_not_sent_twice(demo, olive, guests, monkeypatch):
    row = _unsent(demo, guests, olive, monkeypatch)
    LinkMail.objects.filter(attendee=guests[0]).update(state=State.SENT)
    LinkMail.objects.filter(attendee=guests[1]).update(state=State.SENDING)
    LinkMailing.objects.filter(pk=row.pk).update(heartbeat_at=NOW - timedelta(minutes=2))

    sending.run(row.pk)

    assert [message.to for message in mail.outbox] == [[a.email] for a in guests[2:]]
    assert states(row) == [
        (State.SENT, ""),
        (State.FAILED, Reason.UNSURE),
        (State.SENT, ""),
        (State.SENT, ""),
    ]

    mailing.go_on(row)
    assert mail.outbox[-1].to == [guests[1].email]
    assert mailing.progress(row).sent == 4


def test_worker_whose_mailing_was_taken_sends_no_more(demo, olive, guests, server, monkeypatch):
    real = EmailBackend.send_messages

    def stopped_meanwhile(backend, messages):
        mailing.stop(LinkMailing.objects.get())
        return real(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", stopped_meanwhile)

    row = start(demo, guests, olive)

    assert len(mail.outbox) == 1
    assert row.stopped_because == LinkMailing.Stop.CANCELLED
    assert mailing.progress(row).waiting == 3


# --- what goes wrong


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (smtplib.SMTPRecipientsRefused({"x": (550, b"no such user")}), Reason.REFUSED),
        (smtplib.SMTPRecipientsRefused({"x": (451, b"greylisted")}), Reason.LATER),
        (smtplib.SMTPDataError(554, b"spam"), Reason.REFUSED),
        (smtplib.SMTPDataError(452, b"mailbox full"), Reason.LATER),
        (ValueError("not an address"), Reason.REFUSED),
    ],
)
def test_refused_address_holds_up_nobody_else(demo, olive, guests, server, error, reason):
    server.answers = {guests[1].email: error}

    row = start(demo, guests, olive)

    assert len(mail.outbox) == 3
    assert states(row)[1] == (State.FAILED, reason)
    assert row.stopped_because == ""
    guests[1].refresh_from_db()
    assert guests[1].invited_at is None


@pytest.mark.parametrize("cut_off", [False, True])
def test_dead_mail_server_stops_and_the_rest_goes_on_later(demo, olive, guests, server, cut_off):
    if cut_off:
        gone = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        server.answers = {guests[1].email: gone}
    else:
        server.is_down = True

    row = start(demo, guests, olive)

    assert row.stopped_because == LinkMailing.Stop.MAIL_SERVER
    assert len(mail.outbox) == (1 if cut_off else 0)
    if cut_off:
        assert states(row)[1] == (State.FAILED, Reason.UNSURE)

    server.answers, server.is_down = {}, False
    mailing.go_on(row)

    row.refresh_from_db()
    assert sorted(message.to[0] for message in mail.outbox) == [a.email for a in guests]
    assert row.stopped_because == ""


def test_sender_that_the_server_refuses_stops_before_anything_is_lost(demo, olive, guests, server):
    refused = smtplib.SMTPSenderRefused(553, b"not you", "noreply@localhost")
    server.answers = {guests[0].email: refused}

    row = start(demo, guests, olive)

    assert row.stopped_because == LinkMailing.Stop.MAIL_SERVER
    assert states(row) == [(State.WAITING, "")] * 4


def test_who_was_blocked_or_removed_meanwhile_gets_none(demo, olive, guests, monkeypatch):
    row = _unsent(demo, guests, olive, monkeypatch)
    people.set_blocked(attendee=guests[0], is_blocked=True, by=olive)
    people.remove_attendee(attendee=guests[1], by=olive)

    sending.run(row.pk)

    assert [message.to for message in mail.outbox] == [[a.email] for a in guests[2:]]
    assert states(row)[0] == (State.FAILED, Reason.OUT)
    mailing.go_on(row)
    assert len(mail.outbox) == 2


def test_event_closed_meanwhile_stops_it(demo, olive, guests, monkeypatch):
    row = _unsent(demo, guests, olive, monkeypatch)
    Event.objects.update(is_published=False)

    sending.run(row.pk)

    row.refresh_from_db()
    assert row.stopped_because == LinkMailing.Stop.CLOSED
    assert mail.outbox == []


def test_nothing_begins_where_links_let_nobody_in(demo, ana, olive):
    people.set_blocked(attendee=ana, is_blocked=True, by=olive)
    with pytest.raises(mailing.NobodyToMail):
        start(demo, Attendee.objects.all(), olive)

    demo.is_published = False
    with pytest.raises(mailing.NotOpen):
        start(demo, [ana], olive)

    demo.is_published, demo.ends_on = True, date(2026, 11, 1)
    with pytest.raises(mailing.NotOpen):
        start(demo, [ana], olive)
    assert not LinkMailing.objects.exists()


# --- over SMTP


def use(settings, port: int) -> None:
    backend = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {
        "default": {"BACKEND": backend, "OPTIONS": {"host": "127.0.0.1", "port": port}}
    }


def test_real_mail_server_that_refuses_one_and_hangs_up_on_another(demo, olive, guests, settings):
    with mail_server() as smtp:
        smtp.answers = {guests[1].email: "550 no such user", guests[2].email: ""}
        use(settings, smtp.server_address[1])

        row = start(demo, guests, olive)

        assert states(row) == [
            (State.SENT, ""),
            (State.FAILED, Reason.REFUSED),
            (State.FAILED, Reason.UNSURE),
            (State.WAITING, ""),
        ]
        assert row.stopped_because == LinkMailing.Stop.MAIL_SERVER
        assert smtp.connections == 1

        smtp.answers = {}
        mailing.go_on(row)
        assert sorted(smtp.taken) == [guest.email for guest in guests]


def test_no_mail_server_at_all(demo, olive, guests, settings):
    with mail_server() as smtp:
        port = smtp.server_address[1]
    use(settings, port)

    row = start(demo, guests, olive)

    assert row.stopped_because == LinkMailing.Stop.MAIL_SERVER
    assert states(row) == [(State.WAITING, "")] * 4


def test_mail_that_is_set_up_wrongly_stops_as_well(demo, ana, olive, settings):
    backend = "django.core.mail.backends.filebased.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {}}}  # no folder

    row = start(demo, [ana], olive)

    assert row.stopped_because == LinkMailing.Stop.MAIL_SERVER
