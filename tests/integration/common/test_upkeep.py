from datetime import timedelta

from django.contrib.sessions.models import Session

from tests.factories.core import NOON
from virtualcrowd.common import upkeep
from virtualcrowd.common.models import Delivery


def delivery(key: str, **fields) -> Delivery:
    plain = {"provider": "zoom", "source_id": 1, "kind": "meeting.started", "body": b"{}"}
    return Delivery.objects.create(key=key, **plain | {"received_at": NOON} | fields)


def test_only_what_was_applied_long_ago_goes(db):
    delivery("old", applied_at=NOON - timedelta(days=31))
    kept = {
        delivery("recent", applied_at=NOON - timedelta(days=29)),
        delivery("never applied", applied_at=None, received_at=NOON - timedelta(days=90)),
    }

    assert upkeep.sweep_old(now=NOON) == 1
    assert set(Delivery.objects.all()) == kept


def test_expired_browser_sessions_go(db):
    Session.objects.create(session_key="gone", session_data="", expire_date=NOON.replace(year=2020))
    Session.objects.create(session_key="here", session_data="", expire_date=NOON.replace(year=2099))

    upkeep.sweep_old(now=NOON)

    assert Session.objects.get().session_key == "here"
