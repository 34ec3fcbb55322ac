"""Which meeting stands behind a session: the drop-down, its preview, attaching, the panel."""

from datetime import timedelta

import pytest

from tests.factories import core
from tests.factories import zoom as factory
from virtualcrowd.agenda.models import LiveState
from virtualcrowd.agenda.providers import AttachRefused
from virtualcrowd.common.models import AuditEntry, BusMessage
from virtualcrowd.zoom import embeds
from virtualcrowd.zoom.models import Connection, Embed

pytestmark = pytest.mark.django_db
NOON = core.NOON


@pytest.fixture
def session(demo):
    return core.session(demo, title="Oyster reefs as breakwaters")


def titles(choices):
    return {choice.label.partition(" · ")[0]: choice.group for choice in choices}


def levels(shown):
    return {check.title: check.level for check in shown.checks}


def test_choices_are_grouped_by_what_fits(demo, session):
    later = NOON + timedelta(hours=3)
    factory.item(demo, topic="Same time", starts_at=NOON + timedelta(minutes=15))
    factory.item(demo, topic="OYSTER reefs as breakwaters", starts_at=later)
    factory.item(demo, topic="Other", starts_at=later)
    factory.item(demo, topic="Panel", kind="webinar", starts_at=later)
    factory.item(demo, topic="Donors", obstacle="needs_sign_in", starts_at=NOON)
    factory.item(demo, topic="Gone", gone_at=NOON, starts_at=later)
    factory.embed(core.session(demo), factory.item(demo, topic="Taken", starts_at=NOON))
    factory.item(core.event("other"), topic="Not ours")

    choices = embeds.choices(demo, session)

    assert titles(choices) == {
        "Same time": embeds.BEST,
        "OYSTER reefs as breakwaters": embeds.BEST,
        "Other": "Meetings",
        "Taken": "Meetings",
        "Panel": "Webinars",
        "Donors": embeds.REFUSED,
        "Gone": embeds.REFUSED,
    }
    groups = [choice.group for choice in choices]
    assert groups == sorted(groups, key=[embeds.BEST, "Meetings", "Webinars", embeds.REFUSED].index)
    refused = {choice.label: choice.refused for choice in choices if choice.refused}
    assert sorted(refused.values()) == ["Deleted in Zoom", "Not supported: authentication"]


def test_label_has_title_time_in_the_events_zone_and_number(demo):
    demo.timezone = "America/New_York"
    factory.item(demo, topic="Oysters", zoom_id="82390145571", starts_at=NOON)
    factory.item(demo, topic="Green room", zoom_id="84511907732", starts_at=None)

    labels = [choice.label for choice in embeds.choices(demo, None)]

    assert labels == [
        "Oysters · Wed 07:00 · 823 9014 5571",
        "Green room · no fixed time · 845 1190 7732",
    ]


def test_what_is_embedded_stays_choosable_whatever_zoom_says_now(demo, session):
    factory.embed(session, factory.item(demo, obstacle="e2ee"))

    assert [choice.refused for choice in embeds.choices(demo, session)] == [""]


def test_choices_cost_the_same_for_one_and_three(demo, session, django_assert_num_queries):
    factory.item(demo)
    with django_assert_num_queries(1):
        embeds.choices(demo, session)
    factory.embed(core.session(demo), factory.item(demo))
    factory.item(demo)
    with django_assert_num_queries(1):
        embeds.choices(demo, session)


