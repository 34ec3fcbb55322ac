"""How many people are inside, from what Zoom tells of each: twice, late, out of order."""

from datetime import timedelta
from random import Random

import pytest

from tests.factories import core
from tests.integration.zoom.webhooks.news import NOW, apply, stored
from tests.integration.zoom.webhooks.people import inside, joined, left
from virtualcrowd.agenda.live import set_live_state
from virtualcrowd.agenda.models import LiveState
from virtualcrowd.common.models import Delivery
from virtualcrowd.zoom.inside import count
from virtualcrowd.zoom.inside.models import Run, Stay
from virtualcrowd.zoom.models import Connection

pytestmark = pytest.mark.usefixtures("clock")


def test_who_comes_counts_until_they_go(tell, session, started):
    joined(tell, "a", 10)
    joined(tell, "b", 11)
    assert inside(session) == 2

    left(tell, "a", 20)
    assert inside(session) == 1

    left(tell, "b", 30)
    assert inside(session) is None


def test_order_and_repetition_change_nothing(tell, session, started):
    joined(tell, "a", 10)
    left(tell, "a", 20)
    joined(tell, "a", 30)
    joined(tell, "b", 12)
    left(tell, "b", 13)
    joined(tell, "c", 14)
    bodies = [(row.kind, bytes(row.body)) for row in Delivery.objects.exclude(applied_at=NOW)]
    connection = Connection.objects.get()

    for seed in range(8):
        Stay.objects.all().delete()
        Delivery.objects.all().delete()
        news = bodies * 2
        Random(seed).shuffle(news)  # noqa: S311 - the same orders each time
        for number, (kind, body) in enumerate(news):
            stored(connection, kind, body)
            if number % 3 == 0:
                apply()
        assert inside(session) == 2, seed


def test_rejoining_device_counts_again(tell, session, started):
    joined(tell, "a", 10)
    left(tell, "a", 20)
    joined(tell, "a", 25)

    assert inside(session) == 1
    stay = Stay.objects.get()
    assert stay.joined_at == core.NOON + timedelta(seconds=10)


def test_person_on_two_devices_counts_once(tell, session, started):
    joined(tell, "laptop", 10, customer_key="k1", registrant_id="r1")
    joined(tell, "phone", 12, customer_key="", registrant_id="r1")
    joined(tell, "other", 13, customer_key="k2")
    assert inside(session) == 2

    left(tell, "laptop", 20, customer_key="k1", registrant_id="r1")
    assert inside(session) == 2


def test_zoom_user_on_two_devices_counts_once(tell, session, started):
    joined(tell, "laptop", 10, participant_user_id="zoom-1")
    joined(tell, "phone", 12, participant_user_id="zoom-1")

    assert inside(session) == 1


def test_breakout_rooms_are_inside(tell, session, started):
    joined(tell, "a", 10, customer_key="k1")
    left(tell, "a", 20, customer_key="k1")
    tell("meeting.participant_joined_breakout_room", 21, participant_uuid="a", customer_key="k1")
    assert inside(session) == 1

    tell("meeting.participant_left_breakout_room", 40, participant_uuid="a", customer_key="k1")
    joined(tell, "a", 41, customer_key="k1")
    assert inside(session) == 1

    left(tell, "a", 50, customer_key="k1")
    assert inside(session) is None


def test_room_beside_the_meeting_counts_once(tell, session, started):
    joined(tell, "a", 10)
    tell("meeting.participant_joined_breakout_room", 21, participant_uuid="a")
    assert inside(session) == 1

    tell("meeting.participant_left_breakout_room", 40, participant_uuid="a")
    assert inside(session) == 1


def test_waiting_room_is_outside(tell, session, started):
    tell("meeting.participant_joined_waiting_room", 5, participant_uuid="a")
    assert inside(session) is None

    joined(tell, "a", 10)
    tell("meeting.participant_put_in_waiting_room", 20, participant_uuid="a")
    assert inside(session) is None

    joined(tell, "a", 30)
    assert inside(session) == 1


def test_test_join_is_nobody(tell, session, started):
    joined(tell, "olive", 10, customer_key="test-join-0123456789abcdef")

    assert inside(session) is None
    assert not Stay.objects.exists()


def test_webinar_counts_the_same_way(tell, session):
    tell("webinar.started")
    tell("webinar.participant_joined", 5, participant_uuid="a")

    assert inside(session) == 1


def test_without_uuid_the_number_in_the_run_counts(tell, session, started):
    tell("meeting.participant_joined", 10, user_id="16778240")
    tell("meeting.participant_joined", 11, user_id="16778241")
    tell("meeting.participant_left", 12, user_id="16778240")

    assert inside(session) == 1


def test_end_clears_and_late_joins_stay_out(tell, session, started):
    joined(tell, "a", 10)
    assert inside(session) == 1

    tell("meeting.ended", 60)
    apply()
    session.refresh_from_db()
    assert session.inside is None

    joined(tell, "late", 15)
    assert inside(session) is None


def test_next_run_begins_empty(tell, session, started):
    joined(tell, "a", 10)
    tell("meeting.ended", 60)
    apply()

    tell("meeting.started", 90, run="run2==")
    assert inside(session) is None
    joined(tell, "a", 95, run="run2==")
    assert inside(session) == 1


def test_run_whose_end_got_lost_does_not_count_for_the_next(tell, session, started):
    joined(tell, "a", 10)
    joined(tell, "b", 10)

    tell("meeting.started", 90, run="run2==")
    joined(tell, "c", 95, run="run2==")

    assert inside(session) == 1


def test_run_that_we_heard_of_too_late_has_no_number(tell, session):
    """Who came before could not be known."""
    set_live_state(session, LiveState.LIVE, core.NOON)
    joined(tell, "a", 10)
    assert inside(session) is None

    tell("meeting.started")  # it comes late, but it comes
    assert inside(session) == 1


@pytest.mark.parametrize("doubt", [{"findings": [{"key": "hook_secret_wrong"}]}, {"status": None}])
def test_without_webhooks_there_is_no_number(tell, session, started, doubt):
    joined(tell, "a", 10)
    assert inside(session) == 1

    if doubt.get("findings"):
        Connection.objects.update(**doubt)
    else:
        Connection.objects.update(webhook_secret="")
    count.again(NOW + timedelta(minutes=1))

    session.refresh_from_db()
    assert session.inside is None


def test_other_account_and_other_meetings_change_nothing(tell, session, started, item):
    joined(tell, "a", 10, account="another")
    item.zoom_id = "99999999999"
    joined(tell, "b", 10)

    assert inside(session) is None
    assert not Delivery.objects.filter(applied_at=None).exists()


def test_people_are_known_by_keys_alone(tell, session, started):
    joined(tell, "a", 10, customer_key="k1", user_name="Ana Almeida", email="ana@demo.example")

    assert inside(session) == 1
    kept = str(Stay.objects.values().get()) + str(Run.objects.values().get())
    assert "Ana" not in kept
    assert "ana@" not in kept
