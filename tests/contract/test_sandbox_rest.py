import pytest

from tests.contract.driver import APP, BASIC_HOST, DEBATE, OYSTER, query_of

pytestmark = pytest.mark.contract


def test_garbage_token(sandbox):
    told = sandbox.api("GET", "/users/me", "garbage")
    assert told.status_code == 401
    assert told.json() == {"code": 124, "message": "Invalid access token."}


def test_token_expires_after_an_hour(sandbox, token):
    sandbox.post("clock", offset_s=3599)
    assert sandbox.api("GET", "/users/me", token).status_code == 200
    sandbox.post("clock", offset_s=3601)
    told = sandbox.api("GET", "/users/me", token)
    assert told.status_code == 401
    assert told.json() == {"code": 124, "message": "Access token is expired."}


def test_missing_scope_is_named(sandbox):
    sandbox.world.apps[APP[0]].scopes = ["user:read:user:admin"]
    access = sandbox.connect()["access_token"]
    told = sandbox.api("GET", "/users/me/meetings", access)
    assert told.status_code == 400
    assert told.json() == {
        "code": 4711,
        "message": "Invalid access token, does not contain scopes:"
        "[meeting:read:list_meetings, meeting:read:list_meetings:admin].",
    }


def test_classic_scopes_are_enough(sandbox):
    sandbox.world.apps[APP[0]].scopes = ["meeting:read:admin"]
    access = sandbox.connect()["access_token"]
    assert sandbox.api("GET", "/users/me/meetings", access).status_code == 200
    assert sandbox.api("DELETE", f"/meetings/{OYSTER}", access).json()["code"] == 4711


def test_every_answer_has_a_tracking_id(sandbox, token):
    good = sandbox.api("GET", "/users/me", token)
    bad = sandbox.api("GET", "/users/nobody", token)
    assert good.headers["x-zm-trackingid"] != bad.headers["x-zm-trackingid"]


def test_me_and_user(sandbox, token):
    me = sandbox.api("GET", "/users/me", token).json()
    assert me["email"] == "olive.host@demo.example"
    assert me["account_id"] == sandbox.world.account.id
    assert me["role_name"] == "Owner"
    by_mail = sandbox.api("GET", "/users/habitats@demo.example", token).json()
    assert by_mail["type"] == 2
    assert sandbox.api("GET", f"/users/{by_mail['id']}", token).json()["email"] == by_mail["email"]


def test_unknown_user(sandbox, token):
    told = sandbox.api("GET", "/users/who@demo.example/meetings", token)
    assert told.status_code == 404
    assert told.json() == {"code": 1001, "message": "User does not exist: who@demo.example."}


def test_user_managed_token_reaches_only_itself(sandbox):
    sandbox.world.apps[APP[0]].management = "user"
    access = sandbox.connect("habitats@demo.example")["access_token"]
    assert sandbox.api("GET", "/users/me/meetings", access).status_code == 200
    other = sandbox.api("GET", "/users/ports@demo.example/meetings", access)
    assert other.json()["code"] == 4711
    assert sandbox.api("GET", "/users", access).json()["code"] == 4711
    of_ports = sandbox.api("GET", "/meetings/87211073350", access)
    assert (of_ports.status_code, of_ports.json()["code"]) == (403, 2306)


def test_settings_tell_who_may_hold_webinars(sandbox, token):
    owner = sandbox.api("GET", "/users/me/settings", token).json()
    basic = sandbox.api("GET", f"/users/{BASIC_HOST}/settings", token).json()
    assert (owner["feature"]["webinar"], basic["feature"]["webinar"]) == (True, False)
    assert (owner["feature"]["meeting_capacity"], basic["feature"]["meeting_capacity"]) == (
        300,
        100,
    )


def test_meeting_detail(sandbox, token):
    detail = sandbox.api("GET", f"/meetings/{OYSTER}", token).json()
    assert detail["topic"] == "Oyster reefs as breakwaters"
    assert detail["password"] == sandbox.passcode(OYSTER)
    assert detail["status"] == "waiting"
    assert detail["settings"]["meeting_authentication"] is False
    sandbox.act(OYSTER, "start")
    assert sandbox.api("GET", f"/meetings/{OYSTER}", token).json()["status"] == "started"


def test_webinar_detail_has_no_status(sandbox, token):
    detail = sandbox.api("GET", f"/webinars/{DEBATE}", token).json()
    assert detail["type"] == 5
    assert "status" not in detail
    assert "encrypted_passcode" in detail


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"/meetings/{DEBATE}", 400, 3000),
        (f"/webinars/{OYSTER}", 400, 300),
        ("/meetings/12345678901", 404, 3001),
        ("/meetings/abc", 404, 3001),
        ("/webinars/93644172290", 404, 3001),
        ("/users/me/meetings?type=nonsense", 400, 300),
        ("/users/me/meetings?page_size=many", 400, 300),
        ("/users/me/meetings?from=soon", 400, 300),
        (f"/users/{BASIC_HOST}/webinars", 400, 200),
        ("/no/such/endpoint", 404, 2300),
    ],
)
def test_errors(sandbox, token, path, status, code):
    told = sandbox.api("GET", path, token)
    assert (told.status_code, told.json()["code"]) == (status, code)


