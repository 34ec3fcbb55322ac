"""Which sessions can be joined at all, and by what."""

import pytest
from django.utils import timezone

from tests.factories import core
from tests.factories import zoom as factory
from virtualcrowd.zoom import tickets
from virtualcrowd.zoom.models import Connection, LibraryItem

NOW = timezone.now()


@pytest.fixture
def connection(demo):
    return factory.connection(demo)


@pytest.fixture
def session(demo, connection):
    session = core.session(demo)
    factory.embed(session, factory.item(demo, zoom_id="82390145571"))
    return session


def test_facts_carry_what_signs(demo, session):
    facts = tickets.load(demo.pk)[session.pk]

    assert (facts.session_id, facts.number, facts.passcode) == (
        session.pk,
        "82390145571",
        "reef42",
    )
    assert facts.client_id == "sandboxSdkApp000000001"
    assert facts.client_secret == b"sandboxSdkSecret0000000000000001"


def test_one_app_signs_with_its_own_pair(demo, session, connection):
    Connection.objects.update(way="one_app")

    facts = tickets.load(demo.pk)[session.pk]

    assert facts.client_id == "sandboxGeneralApp00001"


def test_facts_take_two_queries_for_one_session_and_for_three(
    demo, session, django_assert_num_queries
):
    with django_assert_num_queries(2):
        assert len(tickets.load(demo.pk)) == 1
    for _ in range(2):
        factory.embed(core.session(demo), factory.item(demo))

    with django_assert_num_queries(2):
        assert len(tickets.load(demo.pk)) == 3


@pytest.mark.parametrize("change", [{"obstacle": "sign_in"}, {"gone_at": NOW}])
def test_what_nobody_can_join_has_no_facts(demo, session, change):
    LibraryItem.objects.update(**change)

    assert tickets.load(demo.pk) == {}


@pytest.mark.parametrize(
    "change", [{"status": "draft"}, {"sdk_client_id": ""}, {"sdk_client_secret": ""}]
)
def test_without_keys_or_authorization_there_are_no_facts(demo, session, change):
    Connection.objects.update(**change)

    assert tickets.load(demo.pk) == {}


def test_other_events_sessions_are_not_among_them(demo, session, rival):
    assert tickets.load(rival.staff_roles.get().event_id) == {}


@pytest.mark.parametrize(
    ("kind", "status", "hears", "expected"),
    [
        ("meeting", "connected", False, True),  # we can ask
        ("meeting", "broken", False, False),  # nobody to ask with: Zoom's own page waits
        ("meeting", "broken", True, True),
        ("webinar", "connected", False, False),  # a webinar cannot be asked
        ("webinar", "connected", True, True),
    ],
)
def test_start_is_heard_by_asking_or_by_webhook(demo, session, kind, status, hears, expected):
    LibraryItem.objects.update(kind=kind)
    secret = {"webhook_secret": "tok", "webhook_validated_at": NOW} if hears else {}
    Connection.objects.update(status=status, **secret)

    assert tickets.load(demo.pk)[session.pk].hears_start is expected
