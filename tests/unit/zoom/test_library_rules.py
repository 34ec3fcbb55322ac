"""The library's pure rules: what can be imported, what a sync may write."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtualcrowd.zoom import advice, library
from virtualcrowd.zoom.models import LibraryItem
from virtualcrowd.zoom.payloads import Meeting, Webinar

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
OVERLAY = ("title", "description", "image", "event_id", "kind", "zoom_id", "id", "is_started")


def meeting(**settings) -> Meeting:
    return Meeting.model_validate(
        {"id": 1, "start_time": "2026-11-25T13:15:00Z", "duration": 60, "settings": settings}
    )


def webinar(start: str = "2026-11-25T13:15:00Z", **settings) -> Webinar:
    return Webinar.model_validate(
        {"id": 1, "type": 5, "start_time": start, "duration": 60, "settings": settings}
    )


@pytest.mark.parametrize(
    ("detail", "why"),
    [
        (meeting(), ""),
        (webinar(), ""),
        (meeting(waiting_room=True, join_before_host=True, audio="telephony"), ""),
        (meeting(meeting_authentication=True), "needs_sign_in"),
        (meeting(meeting_authentication="true"), "needs_sign_in"),
        (meeting(enforce_login=True), "needs_sign_in"),
        (webinar(meeting_authentication=True), "needs_sign_in_webinar"),
        (meeting(encryption_type="e2ee"), "e2ee"),
        (meeting(encryption_type="enhanced_encryption"), ""),
        (meeting(approval_type=0), ""),  # attendees are registered
        (webinar(approval_type=1), ""),
        (webinar("2026-11-25T09:00:00Z"), "expired"),
        (webinar("2026-11-25T10:30:00Z"), ""),  # over by half an hour: it may run late
        (webinar(""), ""),
        (
            Meeting.model_validate({"id": 1, "start_time": "2026-11-20T10:00:00Z", "duration": 60}),
            "",
        ),
    ],
)
def test_importable(detail, why):
    assert library.importable(detail, NOW) == why
    assert why == "" or why in advice.NOT_IMPORTED


def recurring(*starts: str) -> Meeting:
    rows = [{"start_time": start, "duration": 30, "status": "available"} for start in starts]
    return Meeting.model_validate({"id": 1, "type": 8, "occurrences": rows})


@pytest.mark.parametrize(
    ("starts", "next_one"),
    [
        (["2026-11-26T09:00:00Z", "2026-11-25T09:00:00Z"], "2026-11-26"),
        (["2026-11-25T11:45:00Z", "2026-11-26T09:00:00Z"], "2026-11-25"),  # is on
        (["2026-11-01T09:00:00Z", "2026-11-02T09:00:00Z"], "2026-11-02"),  # all over: the last
    ],
)
def test_when_of_a_recurring_meeting_is_the_date_that_is_next(starts, next_one):
    start, duration = library.when(recurring(*starts), NOW)

    assert start is not None
    assert f"{start:%Y-%m-%d}" == next_one
    assert duration == timedelta(minutes=30)


def test_deleted_dates_do_not_count():
    detail = Meeting.model_validate(
        {
            "id": 1,
            "occurrences": [
                {"start_time": "2026-11-25T13:00:00Z", "duration": 30, "status": "deleted"},
                {"start_time": "2026-11-26T13:00:00Z", "duration": 30, "status": "available"},
            ],
        }
    )

    assert library.when(detail, NOW)[0] == datetime(2026, 11, 26, 13, tzinfo=UTC)


text = st.text(max_size=30)
details = st.builds(
    lambda topic, agenda, start, minutes, passcode, waiting, approval, auth, encryption: (
        Meeting.model_validate(
            {
                "id": 82390145571,
                "topic": topic,
                "agenda": agenda,
                "start_time": start,
                "duration": minutes,
                "password": passcode,
                "status": "started",
                "settings": {
                    "waiting_room": waiting,
                    "approval_type": approval,
                    "meeting_authentication": auth,
                    "encryption_type": encryption,
                },
            }
        )
    ),
    text,
    text,
    st.none() | st.datetimes(timezones=st.just(UTC), min_value=datetime(2020, 1, 1)),  # noqa: DTZ001 - hypothesis wants it naive
    st.integers(0, 1440),
    text,
    st.booleans(),
    st.sampled_from([0, 1, 2]),
    st.booleans(),
    st.sampled_from(["e2ee", "enhanced_encryption", ""]),
)


@given(detail=details, title=text, description=text)
def test_mirror_never_touches_what_organisers_wrote_and_is_idempotent(detail, title, description):
    item = LibraryItem(
        event_id=1, kind="meeting", zoom_id="82390145571", title=title, description=description
    )
    item.image = "library/a.webp"
    before = {name: str(getattr(item, name)) for name in OVERLAY}

    library.mirror(item, detail, NOW)
    again = library.mirror(item, detail, NOW + timedelta(hours=1))

    assert {name: str(getattr(item, name)) for name in OVERLAY} == before
    assert again == set()
    assert item.synced_at == NOW + timedelta(hours=1)


def test_a_sync_may_write_mirrored_columns_only():
    every = {field.name for field in LibraryItem._meta.get_fields() if field.concrete}
    ours = {"id", "event", "kind", "zoom_id", "created_at", "title", "description", "image"}
    ours |= {"baseline", "drift"}  # what was seen, and what differs from it

    assert set(library.MIRRORED) == every - ours - {"is_started"}


def test_mirror_tells_what_is_new():
    item = LibraryItem(event_id=1, kind="meeting", zoom_id="1")
    library.mirror(item, meeting(), NOW)

    changed = library.mirror(item, meeting(encryption_type="e2ee", waiting_room=True), NOW)

    assert changed == {"obstacle", "waiting_room"}


@pytest.mark.parametrize(
    ("gone", "start", "deleted"),
    [
        (None, NOW, False),
        (NOW, NOW + timedelta(days=1), True),
        (NOW, None, True),
        (NOW, NOW - timedelta(days=1), False),  # over: Zoom forgets those by itself
    ],
)
def test_gone_before_its_end_is_deleted(gone, start, deleted):
    item = LibraryItem(gone_at=gone, starts_at=start, duration=timedelta(hours=1))

    assert library.is_deleted(item) is deleted