def test_create_read_change_delete(sandbox, token):
    asked = {
        "topic": "Driftwood",
        "type": 2,
        "start_time": "2030-05-01T10:00:00",
        "timezone": "Europe/Lisbon",
        "duration": 30,
        "password": "abc123",
        "settings": {"waiting_room": True, "no_such_setting": 1},
    }
    made = sandbox.api("POST", "/users/me/meetings", token, json=asked)
    assert made.status_code == 201
    body = made.json()
    assert body["start_time"] == "2030-05-01T09:00:00Z"
    assert body["settings"]["waiting_room"] is True
    assert "no_such_setting" not in body["settings"]
    path = f"/meetings/{body['id']}"
    changed = sandbox.api("PATCH", path, token, json={"topic": "Flotsam"})
    assert (changed.status_code, changed.content) == (204, b"")
    assert sandbox.api("GET", path, token).json()["topic"] == "Flotsam"
    assert sandbox.api("DELETE", path, token).status_code == 204
    assert sandbox.api("GET", path, token).json()["code"] == 3001


@pytest.mark.parametrize(
    "asked",
    [
        {"type": 99},
        {"duration": "long"},
        {"duration": -1},
        {"topic": 5},
        {"topic": "x" * 201},
        {"start_time": "tomorrow"},
        {"timezone": "Moon/Base", "start_time": "2030-05-01T10:00:00"},
        {"settings": []},
    ],
)
def test_bad_fields_get_zooms_error(sandbox, token, asked):
    told = sandbox.api("POST", "/users/me/meetings", token, json=asked)
    assert told.status_code == 400
    assert told.json()["code"] == 300
    assert told.json()["errors"]


def test_body_that_is_no_json(sandbox, token):
    told = sandbox.api("PATCH", f"/meetings/{OYSTER}", token, content=b"{nope")
    assert (told.status_code, told.json()["code"]) == (400, 300)


def test_end_by_api(sandbox, token):
    for number, path in ((OYSTER, "meetings"), (DEBATE, "webinars")):
        sandbox.act(number, "start")
        told = sandbox.api("PUT", f"/{path}/{number}/status", token, json={"action": "end"})
        assert told.status_code == 204
        assert not sandbox.world.items[number].is_started


def test_uuid_changes_after_the_end_and_may_be_encoded_twice(sandbox, token):
    item = sandbox.world.items[OYSTER]
    while "/" not in item.uuid:
        sandbox.act(OYSTER, "start")
        sandbox.act(OYSTER, "end")
    twice = item.uuid.replace("/", "%252F").replace("+", "%252B")
    assert sandbox.api("GET", f"/meetings/{twice}", token).json()["id"] == OYSTER


def test_registration_gives_a_personal_link(sandbox, token):
    path = "/meetings/86699132054/registrants"
    asked = {"email": "ana@demo.example", "first_name": "Ana"}
    made = sandbox.api("POST", path, token, json=asked)
    assert made.status_code == 201
    assert query_of(made.json()["join_url"])["tk"]
    again = sandbox.api("POST", path, token, json=asked).json()
    assert again["join_url"] == made.json()["join_url"]
    listed = sandbox.api("GET", path, token).json()["registrants"]
    assert [who["email"] for who in listed] == ["ana@demo.example"]


def test_manual_approval_gives_no_link_yet(sandbox, token):
    sandbox.world.items[OYSTER].settings["approval_type"] = 1
    path = f"/meetings/{OYSTER}/registrants"
    made = sandbox.api("POST", path, token, json={"email": "a@b.example", "first_name": "A"})
    assert "join_url" not in made.json()
    pending = sandbox.api("GET", path, token, params={"status": "pending"}).json()
    assert pending["total_records"] == 1


def test_registration_that_is_not_on(sandbox, token):
    asked = {"email": "a@b.example", "first_name": "A"}
    meeting = sandbox.api("POST", f"/meetings/{OYSTER}/registrants", token, json=asked)
    webinar = sandbox.api("POST", f"/webinars/{DEBATE}/registrants", token, json=asked)
    assert (meeting.status_code, meeting.json()["code"]) == (400, 404)
    assert (webinar.status_code, webinar.json()["code"]) == (400, 3000)


def test_rate_limit_is_off_until_switched_on(sandbox, token):
    for _ in range(5):
        assert sandbox.api("GET", "/users/me", token).status_code == 200
    sandbox.post("limits", on=True, plan="free")
    answers = [sandbox.api("GET", "/users/me", token) for _ in range(12)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert refused[0].json()["code"] == 429
    assert refused[0].headers["x-ratelimit-category"] == "Light"
    assert refused[0].headers["x-ratelimit-limit"] == "4"


def test_unknown_endpoints_are_noted(sandbox, token):
    for method, path in (
        ("GET", "/groups"),
        ("POST", "/live_meetings/1/events"),
        ("PUT", "/users"),
    ):
        told = sandbox.api(method, path, token)
        assert told.status_code == 404
        assert method == "HEAD" or told.json()["code"] == 2300
        line = sandbox.client.get("/sandbox/log").json()[-1]
        assert (line["method"], line["note"]) == (method, "asked, not served")
