"""Which apps hear which events, and what a removed app is told."""

import json

import pytest

from tests.contract.driver import APP, DEBATE, OYSTER, Receiver
from tests.contract.receivers import good

pytestmark = pytest.mark.contract
USER_APP, USER_TOKEN = "sandboxUserApp00000001", "sandboxWebhookTok00002"
FOREIGN_APP, FOREIGN_TOKEN = "sandboxForeignApp00001", "sandboxWebhookTok00003"


def subscribe(sandbox, client_id, receiver, **more):
    wanted = {"name": "Mine", "url": receiver.url, "events": ["*"]} | more
    told = sandbox.client.post(f"/sandbox/apps/{client_id}", json={"subscription": wanted}).json()
    assert told["subscription"]["validated"] is True
    assert told["subscription"]["name"] == "Mine"


def heard(sandbox, client_id):
    rows = sandbox.client.get("/sandbox/deliveries").json()
    return [row["event"] for row in rows if row["client_id"] == client_id]


def test_user_managed_app_hears_of_its_own_users_only(sandbox):
    with Receiver(lambda body: good(body, USER_TOKEN)) as receiver:
        subscribe(sandbox, USER_APP, receiver)
        sandbox.act(OYSTER, "start")
        assert heard(sandbox, USER_APP) == []
        body = {"user": "habitats@demo.example"}
        sandbox.client.post(f"/sandbox/apps/{USER_APP}/token", json=body)
        sandbox.act(OYSTER, "end")
        sandbox.act(DEBATE, "start")
        assert heard(sandbox, USER_APP) == ["meeting.ended"]


def test_another_accounts_app_hears_after_somebody_here_added_it(sandbox):
    with Receiver(lambda body: good(body, FOREIGN_TOKEN)) as receiver:
        subscribe(sandbox, FOREIGN_APP, receiver)
        sandbox.act(OYSTER, "start")
        assert heard(sandbox, FOREIGN_APP) == []
        body = {"user": "olive.host@demo.example"}
        sandbox.client.post(f"/sandbox/apps/{FOREIGN_APP}/token", json=body)
        sandbox.act(OYSTER, "end")
        assert heard(sandbox, FOREIGN_APP) == ["meeting.ended"]


def test_deactivated_app_hears_nothing(sandbox):
    with Receiver(good) as receiver:
        subscribe(sandbox, APP[0], receiver)
        sandbox.client.post(f"/sandbox/apps/{APP[0]}", json={"enabled": False})
        sandbox.act(OYSTER, "start")
        assert heard(sandbox, APP[0]) == []


def test_published_app_is_told_of_its_removal(sandbox):
    with Receiver(good) as receiver:
        subscribe(sandbox, APP[0], receiver, events=["app_deauthorized"])
        sandbox.client.post(f"/sandbox/apps/{APP[0]}", json={"published": True})
        sandbox.connect()
        sandbox.client.post(f"/sandbox/apps/{APP[0]}/uninstall", json={})
        told = json.loads(receiver.wait(2)[1][1])
    payload = told["payload"]
    assert told["event"] == "app_deauthorized"
    assert payload["client_id"] == APP[0]
    assert payload["user_id"] == sandbox.world.user("olive.host@demo.example").id
    assert payload["account_id"] == "sandboxAccount00000001"
    assert payload["deauthorization_time"].endswith("Z")


def test_unpublished_app_learns_of_its_removal_from_the_next_call(sandbox):
    with Receiver(good) as receiver:
        subscribe(sandbox, APP[0], receiver)
        told = sandbox.connect()
        body = {"user": "olive.host@demo.example"}
        ended = sandbox.client.post(f"/sandbox/apps/{APP[0]}/uninstall", json=body).json()
        assert ended == {"ended": 1}
        assert heard(sandbox, APP[0]) == []
    assert sandbox.api("GET", "/users/me", told["access_token"]).json()["code"] == 124