def test_embedded_tells_of_every_session_in_one_query(demo, django_assert_num_queries):
    sessions = [core.session(demo) for _ in range(3)]
    items = [factory.item(demo, title=f"Item {n}") for n in range(3)]
    for session, item in zip(sessions, items, strict=True):
        factory.embed(session, item)
    lone = core.session(demo)

    with django_assert_num_queries(1):
        found = embeds.embedded([*sessions, lone])

    assert {pk: one.title for pk, one in found.items()} == {
        session.pk: f"Item {n}" for n, session in enumerate(sessions)
    }
    assert found[sessions[0].pk].url == f"/app/demo/libraries/zoom/{items[0].pk}"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({}, ("", "")),
        ({"obstacle": "e2ee"}, ("unsupported", "Not supported: encryption")),
        ({"obstacle": "e2ee", "gone_at": NOON - timedelta(days=1)}, ("deleted", "Deleted in Zoom")),
    ],
)
def test_embedded_names_the_problem(demo, session, fields, problem):
    factory.embed(session, factory.item(demo, **fields))

    shown = embeds.embedded([session])[session.pk]

    assert (shown.problem, shown.problem_label) == problem


# --- preview ---------------------------------------------------------------------------------


def test_preview_of_one_that_fits(demo, session):
    factory.connection(demo)
    item = factory.item(demo, starts_at=session.starts_at)

    shown = embeds.preview(session, str(item.pk))

    assert levels(shown) == {
        "Same time as the session": "ok",
        "Attendees need no Zoom account": "ok",
    }
    assert shown.checks[0].detail == "12:00\N{EN DASH}12:45, Lisbon"
    assert shown.checks[1].detail == "Passcode is filled in for them"


@pytest.mark.parametrize(
    ("starts_in", "minutes", "title", "level"),
    [
        (0, 45, "Same time as the session", "ok"),
        (0, 60, "Starts when the session does", "ok"),
        (15, 45, "Zoom says 12:15, the session says 12:00", "warn"),
        (24 * 60, 45, "Zoom says Thu 26 Nov", "warn"),
        (None, 45, "Zoom has no fixed time for it", "warn"),
    ],
)
def test_preview_compares_times(demo, session, starts_in, minutes, title, level):
    starts_at = None if starts_in is None else NOON + timedelta(minutes=starts_in)
    item = factory.item(demo, starts_at=starts_at, duration=timedelta(minutes=minutes))

    check = embeds.preview(session, str(item.pk)).checks[0]

    assert (check.title, check.level) == (title, level)


def test_preview_warns(demo, session):
    factory.connection(demo)
    item = factory.item(demo, kind="webinar", obstacle="e2ee", waiting_room=True)
    other = core.session(demo, title="Elsewhere", starts_at=NOON + timedelta(days=1))
    factory.embed(other, item)
    clash = core.session(demo, starts_at=NOON + timedelta(minutes=30))
    factory.embed(clash, factory.item(demo, topic="Dredging"))

    shown = embeds.preview(session, str(item.pk))

    assert levels(shown) == {
        "Same time as the session": "ok",
        "Not supported: encryption": "bad",
        "The host lets each attendee in": "warn",
        "We do not hear when the host starts": "warn",
        "Also embedded in “Elsewhere”": "warn",
        "The host has another meeting then": "bad",
    }
    assert embeds.preview(other, str(item.pk)).checks[-1].title != "Also embedded in “Elsewhere”"


@pytest.mark.parametrize("value", ["", "x", "0", "-1", "9" * 30, "²"])
def test_preview_of_nonsense_is_none(session, value):
    assert embeds.preview(session, value) is None


def test_preview_of_another_events_item_is_none(session):
    item = factory.item(core.event("other"))

    assert embeds.preview(session, str(item.pk)) is None


# --- attach ----------------------------------------------------------------------------------


def test_attach_points_the_session_at_it(demo, session, olive):
    session.live_state = LiveState.ENDED
    session.save()
    item = factory.item(demo)

    embeds.attach(session=session, value=str(item.pk), by=olive)

    fresh = type(session).objects.get(pk=session.pk)
    assert Embed.objects.get().item == item
    assert (fresh.provider, fresh.live_state, fresh.live_changed_at) == ("zoom", "", None)
    assert session.provider == "zoom"
    assert sorted(BusMessage.objects.values_list("topic", flat=True)) == ["facts", "live"]
    entry = AuditEntry.objects.get()
    assert entry.changes["Meeting"] == ["none", f"{item} ({item.spaced_number})"]


