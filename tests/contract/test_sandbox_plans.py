"""What licences and plans allow, and how numbers die."""

import pytest

from tests.contract.driver import BASIC_HOST, DEBATE, OYSTER

pytestmark = pytest.mark.contract
HABITATS, PORTS, OLIVE = "habitats@demo.example", "ports@demo.example", "olive.host@demo.example"


def code(told):
    return told.status_code, told.json()["code"]


def jump(sandbox, days):
    sandbox.post("clock", advance_s=days * 86_400)
    return sandbox.connect()["access_token"]


def test_no_meetings_licence(sandbox, token):
    sandbox.post(f"users/{HABITATS}", type=99)
    assert code(sandbox.api("GET", f"/meetings/{OYSTER}", token)) == (400, 3161)
    assert code(sandbox.api("GET", f"/users/{HABITATS}/meetings", token)) == (400, 3161)
    assert code(sandbox.api("POST", f"/users/{HABITATS}/meetings", token, json={})) == (400, 3161)


def test_webinar_licence_taken_away(sandbox, token):
    sandbox.post(f"users/{OLIVE}", webinar=False)
    told = sandbox.api("GET", f"/webinars/{DEBATE}", token)
    assert code(told) == (400, 200)
    assert told.json()["message"].startswith("Webinar plan is missing.")


def test_basic_account_has_no_history(sandbox, token):
    sandbox.act(OYSTER, "start")
    sandbox.act(OYSTER, "end")
    path = f"/past_meetings/{OYSTER}"
    assert sandbox.api("GET", path, token).status_code == 200
    sandbox.post("account", plan="Basic")
    assert code(sandbox.api("GET", path, token)) == (400, 200)
    assert sandbox.world.limits.plan == "free"
    assert sandbox.post("account", plan="Gold").status_code == 400


def test_hosts_run_as_many_as_the_plan_allows_where_it_counts(sandbox):
    numbers = [86122904416, OYSTER, 89044327718]
    running = lambda: [number for number in numbers if sandbox.world.items[number].is_started]  # noqa: E731
    for number in numbers:
        sandbox.act(number, "start")
    assert running() == numbers
    for number in numbers:
        sandbox.act(number, "end")
    sandbox.post("account", limits_at_once=True)
    for number in numbers:
        sandbox.act(number, "start")
    assert running() == numbers[1:]
    sandbox.post("account", plan="Pro")
    sandbox.act(numbers[0], "start")
    assert running() == numbers[:1]


def test_scheduling_for_another(sandbox, token):
    asked = {"topic": "Theirs", "schedule_for": HABITATS}
    path = f"/users/{PORTS}/meetings"
    refused = sandbox.api("POST", path, token, json=asked)
    assert refused.json()["message"] == f"You cannot schedule a meeting for {HABITATS}"
    sandbox.post(f"users/{HABITATS}", assistants=[PORTS])
    made = sandbox.api("POST", path, token, json=asked).json()
    assert made["host_email"] == HABITATS
    assert made["assistant_id"] == sandbox.world.user(PORTS).id
    listed = sandbox.api("GET", f"/users/{HABITATS}/meetings", token).json()["meetings"]
    assert made["id"] in [row["id"] for row in listed]
    rows = sandbox.api("GET", f"/users/{PORTS}/schedulers", token).json()["schedulers"]
    assert [row["email"] for row in rows] == [HABITATS]


@pytest.mark.parametrize("wrong", [BASIC_HOST, "who@elsewhere.example", HABITATS])
def test_alternative_hosts_are_licensed_others_of_the_account(sandbox, token, wrong):
    path = f"/meetings/{OYSTER}"
    good = {"settings": {"alternative_hosts": f"{PORTS},{OLIVE}"}}
    assert sandbox.api("PATCH", path, token, json=good).status_code == 204
    told = sandbox.api("GET", path, token).json()["settings"]["alternative_hosts"]
    assert told == f"{PORTS};{OLIVE}"
    bad = {"settings": {"alternative_hosts": f"{PORTS};{wrong}"}}
    assert code(sandbox.api("PATCH", path, token, json=bad)) == (400, 1114)


def test_rooms_and_registration_are_dropped_without_a_word(sandbox, token):
    rooms = {"breakout_room": {"enable": True, "rooms": [{"name": "A", "participants": []}]}}
    path = f"/meetings/{OYSTER}"
    sandbox.api("PATCH", path, token, json={"settings": rooms})
    assert sandbox.api("GET", path, token).json()["settings"]["breakout_room"]["enable"]
    sandbox.post(f"users/{PORTS}", settings={"in_meeting": {"breakout_room_schedule": False}})
    made = sandbox.api("POST", f"/users/{PORTS}/meetings", token, json={"settings": rooms}).json()
    assert made["settings"]["breakout_room"] == {"enable": False}
    asked = {"settings": {"approval_type": 0}}
    made = sandbox.api("POST", f"/users/{BASIC_HOST}/meetings", token, json=asked).json()
    assert made["settings"]["approval_type"] == 2


