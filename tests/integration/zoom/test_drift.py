"""What changed in Zoom since the organiser looked last: told field by field, accepted or kept."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import core
from tests.factories import zoom as factory
from virtualcrowd.agenda.models import Session
from virtualcrowd.common.models import AuditEntry, BusMessage
from virtualcrowd.zoom import drift, library
from virtualcrowd.zoom.models import LibraryItem
from virtualcrowd.zoom.payloads import Meeting

pytestmark = pytest.mark.django_db
NOW, MINUTE = core.NOON, timedelta(minutes=1)
URL = "/app/demo/libraries/zoom"
OURS = ("title", "description", "image", "kind", "zoom_id", "event_id", "created_at")


def detail(**said: Any) -> Meeting:
    plain = {
        "id": 1,
        "type": 2,
        "topic": "Reef walk",
        "agenda": "Bring boots.",
        "start_time": NOW.isoformat(),
        "duration": 45,
        "host_email": "habitats@demo.example",
        "settings": {},
    }
    return Meeting.model_validate(plain | said)


def imported(event, **fields: Any) -> LibraryItem:
    item = library.add(event=event, zoom_id="82390145571", detail=detail(), now=NOW)
    LibraryItem.objects.filter(pk=item.pk).update(**fields)
    item.refresh_from_db()
    return item


def synced(item: LibraryItem, **said: Any) -> LibraryItem:
    library.take_over(item=item, detail=detail(**said), now=NOW + MINUTE)
    item.refresh_from_db()
    return item


def in_session(item: LibraryItem, **fields: Any) -> Session:
    ends_at = fields.pop("ends_at", NOW + 45 * MINUTE)
    session = core.session(item.event, **{"starts_at": NOW, "ends_at": ends_at} | fields)
    factory.embed(session, item)
    return session


LATER = (NOW + 15 * MINUTE).isoformat()


@pytest.mark.parametrize(
    ("own", "is_used", "said", "state"),
    [
        ({}, True, {}, ""),
        ({}, True, {"topic": "Dune walk"}, "changed"),
        ({}, True, {"agenda": "Bring gloves."}, "changed"),
        ({}, True, {"start_time": LATER}, "changed"),
        ({}, True, {"duration": 60}, "changed"),
        ({}, True, {"host_email": "ports@demo.example"}, "changed"),
        ({}, True, {"password": "fresh1", "settings": {"waiting_room": True}}, ""),
        ({"title": "Our walk"}, True, {"topic": "Dune walk"}, "conflict"),
        ({"title": "Our walk"}, False, {"topic": "Dune walk"}, "conflict"),
        ({"title": "Dune walk"}, True, {"topic": "Dune walk"}, "changed"),
        ({"title": "Our walk"}, False, {"agenda": "Bring gloves."}, ""),
        ({"description": "Ours."}, True, {"agenda": "Bring gloves."}, "conflict"),
        ({}, False, {"topic": "Dune walk", "start_time": LATER}, ""),
        ({}, True, {"type": 8, "start_time": LATER}, ""),  # each date is followed by itself
    ],
)
def test_what_counts_as_a_change(demo, own, is_used, said, state):
    item = imported(demo, **own)
    if is_used:
        in_session(item)

    assert synced(item, **said).drift == state


def test_a_session_that_was_moved_here_and_a_meeting_moved_there_is_a_conflict(demo):
    item = imported(demo)
    in_session(item, starts_at=NOW + 30 * MINUTE, ends_at=NOW + 75 * MINUTE)

    assert synced(item, start_time=LATER).drift == "conflict"


def test_what_zoom_takes_back_is_no_change(demo):
    item = imported(demo)
    in_session(item)
    synced(item, topic="Dune walk")

    assert synced(item).drift == ""


def test_the_three_sides_stand_beside_each_other(demo):
    item = imported(demo, title="Our walk")
    session = in_session(item)
    synced(item, topic="Dune walk", start_time=LATER)

    rows = {one.name: one for one in drift.fields(item, [session])}

    assert (rows["topic"].as_imported, rows["topic"].zoom_now, rows["topic"].shown) == (
        "Reef walk",
        "Dune walk",
        session.title,  # that of the item names it in organisers' lists
    )
    assert rows["topic"].is_conflict
    assert (rows["starts_at"].zoom_now, rows["starts_at"].shown) == (NOW + 15 * MINUTE, NOW)
    assert not rows["agenda"].is_changed


def test_accepting_moves_the_session_and_drops_own_words(demo, window):
    item = imported(demo, title="Our walk")
    session = in_session(item)
    synced(item, topic="Dune walk", start_time=LATER, duration=60)

    window.post(f"{URL}/{item.pk}/settle", {"do": "accept"})

    item.refresh_from_db()
    session.refresh_from_db()
    assert (item.title, item.drift) == ("", "")
    assert (session.starts_at, session.ends_at) == (NOW + 15 * MINUTE, NOW + 75 * MINUTE)
    assert AuditEntry.objects.filter(action="Took over what changed in Zoom").exists()


@pytest.mark.parametrize(("title", "then"), [("Reef walk", "Dune walk"), ("Ours", "Ours")])
def test_accepting_a_title_renames_the_session_that_bore_the_one_before(demo, window, title, then):
    item = imported(demo)
    session = in_session(item, title=title)
    synced(item, topic="Dune walk")

    window.post(f"{URL}/{item.pk}/settle", {"do": "accept", "field": "topic"})

    session.refresh_from_db()
    item.refresh_from_db()
    assert (session.title, item.drift) == (then, "")


def test_keeping_leaves_attendees_what_they_know(demo, window):
    item = imported(demo)
    session = in_session(item)
    synced(item, topic="Dune walk", agenda="Bring gloves.", start_time=LATER)

    window.post(f"{URL}/{item.pk}/settle", {"do": "keep"})

    item.refresh_from_db()
    session.refresh_from_db()
    assert (item.shown_title, item.description, item.drift) == ("Reef walk", "Bring boots.", "")
    assert session.starts_at == NOW
    assert synced(item, topic="Dune walk", agenda="Bring gloves.", start_time=LATER).drift == ""
    assert synced(item, topic="Third walk", agenda="Bring gloves.").drift == "conflict"


def test_one_field_is_decided_by_itself(demo, window):
    item = imported(demo)
    in_session(item)
    synced(item, topic="Dune walk", agenda="Bring gloves.")

    window.post(f"{URL}/{item.pk}/settle", {"do": "keep", "field": "topic"})

    item.refresh_from_db()
    assert (item.title, item.description, item.drift) == ("Reef walk", "", "changed")


def test_nonsense_decides_nothing(demo, window):
    item = imported(demo)
    in_session(item)
    synced(item, topic="Dune walk")

    window.post(f"{URL}/{item.pk}/settle", {"do": "explode", "field": "id"})
    window.post(f"{URL}/{item.pk}/settle", {})

    item.refresh_from_db()
    assert item.drift == "changed"


def test_the_list_and_the_page_say_what_to_do(demo, window):
    item = imported(demo)
    in_session(item)
    LibraryItem.objects.update(starts_at=None)
    item.refresh_from_db()
    synced(item, topic="Dune walk", start_time=(NOW + timedelta(days=900)).isoformat())

    page = window.get(f"{URL}?show=needs").content.decode()
    assert "Changed in Zoom" in page
    assert ">Review" in page
    one = window.get(f"{URL}/{item.pk}").content.decode()
    assert "As you knew it" in one
    assert "Reef walk" in one


def test_only_what_attendees_see_is_told_to_their_pages(demo):
    item = imported(demo, title="Our walk")
    in_session(item)
    BusMessage.objects.all().delete()

    synced(item, topic="Dune walk", host_email="ports@demo.example")
    assert not BusMessage.objects.exists()

    synced(item, topic="Dune walk", agenda="Bring gloves.")
    assert BusMessage.objects.filter(topic="live").count() == 1


SAID = st.fixed_dictionaries(
    {},
    optional={
        "topic": st.text(min_size=1, max_size=300).filter(lambda text: "\0" not in text),
        "agenda": st.text(max_size=400).filter(lambda text: "\0" not in text),
        "type": st.sampled_from([1, 2, 3, 4, 8]),
        "start_time": st.none()
        | st.integers(-10_000, 10_000).map(lambda n: (NOW + n * MINUTE).isoformat()),
        "duration": st.integers(0, 1440),
        "password": st.text("abc123", max_size=10),
        "settings": st.fixed_dictionaries(
            {},
            optional={
                "waiting_room": st.booleans(),
                "meeting_authentication": st.booleans(),
                "approval_type": st.sampled_from([0, 1, 2]),
                "encryption_type": st.sampled_from(["e2ee", "enhanced_encryption"]),
            },
        ),
    },
)


def as_stored(item: LibraryItem) -> dict[str, Any]:
    row = LibraryItem.objects.get(pk=item.pk)
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@given(said=SAID, title=st.sampled_from(["", "Ours"]), description=st.sampled_from(["", "Ours"]))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_sync_is_idempotent_and_never_touches_what_organisers_wrote(
    demo, said, title, description
):
    LibraryItem.objects.all().delete()
    item = imported(demo, title=title, description=description, image="library/a.webp")
    before = as_stored(item)

    once = as_stored(synced(item, **said))
    news = BusMessage.objects.count()
    twice = as_stored(synced(item, **said))

    assert twice == once
    assert BusMessage.objects.count() == news
    assert {name: once[name] for name in OURS} == {name: before[name] for name in OURS}
