import pytest

from tests.contract.driver import APP, OYSTER

pytestmark = pytest.mark.contract
PAGES = (
    "/",
    "/?show=past",
    "/?show=trash",
    f"/console/items/{OYSTER}",
    "/console/rehearsal",
    "/console/apps",
    "/console/weather",
    *(f"/console/log?show={show}" for show in ("requests", "webhooks", "joins", "mails")),
)
LABEL = 'aria-label="{} Oyster reefs as breakwaters"'


def test_pages_say_what_they_are(sandbox):
    for path in PAGES:
        page = sandbox.client.get(path)
        assert page.status_code == 200
        assert "This is not Zoom" in page.text
        assert "http://" not in page.text.replace("http://localhost", "").replace(
            "http://127.0.0.1", ""
        ).replace("http://www.w3.org", "")


def test_start_and_end(sandbox):
    assert LABEL.format("Start") in sandbox.client.get("/").text
    sandbox.press(f"/console/items/{OYSTER}/start")
    page = sandbox.client.get("/").text
    assert LABEL.format("End") in page
    assert LABEL.format("Start") not in page
    sandbox.press(f"/console/items/{OYSTER}/end")
    assert not sandbox.world.items[OYSTER].is_started


def test_reschedule_reads_the_hosts_local_time(sandbox):
    path = f"/console/items/{OYSTER}/reschedule"
    sandbox.press(path, start_time="2030-07-01T10:00", duration="20")
    item = sandbox.world.items[OYSTER]
    assert item.start.isoformat() == "2030-07-01T09:00:00+00:00"
    assert item.duration == 20


def test_bad_time_is_explained(sandbox):
    where = sandbox.press(f"/console/items/{OYSTER}/reschedule", start_time="never")
    assert "Invalid start time." in sandbox.client.get(where).text


def test_delete_and_schedule(sandbox):
    sandbox.press(f"/console/items/{OYSTER}/delete")
    sandbox.press(
        "/console/items",
        topic="<b>Bold</b>",
        kind="meeting",
        start_time="2030-01-01T10:00",
        sign_in="on",
    )
    page = sandbox.client.get("/").text
    assert "Oyster reefs" not in page
    assert "&lt;b&gt;Bold&lt;/b&gt;" in page
    made = [item for item in sandbox.world.items.values() if item.topic == "<b>Bold</b>"]
    assert made[0].settings["meeting_authentication"] is True


def test_admit_from_the_console(sandbox):
    item = sandbox.world.items[OYSTER]
    item.settings["waiting_room"] = True
    sandbox.act(OYSTER, "start")
    who = sandbox.act(OYSTER, "join", name="Bea").json()
    assert who["waiting"] is True
    sandbox.press(f"/console/items/{OYSTER}/people/{who['user_id']}/admit")
    assert item.present[0].waiting is False


def test_weather_page(sandbox, token):
    sandbox.press("/console/weather/clock", offset_min="90")
    assert sandbox.world.clock.offset_s == 5400
    sandbox.press("/console/weather/clock", offset_min="0")
    sandbox.press("/console/weather/fault", path="/v2/users/me", status="500")
    assert sandbox.api("GET", "/users/me", token).status_code == 500
    assert sandbox.api("GET", "/users/me", token).status_code == 200
    sandbox.press("/console/weather/reset", seed="empty")
    page = sandbox.client.get("/").text
    assert "Nothing is live." in page
    assert "Nothing is planned." in page


def test_join_link_leads_to_a_page_not_to_zoom(sandbox, token):
    link = sandbox.api("GET", f"/meetings/{OYSTER}", token).json()["join_url"]
    page = sandbox.client.get(link)
    assert page.status_code == 200
    assert "Here the Zoom app would open" in page.text


def test_pulse_moves_when_something_happens(sandbox):
    before = sandbox.client.get("/console/pulse").json()["revision"]
    sandbox.act(OYSTER, "start")
    assert sandbox.client.get("/console/pulse").json()["revision"] > before


def test_every_page_has_a_strict_policy(sandbox):
    for path in PAGES:
        policy = sandbox.client.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "form-action 'self'" in policy


def test_unknown_meeting_has_no_page(sandbox):
    assert sandbox.client.get("/console/items/12345").status_code == 404
    assert sandbox.client.get("/console/items/nonsense").status_code == 404


def test_host_changes_a_meeting(sandbox):
    page = f"/console/items/{OYSTER}"
    form = {"topic": "Reefs", "start_time": "2030-07-01T10:00", "duration": "20"}
    where = sandbox.press(f"{page}/save", **form, passcode="abc", waiting_room="on")
    item = sandbox.world.items[OYSTER]
    assert (item.topic, item.duration, item.passcode) == ("Reefs", 20, "abc")
    assert item.start.isoformat() == "2030-07-01T09:00:00+00:00"
    assert item.settings["waiting_room"] is True
    assert item.settings["meeting_authentication"] is False
    assert "Saved." in sandbox.client.get(where).text
    where = sandbox.press(f"{page}/save", **form | {"duration": "9999"})
    assert where.startswith(page)
    assert "Not saved. duration" in sandbox.client.get(where).text


