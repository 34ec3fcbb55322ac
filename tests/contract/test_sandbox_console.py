import pytest

from tests.contract.driver import OYSTER

pytestmark = pytest.mark.contract
LABEL = 'aria-label="{} Oyster reefs as breakwaters"'


def press(sandbox, path, /, **form):
    answer = sandbox.client.post(path, data=form)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_pages_say_what_they_are(sandbox):
    for path in ("/", "/console/apps", "/console/weather", "/console/log"):
        page = sandbox.client.get(path)
        assert page.status_code == 200
        assert "This is not Zoom" in page.text
        assert "http://" not in page.text.replace("http://localhost", "").replace(
            "http://127.0.0.1", ""
        ).replace("http://www.w3.org", "")


def test_start_and_end(sandbox):
    assert LABEL.format("Start") in sandbox.client.get("/").text
    press(sandbox, f"/console/items/{OYSTER}/start")
    page = sandbox.client.get("/").text
    assert LABEL.format("End") in page
    assert LABEL.format("Start") not in page
    press(sandbox, f"/console/items/{OYSTER}/end")
    assert not sandbox.world.items[OYSTER].is_started


def test_reschedule_reads_the_hosts_local_time(sandbox):
    path = f"/console/items/{OYSTER}/reschedule"
    press(sandbox, path, start_time="2030-07-01T10:00", duration="20")
    item = sandbox.world.items[OYSTER]
    assert item.start.isoformat() == "2030-07-01T09:00:00+00:00"
    assert item.duration == 20


def test_bad_time_is_explained(sandbox):
    where = press(sandbox, f"/console/items/{OYSTER}/reschedule", start_time="never")
    assert "Invalid start time." in sandbox.client.get(where).text


def test_delete_and_schedule(sandbox):
    press(sandbox, f"/console/items/{OYSTER}/delete")
    press(
        sandbox,
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
    press(sandbox, f"/console/items/{OYSTER}/people/{who['user_id']}/admit")
    assert item.present[0].waiting is False


def test_weather_page(sandbox, token):
    press(sandbox, "/console/weather/clock", offset_min="90")
    assert sandbox.world.clock.offset_s == 5400
    press(sandbox, "/console/weather/clock", offset_min="0")
    press(sandbox, "/console/weather/fault", path="/v2/users/me", status="500")
    assert sandbox.api("GET", "/users/me", token).status_code == 500
    assert sandbox.api("GET", "/users/me", token).status_code == 200
    press(sandbox, "/console/weather/reset", seed="empty")
    assert sandbox.client.get("/").text.count("None yet.") == 2


def test_join_link_leads_to_a_page_not_to_zoom(sandbox, token):
    link = sandbox.api("GET", f"/meetings/{OYSTER}", token).json()["join_url"]
    page = sandbox.client.get(link)
    assert page.status_code == 200
    assert "Here the Zoom app would open" in page.text


def test_pulse_moves_when_something_happens(sandbox):
    before = sandbox.client.get("/console/pulse").json()["revision"]
    sandbox.act(OYSTER, "start")
    assert sandbox.client.get("/console/pulse").json()["revision"] > before
