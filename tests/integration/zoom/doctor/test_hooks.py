"""What silence of Zoom's webhooks proves, and what it does not."""

from datetime import timedelta

import pytest

from tests.factories import core
from tests.factories import zoom as factory
from virtualcrowd.common.models import Delivery
from virtualcrowd.zoom.doctor import hooks

pytestmark = pytest.mark.django_db
NOW = core.NOON


@pytest.fixture
def row(demo):
    return factory.connection(demo, webhook_secret="s" * 20, webhook_validated_at=NOW)


def told(row, kind: str, ago: timedelta) -> None:
    Delivery.objects.create(
        provider="zoom", source_id=row.pk, key=f"{kind}{ago}", kind=kind, body=b"",
        received_at=NOW - ago,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["meeting", "webinar"])
def test_a_meeting_that_still_runs_is_no_sign_that_its_end_is_not_told(row, kind):
    told(row, f"{kind}.started", timedelta(minutes=20))

    assert hooks.troubles(row, NOW) == []


def test_an_end_that_must_have_come_is_missed(row):
    told(row, "meeting.started", timedelta(hours=32))
    told(row, "meeting.started", timedelta(minutes=20))

    assert [(one.key, one.detail) for one in hooks.troubles(row, NOW)] == [
        ("hook_events_missing", "meeting.ended")
    ]


def test_who_tells_both_lacks_nothing(row):
    told(row, "meeting.started", timedelta(hours=40))
    told(row, "meeting.ended", timedelta(hours=39))

    assert hooks.troubles(row, NOW) == []
