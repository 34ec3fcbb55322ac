"""People → Staff: giving access, roles, and taking it away."""

from datetime import UTC, datetime

import pytest

from tests.factories import core
from tests.pages import text_of
from virtualcrowd.common.models import AuditEntry, BusMessage
from virtualcrowd.events import people
from virtualcrowd.events.models import Role, StaffMember

PEOPLE = "/app/demo/people"
NOW = datetime(2026, 11, 25, 10, 42, tzinfo=UTC)


def test_owner_gives_access_to_somebody_new(browser, demo):
    response = browser.post(f"{PEOPLE}/staff", {"email": "New@demo.example", "role": "viewer"})

    assert response.url == f"{PEOPLE}/staff"
    member = demo.staff.get(user__email="new@demo.example")
    assert member.role == Role.VIEWER
    assert AuditEntry.objects.get().changes == {"Role": ["no access", "Viewer"]}


def test_somebody_on_the_staff_is_not_added_again(browser, demo, stan):
    response = browser.post(f"{PEOPLE}/staff", {"email": stan.email, "role": "owner"})

    assert response.status_code == 422
    assert "Change the role in the list." in text_of(response)
    assert demo.staff.get(user=stan).role == Role.EDITOR


def test_role_changes_and_works_at_once(browser, demo, stan, signed_in):
    member = demo.staff.get(user=stan)

    browser.post(f"{PEOPLE}/staff/{member.pk}", {"role": "viewer"})

    assert signed_in(stan).get("/app/demo/people/add").status_code == 403
    assert AuditEntry.objects.get().changes == {"Role": ["Editor", "Viewer"]}


def test_nonsense_is_no_role(browser, demo, stan):
    member = demo.staff.get(user=stan)

    browser.post(f"{PEOPLE}/staff/{member.pk}", {"role": "emperor"})

    member.refresh_from_db()
    assert member.role == Role.EDITOR


@pytest.mark.parametrize("act", ["", "/remove"])
def test_last_owner_stays(browser, demo, olive, act):
    member = demo.staff.get(user=olive)

    response = browser.post(f"{PEOPLE}/staff/{member.pk}{act}", {"role": "editor"}, follow=True)

    assert "An event keeps at least one owner." in text_of(response)
    member.refresh_from_db()
    assert member.role == Role.OWNER


def test_owner_may_step_down_when_there_is_another(browser, demo, olive, stan):
    StaffMember.objects.filter(user=stan).update(role=Role.OWNER)
    member = demo.staff.get(user=olive)

    response = browser.post(f"{PEOPLE}/staff/{member.pk}", {"role": "viewer"})

    assert response.url == "/app/demo/"
    assert browser.post(f"{PEOPLE}/staff/{member.pk}/remove").status_code == 403


def test_who_leaves_the_staff_loses_the_look_at_the_front_end(browser, demo, stan, signed_in):
    working = signed_in(stan)
    assert working.get("/e/demo/").status_code == 200
    looker = demo.attendees.get(user=stan)

    browser.post(f"{PEOPLE}/staff/{demo.staff.get(user=stan).pk}/remove")

    assert working.get("/e/demo/").status_code == 403
    assert working.get("/app/demo/").status_code == 404
    told = BusMessage.objects.get(topic="revoked", body__attendee=looker.pk)
    assert told.body["version"] == people.GONE


def test_a_look_left_over_opens_nothing(demo):
    former = core.user("former@demo.example")
    core.attendee(demo, former, is_staff=True)

    assert people.attendee_for(user=former, event=demo, now=NOW) is None


def test_staff_who_attend_too_stay_attendees(browser, demo, ana, signed_in):
    member = core.staff(demo, ana.user, Role.EDITOR)

    browser.post(f"{PEOPLE}/staff/{member.pk}/remove")

    assert signed_in(ana.user).get("/e/demo/").status_code == 200
