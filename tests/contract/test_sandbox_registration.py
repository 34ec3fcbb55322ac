import json

import pytest

from tests.contract.driver import Receiver, query_of
from tests.contract.receivers import good

pytestmark = pytest.mark.contract
NUMBER, WEBINAR = 86699132054, 96811502247
ROLL = f"/meetings/{NUMBER}/registrants"


def add(sandbox, token, path=ROLL, **more):
    asked = {"email": "ana@demo.example", "first_name": "Ana"} | more
    return sandbox.api("POST", path, token, json=asked)


def emails(sandbox, token, status, path=ROLL):
    told = sandbox.api("GET", path, token, params={"status": status}).json()
    return [row["email"] for row in told["registrants"]]


def test_batch_gives_each_a_link_of_their_own(sandbox, token):
    rows = [{"email": f"p{index}@demo.example", "first_name": "P"} for index in range(30)]
    path = f"/meetings/{NUMBER}/batch_registrants"
    told = sandbox.api("POST", path, token, json={"registrants": rows})
    assert told.status_code == 201
    links = {query_of(row["join_url"])["tk"] for row in told.json()["registrants"]}
    assert len(links) == 30
    one_more = sandbox.api("POST", path, token, json={"registrants": [*rows, rows[0]]})
    assert one_more.json()["errors"][0]["field"] == "registrants"


def test_batch_waits_for_approval_where_it_is_wanted(sandbox, token):
    sandbox.world.items[NUMBER].settings["approval_type"] = 1
    path = f"/meetings/{NUMBER}/batch_registrants"
    rows = [{"email": "p@demo.example", "first_name": "P"}]
    told = sandbox.api("POST", path, token, json={"registrants": rows}).json()["registrants"]
    assert "join_url" not in told[0]
    approved = sandbox.api("POST", path, token, json={"registrants": rows, "auto_approve": True})
    assert query_of(approved.json()["registrants"][0]["join_url"])["tk"]


def test_approve_deny_cancel(sandbox, token):
    sandbox.world.items[NUMBER].settings["approval_type"] = 1
    add(sandbox, token)
    who = {"registrants": [{"email": "ANA@demo.example"}]}
    for action, status in (("approve", "approved"), ("deny", "denied")):
        told = sandbox.api("PUT", f"{ROLL}/status", token, json={"action": action, **who})
        assert told.status_code == 204
        assert emails(sandbox, token, status) == ["ana@demo.example"]
    sandbox.api("PUT", f"{ROLL}/status", token, json={"action": "cancel", **who})
    assert [emails(sandbox, token, s) for s in ("approved", "pending", "denied")] == [[], [], []]


def test_decisions_are_told_to_subscribers(sandbox, token):
    sandbox.world.items[NUMBER].settings["approval_type"] = 1
    add(sandbox, token)
    with Receiver(good) as receiver:
        sandbox.post("webhooks", url=receiver.url)
        who = {"registrants": [{"email": "ana@demo.example"}]}
        for action in ("approve", "approve", "cancel"):
            sandbox.api("PUT", f"{ROLL}/status", token, json={"action": action, **who})
        told = [json.loads(body) for _, body in receiver.wait(3)][1:]
    assert [one["event"] for one in told] == [
        "meeting.registration_approved",
        "meeting.registration_cancelled",
    ]
    assert query_of(told[0]["payload"]["object"]["registrant"]["join_url"])["tk"]


def test_one_registrant_by_id(sandbox, token):
    made = add(sandbox, token, city="Faro").json()
    one = f"{ROLL}/{made['registrant_id']}"
    told = sandbox.api("GET", one, token).json()
    assert (told["city"], told["join_url"]) == ("Faro", made["join_url"])
    assert sandbox.api("DELETE", one, token).status_code == 204
    assert sandbox.api("GET", one, token).status_code == 400


def test_questions_are_asked(sandbox, token):
    path = f"{ROLL}/questions"
    asked = {
        "questions": [{"field_name": "city", "required": True}],
        "custom_questions": [{"title": "Tea?", "type": "short", "required": True}],
    }
    assert sandbox.api("PATCH", path, token, json=asked).status_code == 204
    assert sandbox.api("GET", path, token).json()["custom_questions"][0]["title"] == "Tea?"
    assert add(sandbox, token).json()["errors"][0]["field"] == "city"
    assert add(sandbox, token, city="Faro").json()["errors"][0]["field"] == "custom_questions"
    answers = [{"title": "Tea?", "value": "yes"}, {"title": "Unasked", "value": "x"}]
    assert add(sandbox, token, city="Faro", custom_questions=answers).status_code == 201
    row = sandbox.api("GET", ROLL, token).json()["registrants"][0]
    assert row["custom_questions"] == [{"title": "Tea?", "value": "yes"}]


def test_basic_hosts_have_no_registration(sandbox, token):
    sandbox.post("users/habitats@demo.example", type=1)
    assert add(sandbox, token).json()["code"] == 200


def test_a_registrant_of_some_dates_only(sandbox, token):
    series = sandbox.api(
        "POST",
        "/users/me/meetings",
        token,
        json={
            "type": 8,
            "start_time": "2033-05-01T10:00:00Z",
            "recurrence": {"type": 1, "end_times": 3},
            "settings": {"approval_type": 0, "registration_type": 2},
        },
    ).json()
    path = f"/meetings/{series['id']}/registrants"
    dates = [date["occurrence_id"] for date in series["occurrences"]]
    next_one = add(sandbox, token, path).json()
    assert [date["occurrence_id"] for date in next_one["occurrences"]] == dates[:1]
    asked = {"email": "bo@demo.example", "first_name": "Bo"}
    wanted = {"occurrence_ids": f"{dates[1]},{dates[2]}"}
    told = sandbox.api("POST", path, token, params=wanted, json=asked).json()
    assert [date["occurrence_id"] for date in told["occurrences"]] == dates[1:]
    listed = sandbox.api("GET", path, token, params={"occurrence_id": dates[2]}).json()
    assert [row["email"] for row in listed["registrants"]] == ["bo@demo.example"]


def test_panelists_have_links_and_cannot_register(sandbox, token):
    sandbox.world.items[WEBINAR].settings["approval_type"] = 0
    path = f"/webinars/{WEBINAR}/panelists"
    rows = {"panelists": [{"email": "cy@demo.example", "name": "Cy"}]}
    assert sandbox.api("POST", path, token, json=rows).json()["id"] == str(WEBINAR)
    row = sandbox.api("GET", path, token).json()["panelists"][0]
    assert query_of(row["join_url"])["tk"]
    told = add(sandbox, token, f"/webinars/{WEBINAR}/registrants", email="CY@demo.example")
    assert told.json()["code"] == 3000
