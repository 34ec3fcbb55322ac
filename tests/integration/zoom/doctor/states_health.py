"""Causes that end or limit a connection that stood."""

from datetime import timedelta

import httpx2
from django.utils import timezone

from tests.factories import core
from tests.factories import zoom as make
from tests.integration.zoom.conftest import GENERAL, SDK
from tests.integration.zoom.doctor.organiser import (
    DISABLED,
    HOOK_SECRET,
    PAGE,
    USER_APP,
    Organiser,
)
from virtualcrowd.zoom.models import Connection

VALIDATION = {"event": "endpoint.url_validation", "payload": {"plainToken": "abc"}}


def app_removed(o: Organiser):
    o.connect()
    httpx2.delete(f"{o.zoom.base}/sandbox/apps/{GENERAL[0]}").raise_for_status()
    o.test_now()


def grant_dead(o: Organiser):
    o.connect()
    o.zoom.tell(f"/apps/{GENERAL[0]}/uninstall")
    o.test_now()


def authorized_elsewhere(o: Organiser):
    o.connect()
    o.let_expire()
    # Zoom does not always name the code; without it, this is a dead grant like others.
    said = {"reason": "Token has been revoked. (4741)", "error": "invalid_grant"}
    o.zoom.fault("/oauth/token", status=400, body=said)
    o.test_now()


def grant_slept(o: Organiser):
    o.connect()
    o.zoom.tell("/clock", offset_s=91 * 86400)
    Connection.objects.update(token_issued_at=timezone.now() - timedelta(days=91))
    o.let_expire()
    o.test_now()


def owner_gone(o: Organiser):
    _with_user(o, type=2, webinar=True)
    o.zoom.tell("/reset", seed="demo")  # without the newcomer
    o.let_expire()
    o.test_now()


def clock_off(o: Organiser):
    o.connect()
    o.time_machine.move_to(timezone.now() + timedelta(minutes=2))
    o.test_now()


def _with_user(o: Organiser, keys: tuple[str, str] = GENERAL, **fields: object) -> None:
    made = o.zoom.tell("/seed", users=[{"email": "new@demo.example", "role": "Admin"} | fields])
    o.allow(o.authorize(keys), user=made["users"][0]["id"])


def basic_plan(o: Organiser):
    _with_user(o, type=1)


def no_webinars(o: Organiser):
    _with_user(o, type=2, webinar=False)


def user_managed(o: Organiser):
    o.connect(USER_APP)


def jwt_disabled(o: Organiser):
    o.connect(GENERAL, DISABLED)


def _session(o: Organiser):
    session = core.session(o.event, starts_at=timezone.now())
    item = make.item(o.event)
    make.embed(session, item)
    return session, item


def sdk_refused(o: Organiser):
    o.connect()
    session, _item = _session(o)
    for attendee in (o.ana, core.attendee(o.event, core.user())):  # one could make it up
        told = o.signed_in(attendee.user).post(f"/e/demo/agenda/{session.pk}/keys-refused")
        assert told.status_code == 204
    o.test_now()


def sdk_other_account(o: Organiser):
    o.connect()
    _talk, item = _session(o)
    result = {"outcome": "failed", "reached": "signature", "reason": "other_account"}
    told = o.browser.post(f"{PAGE}/test-join/{item.pk}/result", result)
    assert told.status_code == 200, told.content
    o.test_now()


def _hooked(o: Organiser, secret: str = HOOK_SECRET) -> None:
    o.connect()
    o.browser.post(f"{PAGE}/webhook", {"webhook_secret": secret})


def hook_secret_wrong(o: Organiser):
    _hooked(o, secret=SDK[1])
    assert o.hook(VALIDATION) == 401
    o.test_now()


def hook_not_validated(o: Organiser):
    _hooked(o)
    o.test_now()


def hook_stale(o: Organiser):
    _hooked(o)
    assert o.hook(VALIDATION) == 200
    Connection.objects.update(webhook_validated_at=timezone.now() - timedelta(days=4))
    o.test_now()


def hook_events_missing(o: Organiser):
    _hooked(o)
    assert o.hook(VALIDATION) == 200
    account = o.row().account_id
    ended = {"event": "meeting.ended", "event_ts": 1, "payload": {"account_id": account}}
    assert o.hook(ended) == 204
    o.test_now()