def test_what_is_deleted_can_be_recovered_or_deleted_for_good(sandbox):
    sandbox.press(f"/console/items/{OYSTER}/delete")
    assert "Oyster reefs" in sandbox.client.get("/?show=trash").text
    where = sandbox.press(f"/console/trash/{OYSTER}/recover")
    assert "Oyster reefs" in sandbox.client.get(where).text
    assert sandbox.client.post(f"/console/trash/{OYSTER}/purge").status_code == 404
    sandbox.press(f"/console/items/{OYSTER}/delete")
    sandbox.press(f"/console/trash/{OYSTER}/purge")
    assert "The trash is empty." in sandbox.client.get("/?show=trash").text


def test_guests_come_wait_and_go(sandbox):
    page = f"/console/items/{OYSTER}"
    assert sandbox.client.post(f"{page}/join").status_code == 404
    sandbox.press(f"{page}/start")
    assert sandbox.press(f"{page}/join", name="Guest", count="3", back="1") == page
    people = sandbox.world.items[OYSTER].present
    assert [who.name for who in people] == ["Guest 1", "Guest 2", "Guest 3"]
    for act in ("hold", "leave", "remove"):
        sandbox.press(f"{page}/people/{people[0].user_id}/{act}")
        assert sandbox.client.get(page).status_code == 200
    assert people[0].waiting is True
    assert len(sandbox.world.items[OYSTER].present) == 2
    sandbox.press(f"{page}/cut")
    sandbox.press(f"{page}/outcome", outcome="locked")
    assert sandbox.world.items[OYSTER].outcome.name == "locked"
    sandbox.press(f"{page}/outcome", outcome="")
    assert sandbox.world.items[OYSTER].outcome is None


def test_past_and_search(sandbox):
    sandbox.post("clock", offset_s=2 * 86400)
    assert "Oyster reefs" in sandbox.client.get("/?show=past").text
    found = sandbox.client.get("/?show=past&q=823%209014").text
    assert "Oyster reefs" in found
    assert "Seagrass" not in found
    assert "Nothing here matches" in sandbox.client.get("/?q=zebra").text


def test_rehearsal_is_played_and_stopped(sandbox):
    sandbox.client.post("/sandbox/reset", json={"seed": "empty"})
    assert "Nothing is planned on any day." in sandbox.client.get("/console/rehearsal").text
    sandbox.post("seed", meetings=[{"topic": "One", "start_time": "2030-05-02T09:00:00Z"}])
    start = "/console/rehearsal/start"
    where = sandbox.press(start, day="2030-05-02", speed="60", crowd="3", late_host="on")
    page = sandbox.client.get(where).text
    assert "Playing" in page
    assert sandbox.world.clock.now().year == 2030
    assert sandbox.world.rehearsal.plan.mishaps == {"late_host"}
    where = sandbox.press("/console/rehearsal/stop", real_time="1")
    assert "Stopped" in sandbox.client.get(where).text
    assert sandbox.world.clock.offset_s == 0
    where = sandbox.press(start, day="2031-05-02", speed="60", crowd="3")
    assert "Nothing is planned on 2031-05-02." in sandbox.client.get(where).text


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("/users/me", "Fine"),
        ("/users/me/meetings?page_number=1", "Deprecated"),
        ("/meetings/12345", "Refused"),
        ("/phone/calls", "Asked, not served"),
    ],
)
def test_log_says_what_zoom_would_think(sandbox, token, path, verdict):
    sandbox.client.get("/console/log")
    sandbox.api("GET", path, token)
    page = sandbox.client.get(f"/console/log?q={path.partition('?')[0]}").text
    assert f">{verdict}</span>" in page


def test_log_tells_missing_scopes_dead_tokens_and_limits(sandbox, token):
    assert sandbox.api("GET", "/users/me", "nonsense").status_code == 401
    sandbox.post("faults", match={"path": "/v2/users"}, status=429)
    sandbox.api("GET", "/users", token)
    sandbox.world.apps[APP[0]].scopes = ["user:read:user:admin"]
    sandbox.api("GET", "/users/me/meetings", sandbox.connect()["access_token"])
    page = sandbox.client.get("/console/log").text
    assert ">Scope missing</span>" in page
    assert ">Token refused</span>" in page
    assert ">Rate limited</span>" in page
    narrowed = sandbox.client.get("/console/log?verdict=limited").text
    assert ">Rate limited</span>" in narrowed
    assert ">Token refused</span>" not in narrowed