def test_attach_of_a_running_one_is_live_at_once(demo, session, olive):
    item = factory.item(demo, is_started=True)

    embeds.attach(session=session, value=str(item.pk), by=olive)

    session.refresh_from_db()
    assert session.live_state == LiveState.LIVE


def test_attach_again_changes_nothing(demo, session, olive):
    item = factory.item(demo)
    embeds.attach(session=session, value=str(item.pk), by=olive)
    type(session).objects.update(live_state=LiveState.LIVE)

    embeds.attach(session=session, value=str(item.pk), by=olive)

    session.refresh_from_db()
    assert session.live_state == LiveState.LIVE
    assert AuditEntry.objects.count() == 1


def test_attach_another_takes_the_first_away(demo, session, olive):
    factory.embed(session, factory.item(demo, topic="First"))
    second = factory.item(demo, topic="Second")

    embeds.attach(session=session, value=str(second.pk), by=olive)

    assert [embed.item for embed in Embed.objects.all()] == [second]


def test_detach(demo, session, olive):
    factory.embed(session, factory.item(demo))
    type(session).objects.update(live_state=LiveState.LIVE)

    embeds.attach(session=session, value="", by=olive)

    session.refresh_from_db()
    assert not Embed.objects.exists()
    assert (session.provider, session.live_state) == ("", "")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"obstacle": "needs_sign_in"}, "Not supported: authentication"),
        ({"gone_at": NOON - timedelta(days=1)}, "Deleted in Zoom"),
    ],
)
def test_attach_refuses_what_cannot_be_joined(demo, session, olive, fields, words):
    item = factory.item(demo, **fields)

    with pytest.raises(AttachRefused, match=words):
        embeds.attach(session=session, value=str(item.pk), by=olive)

    assert not Embed.objects.exists()


@pytest.mark.parametrize("value", ["0", "x", "9" * 30])
def test_attach_refuses_nonsense(session, olive, value):
    with pytest.raises(AttachRefused):
        embeds.attach(session=session, value=value, by=olive)


def test_attach_refuses_another_events_item(session, olive):
    item = factory.item(core.event("other"))

    with pytest.raises(AttachRefused, match="not in this event's library"):
        embeds.attach(session=session, value=str(item.pk), by=olive)


# --- panel -----------------------------------------------------------------------------------


def test_panel_shows_ours_or_else_zooms(demo, session):
    factory.connection(demo, account_name="Atlantic Coast Forum")
    factory.embed(session, factory.item(demo, topic="OW26 D2", agenda="Zoom's", title="Oysters"))

    panel = embeds.panel(session)

    assert (panel.title, panel.description) == ("Oysters", "Zoom's")
    assert panel.host_name == "Atlantic Coast Forum"
    assert panel.is_cancelled is False


def test_panel_without_a_meeting_is_none(session):
    assert embeds.panel(session) is None


def test_panel_says_cancelled_or_not_joinable(demo, session):
    item = factory.item(demo, gone_at=NOON - timedelta(days=1))
    factory.embed(session, item)
    assert embeds.panel(session).is_cancelled

    type(item).objects.update(gone_at=None, obstacle="e2ee")
    panel = embeds.panel(session)
    assert not panel.is_cancelled
    assert "cannot be joined" in panel.note


@pytest.mark.parametrize(
    ("kind", "webhooks", "hears"),
    [
        ("meeting", False, True),
        ("meeting", True, True),
        ("webinar", False, False),
        ("webinar", True, True),
    ],
)
def test_panel_knows_whether_the_start_is_heard(demo, session, kind, webhooks, hears):
    factory.connection(demo)
    if webhooks:
        Connection.objects.update(webhook_validated_at=NOON, webhook_secret="secret")
    factory.embed(session, factory.item(demo, kind=kind))

    assert embeds.panel(session).hears_start is hears
