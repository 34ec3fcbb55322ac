import pytest

from tests.contract.driver import OYSTER

pytestmark = pytest.mark.contract
NOON = 12 * 3600


@pytest.fixture
def still(sandbox, token):
    """A sandbox whose clock stands still at noon GMT, with all limits on."""
    now = sandbox.world.clock.timestamp()
    sandbox.post("clock", rate=0, advance_s=NOON - now % 86_400 - 86_400)
    sandbox.post("limits", on=True, plan="pro")
    return sandbox


def test_per_second_by_label(still, token):
    answers = [still.api("GET", "/users/me/settings", token) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert answers[0].headers["x-ratelimit-category"] == "Medium"
    assert answers[0].headers["x-ratelimit-type"] == "QPS"
    assert answers[0].headers["x-ratelimit-limit"] == "20"
    assert [answer.headers["x-ratelimit-remaining"] for answer in answers[-2:]] == ["0", "0"]
    assert answers[-1].json() == {
        "code": 429,
        "message": "You have reached the maximum per-second rate limit for this API. "
        "Try again later.",
    }
    assert "retry-after" not in answers[-1].headers
    assert still.api("GET", "/users/me", token).status_code == 200
    still.post("clock", advance_s=1)
    assert still.api("GET", "/users/me/settings", token).status_code == 200


def test_per_day_with_the_moment_it_ends(still, token):
    still.post("limits", plan="free", kinds=["day"])
    day = int(still.world.clock.timestamp()) // 86_400
    still.world.limits.counts["day/light"] = (day, 5_999)
    assert still.api("GET", "/users/me", token).status_code == 200
    told = still.api("GET", "/users/me", token)
    assert told.status_code == 429
    assert told.json()["message"].startswith("You have reached the maximum daily rate limit")
    assert told.headers["x-ratelimit-type"] == "Daily-limit"
    assert told.headers["retry-after"].endswith("T00:00:00Z")
    still.post("clock", advance_s=12 * 3600)
    access = still.connect()["access_token"]
    assert still.api("GET", "/users/me", access).status_code == 200


def test_a_host_may_be_changed_a_hundred_times_a_day(still, token):
    still.post("limits", kinds=["host"])
    path = f"/meetings/{OYSTER}"
    for turn in range(99):
        told = still.api("PATCH", path, token, json={"agenda": str(turn)})
        assert told.status_code == 204
    made = still.api("POST", "/users/habitats@demo.example/meetings", token, json={})
    assert made.status_code == 201
    told = still.api("PATCH", path, token, json={"agenda": "once more"})
    assert told.status_code == 429
    assert "daily rate limit (100) of Meeting Create/Update" in told.json()["message"]
    assert still.api("DELETE", f"/meetings/{made.json()['id']}", token).status_code == 204
    assert still.api("POST", "/users/me/meetings", token, json={}).status_code == 201


def test_one_address_registers_three_times_a_day(still, token):
    still.post("limits", kinds=["registrant"])
    path = "/meetings/86699132054/registrants"
    asked = {"email": "ana@demo.example", "first_name": "Ana"}
    answers = [still.api("POST", path, token, json=asked) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
    assert "daily rate limit of (3) for Add a meeting registrant" in answers[3].json()["message"]
    other = asked | {"email": "bo@demo.example"}
    assert still.api("POST", path, token, json=other).status_code == 201


def test_refused_changes_do_not_count(still, token):
    still.post("limits", kinds=["host"])
    for _ in range(101):
        told = still.api("PATCH", f"/meetings/{OYSTER}", token, json={"topic": 5})
        assert told.status_code == 400
    assert still.api("PATCH", f"/meetings/{OYSTER}", token, json={}).status_code == 204


def test_off_and_forgotten(still, token):
    for _ in range(40):
        still.api("GET", "/users/me/settings", token)
    still.post("limits", on=False)
    told = still.api("GET", "/users/me/settings", token)
    assert told.status_code == 200
    assert told.headers["x-ratelimit-category"] == "Medium"
    assert still.post("limits", on=True, forget=True).json()["plan"] == "pro"
    assert still.api("GET", "/users/me/settings", token).status_code == 200
    assert still.post("limits", kinds=["century"]).status_code == 400
