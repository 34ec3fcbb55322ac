"""Causes that show in Zoom's window or in what it brings back."""

import httpx2

from tests.integration.zoom.conftest import GENERAL, PUBLIC
from tests.integration.zoom.doctor.organiser import (
    APPROVAL,
    CALLBACK,
    DISABLED,
    FOREIGN,
    Organiser,
)
from virtualcrowd.zoom.models import Connection
from zoomsandbox.ids import stable_id

ELSEWHERE = "https://elsewhere.example/"


def refused_page(o: Organiser, email: str, **keys) -> str:
    """Sign in as `email` in Zoom's window and press Allow; returns the page it stops at."""
    sent = o.authorize(**keys)
    asked = dict(httpx2.URL(sent["Location"]).params)
    users = httpx2.get(f"{o.zoom.base}/sandbox/state").json()["users"]
    user = next((one["id"] for one in users if one["email"] == email), email)
    answer = httpx2.post(
        f"{o.zoom.base}/oauth/authorize", data=asked | {"decision": "allow", "user": user}
    )
    assert answer.status_code == 403, answer.text
    return answer.text


def redirect_slip(o: Organiser):
    slip = f"{PUBLIC}{CALLBACK}".rstrip("/")
    o.app(redirect_url=slip, allow_list=[slip], strict_mode=True)
    o.authorize()


def redirect_mismatch(o: Organiser):
    o.app(redirect_url=ELSEWHERE, allow_list=[ELSEWHERE])
    o.authorize()


def redirect_changed(o: Organiser):
    sent = o.authorize()
    o.settings.PUBLIC_URL = "http://127.0.0.1:8000"
    o.allow(sent)


def popup_closed(o: Organiser):
    o.save()
    o.close_window()


def window_other(o: Organiser):
    o.save()
    o.tell("other")


def closed_myself(o: Organiser):
    o.save()
    o.tell("consent")


def invalid_scope(o: Organiser):
    o.save()
    o.tell("scope")


def not_admin(o: Organiser):
    assert "An account admin is required" in refused_page(o, "volunteer@demo.example")
    o.tell("admin")


def needs_approval(o: Organiser):
    text = refused_page(o, "olive.host@demo.example", oauth=APPROVAL)
    assert "You cannot authorize" in text
    o.tell("approval")


def other_company(o: Organiser):
    fay = httpx2.get(f"{o.zoom.base}/oauth/authorize", params=_asking()).text
    assert "Fay Foreigner" in fay
    assert "not published" in refused_page(o, _id_of("fay@elsewhere.example"))
    o.tell("company")


def _asking() -> dict[str, str]:
    back = f"{PUBLIC}{CALLBACK}"
    return {"response_type": "code", "client_id": GENERAL[0], "redirect_uri": back}


def _id_of(email: str) -> str:
    return stable_id(f"user/{email}")


def declined(o: Organiser):
    o.allow(o.authorize(), decision="decline")


def state_stale(o: Organiser):
    back = o.zoom.consent(o.authorize()["Location"])
    o.browser.get(CALLBACK, back)
    Connection.objects.update(failure="")
    o.browser.get(CALLBACK, back)


def state_foreign(o: Organiser):
    back = o.zoom.consent(o.authorize()["Location"])
    return o.signed_in(o.ana.user).get(CALLBACK, back)


def no_state(o: Organiser):
    code = o.zoom.consent(o.authorize()["Location"])["code"]
    return o.browser.get(CALLBACK, {"code": code})


def code_used(o: Organiser):
    first = o.zoom.consent(o.authorize()["Location"])
    second = o.zoom.consent(o.authorize()["Location"])
    o.browser.get(CALLBACK, first)
    o.browser.get(CALLBACK, {"code": first["code"], "state": second["state"]})


def code_expired(o: Organiser):
    back = o.zoom.consent(o.authorize()["Location"])
    o.zoom.tell("/clock", offset_s=6 * 60)
    o.browser.get(CALLBACK, back)


def missing_scopes(o: Organiser):
    o.app(scopes=["user:read:user:admin", "meeting:read:list_meetings:admin"])
    o.allow(o.authorize())


def other_account(o: Organiser):
    o.connect()
    o.allow(o.authorize(FOREIGN), user=_id_of("fay@elsewhere.example"))


def app_disabled(o: Organiser):
    o.authorize(DISABLED)


def refused(o: Organiser):
    sent = o.authorize()
    o.zoom.fault("/oauth/token", status=400, body={"error": "odd", "reason": "Something new"})
    o.allow(sent)


def no_network(o: Organiser):
    o.settings.ZOOM_OAUTH_URL = "http://127.0.0.1:1"
    o.authorize()


def zoom_slow(o: Organiser):
    o.monkeypatch.setattr("virtualcrowd.zoom.doctor.probes.TIMEOUT_S", 0.5)
    o.zoom.fault("/oauth/token", delay_s=3)
    o.authorize()


def zoom_down(o: Organiser):
    o.zoom.fault("/oauth/token", status=503, body="<h1>Down</h1>")
    o.authorize()


def not_zoom(o: Organiser):
    o.zoom.fault("/oauth/token", status=200, body="<h1>Sign in to our network</h1>")
    o.authorize()


def rate_limited(o: Organiser):
    o.zoom.fault("/oauth/token", status=429, body={"code": 429, "message": "slow down"})
    o.authorize()
