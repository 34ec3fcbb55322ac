from datetime import timedelta

from django.contrib.sessions.models import Session

from tests.factories.core import NOON
from virtualcrowd.common import upkeep
from virtualcrowd.common.models import Delivery


def delivery(key: str, **fields) -> Delivery:
    plain = {"provider": "zoom", "source_id": 1, "kind": "meeting.started", "body": b"{}"}
    return Delivery.objects.create(key=key, **plain | {"received_at": NOON} | fields)


def test_only_what_came_long_ago_goes_applied_or_not(db):
    long_ago, lately = NOON - timedelta(days=31), NOON - timedelta(days=29)
    delivery("old", applied_at=long_ago, received_at=long_ago)
    delivery("never to be applied", received_at=long_ago, error="ValueError: no JSON")
    kept = {
        delivery("recent", applied_at=lately, received_at=lately),
        delivery("recent, not applied", received_at=lately, error="ValueError: no JSON"),
    }

    assert upkeep.sweep_old(now=NOON) == 2
    assert set(Delivery.objects.all()) == kept


def test_expired_browser_sessions_go(db):
    Session.objects.create(session_key="gone", session_data="", expire_date=NOON.replace(year=2020))
    Session.objects.create(session_key="here", session_data="", expire_date=NOON.replace(year=2099))

    upkeep.sweep_old(now=NOON)

    assert Session.objects.get().session_key == "here"
