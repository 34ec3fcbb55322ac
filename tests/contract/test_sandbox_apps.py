"""Apps and who may use them, driven by the control calls alone."""

import pytest

from tests.contract.driver import APP, OYSTER, REDIRECT, S2S_APP, SDK_APP, query_of

pytestmark = pytest.mark.contract
PRODUCTION = ("sandboxGeneralProd0001", "sandboxGeneralProdSecret00000001")
USER_APP = ("sandboxUserApp00000001", "sandboxUserSecret000000000000001")
DISABLED_APP = ("sandboxDisabledApp0001", "sandboxDisabledSecret00000000001")
DISABLED_S2S = ("sandboxS2SDisabled0001", "sandboxS2SDisabledSecret00000001")
APPROVAL_APP = ("sandboxApprovalApp0001", "sandboxApprovalSecret00000000001")
FOREIGN_APP = ("sandboxForeignApp00001", "sandboxForeignSecret000000000001")
FOREIGN_S2S = ("sandboxForeignS2S00001", "sandboxForeignS2SSecret000000001")
HOME, FOREIGN = "sandboxAccount00000001", "sandboxForeignAcct0001"


def connect(sandbox, app, user):
    code = sandbox.code(client_id=app[0], user=user)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}
    return sandbox.token(app, **form).json()


def server_token(sandbox, app=S2S_APP, account=HOME):
    return sandbox.token(app, grant_type="account_credentials", account_id=account)


def edit(sandbox, app, **fields):
    return sandbox.client.post(f"/sandbox/apps/{app[0]}", json=fields)


def test_every_seeded_app_is_listed_with_its_state(sandbox):
    apps = {app["client_id"]: app for app in sandbox.client.get("/sandbox/apps").json()["apps"]}
    assert set(apps) == {
        *(APP[0], SDK_APP[0], S2S_APP[0], USER_APP[0], DISABLED_APP[0], DISABLED_S2S[0]),
        *(APPROVAL_APP[0], FOREIGN_APP[0], FOREIGN_S2S[0]),
    }
    assert apps[APP[0]]["secret"] == APP[1]
    assert (apps[APP[0]]["production_client_id"], apps[APP[0]]["production_secret"]) == PRODUCTION
    assert apps[DISABLED_APP[0]]["enabled"] is False
    assert apps[APPROVAL_APP[0]]["approval"] == "required"


def test_server_token_works_and_names_the_account(sandbox):
    told = server_token(sandbox).json()
    assert "refresh_token" not in told
    me = sandbox.api("GET", "/users/me", told["access_token"]).json()
    assert me["email"] == "olive.host@demo.example"


@pytest.mark.parametrize(
    ("app", "account", "body", "code"),
    [
        (
            (S2S_APP[0], "wrong"),
            HOME,
            ("Invalid client_id or client_secret", "invalid_client"),
            "4702",
        ),
        (
            ("unknown", S2S_APP[1]),
            HOME,
            ("Invalid client_id or client_secret", "invalid_client"),
            "4702",
        ),
        (S2S_APP, "", ("Bad Request", "invalid_request"), "4700"),
        (S2S_APP, FOREIGN, ("Bad Request", "invalid_request"), "4700"),
        (APP, HOME, ("unsupported grant type", "unsupported_grant_type"), "4705"),
        (SDK_APP, HOME, ("unsupported grant type", "unsupported_grant_type"), "4705"),
        (
            DISABLED_S2S,
            HOME,
            ("The app has been disabled by the developer", "invalid_client"),
            "4717",
        ),
    ],
)
def test_server_token_is_refused(sandbox, app, account, body, code):
    told = server_token(sandbox, app, account)
    assert told.status_code == 400
    assert told.json() == dict(zip(("reason", "error"), body, strict=True))
    assert told.headers["x-sandbox-code"] == code


def test_deactivated_app_kills_its_tokens_and_comes_back(sandbox):
    alive = server_token(sandbox).json()["access_token"]
    edit(sandbox, S2S_APP, enabled=False)
    assert sandbox.api("GET", "/users", alive).json() == {
        "code": 124,
        "message": "Invalid access token.",
    }
    assert server_token(sandbox).headers["x-sandbox-code"] == "4717"
    edit(sandbox, S2S_APP, enabled=True)
    assert server_token(sandbox).status_code == 200