def test_numbers_die(sandbox, token):
    instant = sandbox.api("POST", "/users/me/meetings", token, json={"type": 1}).json()["id"]
    sandbox.act(instant, "start")
    assert sandbox.api("GET", f"/meetings/{instant}", token).status_code == 200
    sandbox.act(instant, "end")
    assert code(sandbox.api("GET", f"/meetings/{instant}", token)) == (404, 3001)
    access = jump(sandbox, 29)
    assert sandbox.api("GET", f"/meetings/{OYSTER}", access).status_code == 200
    access = jump(sandbox, 2)
    assert code(sandbox.api("GET", f"/meetings/{OYSTER}", access)) == (404, 3001)
    listed = sandbox.api("GET", f"/users/{HABITATS}/meetings", access).json()["meetings"]
    assert OYSTER not in [row["id"] for row in listed]
    assert sandbox.api("GET", f"/webinars/{DEBATE}", access).status_code == 200
    access = jump(sandbox, 60)
    assert code(sandbox.api("GET", f"/webinars/{DEBATE}", access)) == (404, 3001)
    assert sandbox.api("GET", "/meetings/84511907732", access).status_code == 200


def test_personal_room(sandbox, token):
    number = sandbox.world.user(HABITATS).pmi
    told = sandbox.api("GET", f"/meetings/{number}", token).json()
    assert (told["type"], told["host_email"]) == (4, HABITATS)
    assert code(sandbox.api("DELETE", f"/meetings/{number}", token)) == (400, 3018)
    listed = sandbox.api("GET", f"/users/{HABITATS}/meetings", token).json()["meetings"]
    assert number not in [row["id"] for row in listed]


def test_deleted_meetings_come_back_within_a_month(sandbox, token):
    path = f"/meetings/{OYSTER}"
    sandbox.api("DELETE", path, token)
    recover = {"json": {"action": "recover"}}
    assert sandbox.api("PUT", f"{path}/status", token, **recover).status_code == 204
    assert sandbox.api("GET", path, token).status_code == 200
    sandbox.api("DELETE", path, token)
    access = jump(sandbox, 31)
    assert code(sandbox.api("PUT", f"{path}/status", access, **recover)) == (404, 3001)


def test_a_start_in_the_past_becomes_now(sandbox, token):
    asked = {"start_time": "2020-01-01T10:00:00Z"}
    made = sandbox.api("POST", "/users/me/meetings", token, json=asked).json()
    assert made["start_time"] > "2026"


def test_a_uuid_with_two_slashes_must_be_encoded_twice(sandbox, token):
    item = sandbox.world.items[OYSTER]
    while "//" not in item.uuid and not item.uuid.startswith("/"):
        sandbox.act(OYSTER, "start")
        sandbox.act(OYSTER, "end")
    once = item.uuid.replace("/", "%2F").replace("+", "%2B")
    assert code(sandbox.api("GET", f"/meetings/{once}", token)) == (404, 3001)
    twice = once.replace("%", "%25")
    assert sandbox.api("GET", f"/meetings/{twice}", token).json()["id"] == OYSTER


def test_one_date_of_many_is_moved_or_deleted(sandbox, token):
    rule = {"type": 1, "end_times": 3}
    asked = {"type": 8, "start_time": "2033-05-01T10:00:00Z", "recurrence": rule}
    made = sandbox.api("POST", "/users/me/meetings", token, json=asked).json()
    path, dates = f"/meetings/{made['id']}", made["occurrences"]
    one = {"occurrence_id": dates[1]["occurrence_id"]}
    later = {"start_time": "2033-05-02T15:00:00Z", "duration": 20}
    assert sandbox.api("PATCH", path, token, params=one, json=later).status_code == 204
    assert sandbox.api("GET", path, token, params=one).json()["duration"] == 20
    assert sandbox.api("DELETE", path, token, params=one).status_code == 204
    told = sandbox.api("GET", path, token).json()["occurrences"]
    assert [date["status"] for date in told] == ["available", "deleted", "available"]
    assert code(sandbox.api("GET", path, token, params=one)) == (400, 300)
    sandbox.api("PATCH", path, token, json={"recurrence": rule | {"end_times": 5}})
    assert len(sandbox.api("GET", path, token).json()["occurrences"]) == 5


def test_dates_that_are_over_are_shown_on_demand(sandbox, token):
    rule = {"type": 1, "end_times": 5}
    asked = {"type": 8, "recurrence": rule}
    made = sandbox.api("POST", "/users/me/meetings", token, json=asked).json()
    access = jump(sandbox, 2.5)
    path = f"/meetings/{made['id']}"
    assert len(sandbox.api("GET", path, access).json()["occurrences"]) == 2
    told = sandbox.api("GET", path, access, params={"show_previous_occurrences": "true"}).json()
    assert len(told["occurrences"]) == 5


def test_a_meeting_becomes_one_without_time(sandbox, token):
    path = f"/meetings/{OYSTER}"
    assert sandbox.api("PATCH", path, token, json={"type": 3}).status_code == 204
    told = sandbox.api("GET", path, token).json()
    assert told["type"] == 3
    assert "start_time" not in told
