"""Recurring meetings: their dates, a session for each, and what Zoom moves or deletes later."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from tests.factories import core
from tests.factories import zoom as factory
from virtualcrowd.agenda import plan_b
from virtualcrowd.agenda.models import PlanB, Session
from virtualcrowd.common.models import AuditEntry
from virtualcrowd.zoom import embeds, library, picker, series, tickets
from virtualcrowd.zoom.models import Embed, LibraryItem
from virtualcrowd.zoom.payloads import Meeting

pytestmark = pytest.mark.django_db
NOW = core.NOON
STANDUP = "85920317764"  # of the demo account, on three days
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
THREE = {"a": NOW + DAY, "b": NOW + 2 * DAY, "c": NOW + 3 * DAY}


def detail(starts: dict[str, datetime], deleted: tuple[str, ...] = (), **said: Any) -> Meeting:
    rows = [
        {
            "occurrence_id": key,
            "start_time": at.isoformat(),
            "duration": 30,
            "status": "deleted" if key in deleted else "available",
        }
        for key, at in starts.items()
    ]
    plain = {"id": 1, "type": 8, "topic": "Stand-up", "settings": {}, "occurrences": rows}
    return Meeting.model_validate(plain | said)


@pytest.fixture
def item(demo) -> LibraryItem:
    factory.connection(demo)
    return library.add(event=demo, zoom_id="85920317764", detail=detail(THREE), now=NOW)


def synced(item, starts, **more) -> None:
    library.take_over(item=item, detail=detail(starts, **more), now=NOW + MINUTE)


def proposed(item) -> list[str]:
    return [one.choice for one in series.proposals(item, NOW)]


def mapped(item, olive, **more) -> list[Session]:
    choices = {one.date.pk: one.choice for one in series.proposals(item, NOW)}
    series.apply(item=item, choices=choices, track=None, by=olive, now=NOW, **more)
    return list(Session.objects.filter(zoom_embed__item=item).order_by("starts_at"))


def test_dates_are_kept_and_a_sync_changes_nothing_twice(item):
    assert [date.starts_at for date in item.dates.all()] == list(THREE.values())
    before = list(item.dates.values())

    synced(item, THREE)

    assert list(item.dates.values()) == before


def test_each_date_gets_a_session_of_its_own(item, olive):
    made = mapped(item, olive)

    assert [one.starts_at for one in made] == list(THREE.values())
    assert {one.ends_at - one.starts_at for one in made} == {30 * MINUTE}
    assert {one.title for one in made} == {"Stand-up"}
    assert not any(one.is_published for one in made)
    assert Embed.objects.exclude(date=None).count() == 3
    assert proposed(item) == ["skip"] * 3  # once is enough


def test_a_session_at_the_time_is_matched_its_title_first(demo, item, olive):
    core.session(demo, title="Other", starts_at=NOW + DAY)
    fits = core.session(demo, title="Stand-up", starts_at=NOW + DAY + 10 * MINUTE)
    core.session(demo, title="Stand-up", starts_at=NOW + 2 * DAY + 20 * MINUTE)  # too far
    taken = core.session(demo, title="Stand-up", starts_at=NOW + 3 * DAY)
    factory.embed(taken, factory.item(demo))

    assert proposed(item) == [str(fits.pk), "create", "create"]


def test_nothing_is_half_applied(demo, item, olive):
    one = core.session(demo, title="Stand-up", starts_at=NOW + 2 * DAY - 8 * 60 * MINUTE)
    rows = series.proposals(item, NOW)
    choices = {row.date.pk: str(one.pk) for row in rows}
    choices[rows[0].date.pk] = "create"
    choices[rows[2].date.pk] = "99999"

    with pytest.raises(series.NotMapped):
        series.apply(item=item, choices=choices, track=None, by=olive, now=NOW)

    assert not Embed.objects.exists()
    assert Session.objects.count() == 1


def test_another_events_session_cannot_be_chosen(item, olive):
    stranger = core.session(core.event("other"), starts_at=NOW + DAY)
    choices = {item.dates.first().pk: str(stranger.pk)}

    with pytest.raises(series.NotMapped):
        series.apply(item=item, choices=choices, track=None, by=olive, now=NOW)


def test_a_session_follows_its_date(item, olive):
    first, second, _ = mapped(item, olive)

    synced(item, THREE | {"a": NOW + DAY + 45 * MINUTE})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.starts_at, first.ends_at) == (
        NOW + DAY + 45 * MINUTE,
        NOW + DAY + 75 * MINUTE,
    )
    assert second.starts_at == THREE["b"]
    assert AuditEntry.objects.filter(action="Moved a session", actor=None).count() == 1


def test_a_session_that_was_moved_by_hand_stays(item, olive):
    first, *_ = mapped(item, olive)
    Session.objects.filter(pk=first.pk).update(starts_at=NOW + DAY + 5 * MINUTE)

    synced(item, THREE | {"a": NOW + DAY + 45 * MINUTE})

    first.refresh_from_db()
    assert first.starts_at == NOW + DAY + 5 * MINUTE


@pytest.mark.parametrize("told", [True, False])
def test_a_deleted_date_closes_its_session_only(demo, item, olive, told):
    first, second, third = mapped(item, olive)
    left = THREE if told else {key: at for key, at in THREE.items() if key != "a"}

    synced(item, left, deleted=("a",) if told else ())

    found = embeds.embedded([first, second])
    assert (found[first.pk].problem, found[second.pk].problem) == ("deleted", "")
    assert embeds.panel(first).is_cancelled
    assert not embeds.panel(second).is_cancelled
    assert set(tickets.load(demo.pk)) == {second.pk, third.pk}
    item.refresh_from_db()
    assert item.gone_at is None


def test_a_date_that_comes_back_opens_it_again(demo, item, olive):
    first, *_ = mapped(item, olive)
    synced(item, THREE, deleted=("a",))

    synced(item, THREE)

    assert first.pk in tickets.load(demo.pk)


def test_past_dates_that_zoom_leaves_out_are_not_deleted(item):
    item.dates.filter(occurrence_id="a").update(starts_at=NOW - DAY)

    synced(item, {key: THREE[key] for key in ("b", "c")})

    assert not item.dates.filter(is_deleted=True).exists()


def test_plan_b_and_back_keeps_the_date_that_a_session_stands_for(demo, item, olive):
    session = mapped(item, olive)[1]
    other = factory.item(demo)
    plan = plan_b.Plan(PlanB.MEETING, provider="zoom", value=str(other.pk))

    plan_b.switch(session=session, plan=plan, by=olive)
    assert Embed.objects.get(session=session).item == other
    plan_b.undo(session=session, by=olive)

    assert Embed.objects.get(session=session).date.occurrence_id == "b"
    synced(item, THREE | {"b": THREE["b"] + 20 * MINUTE})
    session.refresh_from_db()
    assert session.starts_at == THREE["b"] + 20 * MINUTE


def test_a_date_whose_session_plan_b_leads_elsewhere_is_not_free(demo, item, olive):
    first, *_ = mapped(item, olive)
    other = factory.item(demo)
    plan = plan_b.Plan(PlanB.MEETING, "zoom", str(other.pk))

    plan_b.switch(session=first, plan=plan, by=olive)

    assert series.proposals(item, NOW)[0].linked == first
    assert not any(one.is_open for one in series.proposals(item, NOW))


def test_the_same_meeting_chosen_again_keeps_the_date(item, olive):
    session = mapped(item, olive)[1]

    embeds.attach(session=session, value=str(item.pk), by=olive)

    assert Embed.objects.get(session=session).date.occurrence_id == "b"


def test_a_date_that_zoom_forgot_meanwhile_leaves_the_meeting(demo, item, olive):
    session = mapped(item, olive)[1]
    other = factory.item(demo)
    plan = plan_b.Plan(PlanB.MEETING, provider="zoom", value=str(other.pk))
    plan_b.switch(session=session, plan=plan, by=olive)
    item.dates.filter(occurrence_id="b").delete()

    plan_b.undo(session=session, by=olive)

    embed = Embed.objects.get(session=session)
    assert (embed.item, embed.date) == (item, None)


def test_the_page_proposes_and_applies(demo, item, window, at_noon):
    url = f"/app/demo/libraries/zoom/{item.pk}/dates"
    page = window.get(url).content.decode()
    assert page.count("Create a session</option>") == 3

    answer = window.post(
        url, {f"date-{date.pk}": "create" for date in item.dates.all()} | {"date-x": "1"}
    )

    assert answer.status_code == 302
    assert Session.objects.filter(zoom_embed__item=item).count() == 3


def test_the_page_says_what_was_wrong_and_keeps_the_choice(demo, item, window, at_noon):
    one = core.session(demo, title="Free", starts_at=NOW + DAY + 8 * 60 * MINUTE)
    keys = [f"date-{date.pk}" for date in item.dates.all()]

    answer = window.post(
        f"/app/demo/libraries/zoom/{item.pk}/dates",
        {keys[0]: str(one.pk), keys[1]: "4711"},
    )

    assert answer.status_code == 422
    assert "Nothing was changed" in answer.content.decode()
    assert f'<option value="{one.pk}" selected>' in answer.content.decode()
    assert not Embed.objects.exists()


def test_numbers_that_cannot_be_change_nothing(demo, item, window, at_noon):
    date = item.dates.first()
    endless = "9" * 5000  # more digits than Python makes a number of

    answer = window.post(
        f"/app/demo/libraries/zoom/{item.pk}/dates",
        urlencode({f"date-{endless}": "create", "date-²": "create", "track": endless}),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 302
    assert not Embed.objects.exists()

    answer = window.post(f"/app/demo/libraries/zoom/{item.pk}/dates", {f"date-{date.pk}": endless})
    assert answer.status_code == 422


@pytest.fixture
def at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"zoom_type": 3, "starts_at": None}, "Recurring, no fixed time"),
        ({"zoom_type": 4, "uses_pmi": True}, "Personal room"),
        ({"zoom_type": 5, "is_simulive": True, "kind": "webinar"}, "Simulive"),
    ],
)
def test_what_is_unlike_an_ordinary_meeting_is_named(demo, window, fields, words):
    one = factory.item(demo, **fields)

    assert words in window.get(f"/app/demo/libraries/zoom/{one.pk}").content.decode()


# --- dates picked at import ------------------------------------------------------------------


def test_ticked_dates_are_what_the_mapper_proposes(
    connected, demo, window, django_capture_on_commit_callbacks
):
    cache.clear()
    shown = picker.draw(connected, tab="meetings", now=timezone.now())
    row = next(one for one in shown.rows if one.listed.zoom_id == STANDUP)
    first, *others = [date.occurrence_id for date in row.dates]

    with django_capture_on_commit_callbacks(execute=True):
        window.post(
            "/app/demo/libraries/zoom/import",
            {"tab": "meetings", "picks": row.listed.value, "dates": f"{STANDUP}:{first}"},
        )

    one = LibraryItem.objects.get(zoom_id=STANDUP)
    assert {date.occurrence_id for date in one.dates.filter(is_wanted=False)} == set(others)
    assert [row.choice for row in series.proposals(one, timezone.now())] == [
        "create",
        *["skip"] * len(others),
    ]


def test_no_ticked_date_is_not_every_date(
    connected, demo, window, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        window.post(
            "/app/demo/libraries/zoom/import",
            {"tab": "meetings", "picks": f"meeting:{STANDUP}", "dates": f"{STANDUP}:"},
        )

    one = LibraryItem.objects.get(zoom_id=STANDUP)
    assert not one.dates.filter(is_wanted=True).exists()


def test_unticked_dates_stay_so_when_the_dialog_comes_back_with_an_error(connected, window):
    cache.clear()
    shown = picker.draw(connected, tab="meetings", now=timezone.now())
    row = next(one for one in shown.rows if one.listed.zoom_id == STANDUP)
    first, second, *_ = [f"{STANDUP}:{date.occurrence_id}" for date in row.dates]

    page = window.post(
        "/app/demo/libraries/zoom/import",
        {"tab": "meetings", "dates": [f"{STANDUP}:", first]},  # nothing is ticked to import
    )

    assert page.status_code == 422
    assert f'value="{first}" checked' in page.content.decode()
    assert f'value="{second}">' in page.content.decode()


def test_a_single_meeting_has_no_dates_to_tick(connected):
    cache.clear()
    shown = picker.draw(connected, tab="meetings", now=timezone.now())

    assert {one.listed.zoom_id for one in shown.rows if one.dates} == {STANDUP}