def test_disabled_app_never_calls_back(sandbox):
    query = {"client_id": DISABLED_APP[0], "redirect_uri": REDIRECT, "response_type": "code"}
    page = sandbox.client.get("/oauth/authorize", params=query)
    assert page.status_code == 400
    assert "The app has been disabled by the developer (4,717)" in page.text


def test_production_pair_is_another_client_of_the_same_app(sandbox):
    told = connect(sandbox, PRODUCTION, "olive.host@demo.example")
    assert sandbox.api("GET", "/users/me", told["access_token"]).status_code == 200
    mixed = sandbox.token((PRODUCTION[0], APP[1]), grant_type="refresh_token", refresh_token="x")
    assert mixed.json()["error"] == "invalid_client"
    code = sandbox.code(client_id=PRODUCTION[0])
    assert sandbox.exchange(code).headers["x-sandbox-code"] == "4734"


def test_each_pair_has_its_own_redirect_url(sandbox):
    other = "https://live.example/cb/"
    edit(sandbox, APP, production_redirect_url=other, strict_mode=True, allow_list=[other])
    query = {"response_type": "code", "redirect_uri": other}
    ask = sandbox.client.get
    assert ask("/oauth/authorize", params=query | {"client_id": APP[0]}).status_code == 400
    assert ask("/oauth/authorize", params=query | {"client_id": PRODUCTION[0]}).status_code == 200


def test_user_managed_app_reaches_me_alone(sandbox):
    told = connect(sandbox, USER_APP, "habitats@demo.example")
    assert ":admin" not in told["scope"]
    token = told["access_token"]
    me = sandbox.api("GET", "/users/me", token)
    assert me.status_code == 200
    for reference in (me.json()["id"], "habitats@demo.example", "ports@demo.example"):
        refused = sandbox.api("GET", f"/users/{reference}", token)
        assert (refused.status_code, refused.json()["code"]) == (400, 4711)
        assert "[user:read:user:admin]" in refused.json()["message"]
    assert sandbox.api("GET", "/users", token).json()["code"] == 4711


def test_approval_is_asked_for_and_given(sandbox):
    asked = sandbox.decide(client_id=APPROVAL_APP[0])
    assert asked.status_code == 403
    assert "You cannot authorize App that waits for approval" in asked.text
    assert "Request pre-approval" in asked.text
    sent = sandbox.decide("request", client_id=APPROVAL_APP[0])
    assert "Your request was sent" in sent.text
    assert "Request pre-approval" not in sent.text
    assert sandbox.world.apps[APPROVAL_APP[0]].approval == "requested"
    edit(sandbox, APPROVAL_APP, approval="approved")
    assert "code" in query_of(sandbox.decide(client_id=APPROVAL_APP[0]).headers["location"])


def test_unpublished_app_is_for_its_own_account(sandbox):
    stranger = "fay@elsewhere.example"
    refused = sandbox.decide(user=stranger)
    assert refused.status_code == 403
    assert "You cannot authorize VirtualCrowd for Atlantic Coast Forum" in refused.text
    edit(sandbox, APP, published=True)
    token = sandbox.exchange(sandbox.code(user=stranger)).json()["access_token"]
    me = sandbox.api("GET", "/users/me", token).json()
    assert (me["email"], me["account_id"]) == (stranger, FOREIGN)


def test_foreign_account_sees_its_own_people_and_meetings_only(sandbox):
    token = server_token(sandbox, FOREIGN_S2S, FOREIGN).json()["access_token"]
    emails = {row["email"] for row in sandbox.api("GET", "/users", token).json()["users"]}
    assert emails == {"fay@elsewhere.example", "finn@elsewhere.example"}
    assert sandbox.api("GET", f"/meetings/{OYSTER}", token).json()["code"] == 3001
    assert sandbox.api("GET", "/users/ports@demo.example", token).json()["code"] == 1001
    home = server_token(sandbox).json()["access_token"]
    assert sandbox.api("GET", "/users/fay@elsewhere.example", home).json()["code"] == 1001


