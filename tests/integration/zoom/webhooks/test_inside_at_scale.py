"""People inside, when many come at once or something goes wrong: what pages hear, what it costs."""

from datetime import timedelta

import pytest

from tests.integration.zoom.webhooks.news import NOW, apply, stored
from tests.integration.zoom.webhooks.people import inside, joined
from virtualcrowd.agenda.models import LiveState, Session
from virtualcrowd.common.models import BusMessage, Delivery
from virtualcrowd.zoom import deliveries
from virtualcrowd.zoom.inside import count
from virtualcrowd.zoom.models import Connection

pytestmark = pytest.mark.usefixtures("clock")


def test_bad_one_keeps_no_other_out(connection, tell, session, started):
    bad = stored(connection, "meeting.participant_joined", b"no JSON")
    poison = joined(tell, "a\0b", 10)
    joined(tell, "c", 10)
    year = joined(tell, "d", 10)
    year.body = year.body.replace(b"2026", b"9999999")
    year.save()

    assert inside(session) in (1, 2)  # PostgreSQL takes no zero byte, SQLite does

    bad.refresh_from_db()
    assert bad.error
    assert bad.applied_at is None
    poison.refresh_from_db()
    assert poison.applied_at or poison.error


def test_crowd_is_told_of_once_in_ten_seconds(tell, session, started):
    """They come in many batches; pages hear of the first, and then of all."""

    def heard():
        return [news.body for news in BusMessage.objects.filter(topic="inside")]

    for number in range(40):
        joined(tell, f"p{number}", 10 + number)
        apply()
    assert heard() == [{str(session.pk): 1}]

    planned = Connection.objects.get().counted_at
    assert planned == NOW + count.EVERY

    count.tell(session.event_id)  # what the planned task does
    assert heard() == [{str(session.pk): 1}, {str(session.pk): 40}]
    count.tell(session.event_id)
    assert len(heard()) == 2


def test_count_that_a_worker_lost_is_made_up_for(tell, session, started):
    joined(tell, "a", 10)
    apply()
    joined(tell, "b", 11)
    apply()  # planned for ten seconds later, which never come

    count.again(NOW + timedelta(seconds=5))
    session.refresh_from_db()
    assert session.inside == 1

    count.again(NOW + timedelta(minutes=1))
    session.refresh_from_db()
    assert session.inside == 2


def test_many_are_applied_in_a_few_statements(
    tell, session, started, django_assert_max_num_queries
):
    for number in range(300):
        joined(tell, f"p{number}", number)

    with django_assert_max_num_queries(40):
        assert apply() == 300
    assert inside(session) == 300


def test_news_of_people_raise_no_revision(tell, session, started):
    session.event.refresh_from_db()
    before = session.event.revision

    joined(tell, "a", 10)

    assert inside(session) == 1
    session.event.refresh_from_db()
    assert session.event.revision == before


def test_meetings_do_not_wait_behind_people(tell, session, monkeypatch):
    monkeypatch.setattr(deliveries, "BATCH", 2)
    for number in range(5):
        joined(tell, f"p{number}", 10 + number)
    tell("meeting.started")

    assert apply() == 6
    assert inside(session) == 5
    assert Session.objects.get(pk=session.pk).live_state == LiveState.LIVE


def test_names_are_gone_after_a_day(tell, started):
    old = joined(tell, "a", 10, user_name="Ana Almeida")
    Delivery.objects.filter(pk=old.pk).update(received_at=NOW - timedelta(hours=25))
    joined(tell, "b", 11)

    assert deliveries.sweep_people(now=NOW) == 1
    kinds = set(Delivery.objects.values_list("kind", flat=True))
    assert kinds == {"meeting.started", "meeting.participant_joined"}
