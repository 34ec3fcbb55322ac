import pytest

from tests.contract.driver import APP, DEBATE, OYSTER, S2S_APP

pytestmark = pytest.mark.contract


def test_reset_takes_data_back_but_keeps_apps(sandbox, token):
    sandbox.act(OYSTER, "delete")
    sandbox.post("clock", offset_s=500)
    sandbox.post("faults", match={"path": "/v2/*"}, status=500, times=None)
    sandbox.world.apps[APP[0]].redirect_url = "https://events.example/cb/"
    told = sandbox.post("reset", seed="demo").json()
    assert told["seed"] == "demo"
    assert sandbox.api("GET", f"/meetings/{OYSTER}", token).status_code == 200
    assert sandbox.world.clock.offset_s == 0
    assert sandbox.world.apps[APP[0]].redirect_url == "https://events.example/cb/"
    sandbox.post("reset", seed="demo", apps=True)
    assert sandbox.world.apps[APP[0]].redirect_url.startswith("http://localhost:8000/")


def test_reset_to_an_anchor(sandbox):
    sandbox.post("reset", seed="demo", anchor="2031-06-01T12:00:00Z")
    state = sandbox.client.get("/sandbox/state").json()
    starts = {row["id"]: row["start_time"] for row in state["meetings"]}
    assert starts[OYSTER] == "2031-06-01T14:30:00Z"


def test_seeds(sandbox):
    assert sandbox.post("reset", seed="empty").json()["meetings"] == 0
    big = sandbox.post("reset", seed="big").json()
    assert (big["users"], big["meetings"], big["webinars"]) == (200, 5000, 40)
    medium = sandbox.post("reset", seed="medium").json()
    assert (medium["users"], medium["meetings"], medium["webinars"]) == (200, 2200, 40)
    assert sandbox.post("reset", seed="nonsense").status_code == 400


def test_seed_adds(sandbox, token):
    body = {
        "users": [{"email": "new@demo.example", "name": "New Host", "webinar": True}],
        "meetings": [{"id": 81111111111, "topic": "Added", "host": "new@demo.example"}],
        "webinars": [{"topic": "Later", "start_in_s": 3600, "started": True}],
    }
    told = sandbox.post("seed", **body).json()
    assert told["users"][0]["email"] == "new@demo.example"
    assert told["webinars"][0]["started"] is True
    assert sandbox.api("GET", "/meetings/81111111111", token).json()["topic"] == "Added"
    listed = sandbox.api("GET", "/users/new@demo.example/meetings", token).json()
    assert [row["id"] for row in listed["meetings"]] == [81111111111]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("meetings/1/start", {}, 404),
        (f"meetings/{OYSTER}/dance", {}, 404),
        (f"meetings/{OYSTER}/join", {"name": "Early"}, 409),
        (f"meetings/{OYSTER}/leave", {"name": "Nobody"}, 404),
        (f"meetings/{OYSTER}/update", {"duration": "x"}, 400),
        ("clock", {"offset_s": "soon"}, 400),
        ("faults", {"match": "x"}, 400),
        ("faults", {"match": {}, "headers": [1]}, 400),
        ("webhooks", {"client_id": "nobody"}, 404),
        ("limits", {"plan": "gold"}, 400),
    ],
)
def test_bad_requests_are_explained(sandbox, path, body, status):
    told = sandbox.post(path, **body)
    assert told.status_code == status
    assert told.json()["error"]


def test_webinar_numbers_work_too(sandbox):
    assert sandbox.act(DEBATE, "start").json()["started"] is True
    assert sandbox.act(DEBATE, "end").json()["started"] is False


def test_faults_count_down(sandbox, token):
    fault = {
        "match": {"method": "GET", "path": "/v2/users/*"},
        "status": 429,
        "body": {"code": 429, "message": "slow"},
        "headers": {"Retry-After": "2"},
        "times": 2,
    }
    sandbox.post("faults", **fault)
    first = sandbox.api("GET", "/users/me", token)
    assert (first.status_code, first.json()["message"]) == (429, "slow")
    assert first.headers["retry-after"] == "2"
    assert sandbox.api("GET", f"/meetings/{OYSTER}", token).status_code == 200
    assert sandbox.api("GET", "/users/me", token).status_code == 429
    assert sandbox.api("GET", "/users/me", token).status_code == 200


def test_fault_with_delay_only_lets_the_truth_through(sandbox, token):
    sandbox.post("faults", match={"path": "/v2/users/me"}, delay_s=0.01)
    assert sandbox.api("GET", "/users/me", token).status_code == 200
    assert sandbox.client.delete("/sandbox/faults").json() == {"faults": []}


def test_log_keeps_what_zoom_says(sandbox, token):
    sandbox.api("GET", "/users/nobody", token)
    line = sandbox.client.get("/sandbox/log").json()[-1]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/v2/users/nobody", 404)
    assert line["note"] == "User does not exist: nobody."


def test_log_never_holds_tokens_or_secrets(sandbox, token):
    sandbox.api("GET", "/users/me", token)
    sandbox.token(S2S_APP, grant_type="x")
    text = sandbox.client.get("/sandbox/log").text
    assert token not in text
    assert S2S_APP[1] not in text


def test_state_tells_who_is_inside(sandbox):
    sandbox.act(OYSTER, "start")
    sandbox.act(OYSTER, "join", name="Bea")
    state = sandbox.client.get("/sandbox/state").json()
    row = next(row for row in state["meetings"] if row["id"] == OYSTER)
    assert [who["name"] for who in row["participants"]] == ["Bea"]


def test_other_sites_cannot_press_buttons(sandbox):
    headers = {"sec-fetch-site": "cross-site"}
    told = sandbox.client.post(f"/sandbox/meetings/{OYSTER}/start", headers=headers)
    assert told.status_code == 403
    assert not sandbox.world.items[OYSTER].is_started