def test_uninstalling_ends_tokens(sandbox):
    told = sandbox.connect()
    apps = {app["client_id"]: app for app in sandbox.client.get("/sandbox/apps").json()["apps"]}
    assert apps[APP[0]]["authorized_by"] == ["olive.host@demo.example"]
    ended = sandbox.client.post(f"/sandbox/apps/{APP[0]}/uninstall", json={})
    assert ended.json() == {"ended": 1}
    dead = sandbox.api("GET", "/users/me", told["access_token"])
    assert (dead.status_code, dead.json()["code"]) == (401, 124)
    again = sandbox.token(grant_type="refresh_token", refresh_token=told["refresh_token"])
    assert again.json() == {"reason": "Invalid Token!", "error": "invalid_grant"}


def test_deleted_app_is_unknown(sandbox):
    told = sandbox.connect()
    assert sandbox.client.delete(f"/sandbox/apps/{APP[0]}").json() == {"deleted": APP[0]}
    assert sandbox.api("GET", "/users/me", told["access_token"]).status_code == 401
    again = sandbox.token(grant_type="refresh_token", refresh_token=told["refresh_token"])
    assert again.json()["error"] == "invalid_client"
    assert sandbox.client.get(f"/sandbox/apps/{APP[0]}").status_code == 404


def test_rotated_secret_is_the_only_one(sandbox):
    told = sandbox.connect()
    fresh = sandbox.client.post(f"/sandbox/apps/{APP[0]}/rotate", json={}).json()["secret"]
    old = sandbox.token(grant_type="refresh_token", refresh_token=told["refresh_token"])
    assert old.json()["error"] == "invalid_client"
    form = {"grant_type": "refresh_token", "refresh_token": told["refresh_token"]}
    assert sandbox.token((APP[0], fresh), **form).status_code == 200
    assert sandbox.api("GET", "/users/me", told["access_token"]).status_code == 200


def test_create_an_app_and_use_it(sandbox):
    made = sandbox.client.post(
        "/sandbox/apps",
        json={"name": "Mine", "kind": "s2s", "scopes": ["user:read:list_users:admin"]},
    ).json()
    pair = (made["client_id"], made["secret"])
    token = server_token(sandbox, pair, made["account_id"]).json()
    assert token["scope"] == "user:read:list_users:admin"
    assert sandbox.api("GET", "/users", token["access_token"]).status_code == 200
    assert sandbox.api("GET", "/users/me", token["access_token"]).json()["code"] == 4711


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"redirect_url": "http://events.example/cb/"}, "redirect_url: It must begin with https"),
        ({"redirect_url": "https://*.example/cb/"}, "redirect_url: It must not hold a wildcard."),
        ({"redirect_url": "nonsense"}, "redirect_url: It must be a whole address"),
        ({"management": "nobody"}, "management: There are: admin, user."),
        ({"approval": "maybe"}, "approval: There are:"),
        ({"enabled": "yes"}, "enabled: It must be true or false."),
        ({"scopes": [1]}, "scopes: It must be a list of words."),
        ({"name": 3}, "name: It must be a text."),
        ({"scopes": ["meeting:read", "user:read:user"]}, "scopes: An app has classic scopes"),
        ({"production_client_id": SDK_APP[0]}, "production_client_id: It is taken."),
        ({"subscription": {"urls": []}}, "subscription: it has name, url and events."),
        ({"subscription": "x"}, "subscription: it has name, url and events."),
        ({"redirect_uri": "https://events.example/"}, "redirect_uri: There is no such setting."),
    ],
)
def test_bad_values_change_nothing(sandbox, fields, why):
    before = sandbox.client.get(f"/sandbox/apps/{APP[0]}").json()
    told = edit(sandbox, APP, **({"embed": False} | fields))
    assert told.status_code == 400
    assert told.json()["error"].startswith(why)
    assert sandbox.client.get(f"/sandbox/apps/{APP[0]}").json() == before


def test_tokens_without_clicking(sandbox):
    told = sandbox.client.post(
        f"/sandbox/apps/{USER_APP[0]}/token", json={"user": "ports@demo.example"}
    ).json()
    me = sandbox.api("GET", "/users/me", told["access_token"]).json()
    assert me["email"] == "ports@demo.example"
    first, _second = (
        sandbox.client.post(f"/sandbox/apps/{S2S_APP[0]}/token", json={}).json() for _ in range(2)
    )
    assert sandbox.api("GET", "/users", first["access_token"]).status_code == 200
    refused = sandbox.client.post(f"/sandbox/apps/{APPROVAL_APP[0]}/token", json={})
    assert refused.status_code == 400
    assert "pre-approve" in refused.json()["error"]
