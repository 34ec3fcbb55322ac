import base64
import hashlib

import pytest

from tests.contract.driver import APP, REDIRECT, S2S_APP, SDK_APP, query_of

pytestmark = pytest.mark.contract


def test_consent_page_names_app_scopes_and_people(sandbox):
    page = sandbox.authorize(state="s").text
    assert "VirtualCrowd for Atlantic Coast Forum" in page
    assert "meeting:read:list_meetings:admin" in page
    assert "olive.host@demo.example" in page
    assert ">Allow<" in page
    assert ">Decline<" in page


def test_state_with_markup_is_escaped(sandbox):
    page = sandbox.authorize(state='"><script>x</script>').text
    assert "<script>x" not in page


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:8000/cms/integrations/zoom/redirect-callback",
        "http://localhost:8000/cms/integrations/zoom/Redirect-callback/",
        "https://evil.example/cms/integrations/zoom/redirect-callback/",
        "http://localhost:8000@evil.example/cms/integrations/zoom/redirect-callback/",
        "",
    ],
)
def test_wrong_redirect_never_calls_back(sandbox, address):
    answer = sandbox.authorize(redirect_uri=address)
    assert answer.status_code == 400
    assert "Invalid redirect url (4,700)" in answer.text
    pressed = sandbox.decide(redirect_uri=address)
    assert pressed.status_code == 400
    assert "location" not in pressed.headers


@pytest.mark.parametrize("client_id", ["typo", S2S_APP[0], SDK_APP[0]])
def test_unknown_client_never_calls_back(sandbox, client_id):
    answer = sandbox.authorize(client_id=client_id)
    assert f"Invalid client_id: {client_id} (4,702)" in answer.text
    assert answer.status_code == 400


def test_refusal_as_json(sandbox):
    query = {"client_id": APP[0], "redirect_uri": "https://x.example/"}
    answer = sandbox.client.get(
        "/oauth/authorize", params=query, headers={"accept": "application/json"}
    )
    assert answer.json() == {
        "status": False,
        "errorCode": 4700,
        "errorMessage": "Invalid redirect url",
        "result": None,
    }


def test_allow_gives_code_and_state(sandbox):
    answer = sandbox.decide()
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(REDIRECT)
    assert query_of(answer.headers["location"])["state"] == "st/1"


def test_decline_tells_the_app(sandbox):
    told = query_of(sandbox.decide("decline").headers["location"])
    assert (told["error"], told["state"]) == ("access_denied", "st/1")
    assert "code" not in told


def test_add_app_now_comes_without_state(sandbox):
    told = query_of(sandbox.decide(state=None).headers["location"])
    assert set(told) == {"code"}


def test_admin_managed_app_refuses_other_people(sandbox):
    answer = sandbox.decide(user="habitats@demo.example")
    assert answer.status_code == 403
    assert "An account admin is required to install this type of app." in answer.text


def test_user_managed_app_lets_anybody_and_drops_admin_scopes(sandbox):
    sandbox.world.apps[APP[0]].management = "user"
    told = sandbox.connect("habitats@demo.example")
    assert ":admin" not in told["scope"]
    assert "meeting:read:meeting" in told["scope"].split()


def test_token_answer(sandbox):
    told = sandbox.exchange(sandbox.code()).json()
    assert told["token_type"] == "bearer"
    assert told["expires_in"] == 3600
    assert told["api_url"] == "http://localhost:9400"
    assert "meeting:read:list_meetings:admin" in told["scope"].split()
    assert told["access_token"] != told["refresh_token"]


def test_code_works_once(sandbox):
    code = sandbox.code()
    assert sandbox.exchange(code).status_code == 200
    again = sandbox.exchange(code)
    assert again.status_code == 400
    assert again.json() == {"reason": "Invalid authorization code", "error": "invalid_grant"}
    assert again.headers["x-sandbox-code"] == "4734"


def test_code_dies_after_five_minutes(sandbox):
    code = sandbox.code()
    sandbox.post("clock", offset_s=301)
    told = sandbox.exchange(code)
    assert told.json() == {"reason": "Authorization code expired", "error": "invalid_grant"}
    assert told.headers["x-sandbox-code"] == "4733"


def test_redirect_must_be_the_same_at_both_steps(sandbox):
    other = REDIRECT.replace("localhost", "127.0.0.1")
    told = sandbox.exchange(sandbox.code(), redirect_uri=other)
    assert told.json() == {"reason": "Redirect URI mismatch.", "error": "invalid_request"}
    assert told.headers["x-sandbox-code"] == "4709"


def test_pkce_s256(sandbox):
    verifier = "v" * 43
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    pkce = {"code_challenge": challenge, "code_challenge_method": "S256"}
    assert sandbox.exchange(sandbox.code(**pkce), code_verifier="w" * 43).status_code == 400
    assert sandbox.exchange(sandbox.code(**pkce)).status_code == 400
    assert sandbox.exchange(sandbox.code(**pkce), code_verifier=verifier).status_code == 200


def test_pkce_plain(sandbox):
    pkce = {"code_challenge": "p" * 43, "code_challenge_method": "plain"}
    assert sandbox.exchange(sandbox.code(**pkce), code_verifier="q" * 43).status_code == 400
    assert sandbox.exchange(sandbox.code(**pkce), code_verifier="p" * 43).status_code == 200


def test_wrong_secret(sandbox):
    told = sandbox.token((APP[0], "wrong"), grant_type="refresh_token", refresh_token="x")
    assert told.status_code == 400
    assert told.json() == {
        "reason": "Invalid client_id or client_secret",
        "error": "invalid_client",
    }


def test_credentials_in_the_body_are_refused(sandbox):
    form = {"grant_type": "refresh_token", "client_id": APP[0], "client_secret": APP[1]}
    told = sandbox.client.post("/oauth/token", data=form)
    assert told.json() == {"reason": "Invalid client credentials", "error": "invalid_client"}


@pytest.mark.parametrize(
    ("app", "kind"),
    [(APP, "account_credentials"), (S2S_APP, "authorization_code"), (APP, "password"), (APP, "")],
)
def test_unsupported_grant(sandbox, app, kind):
    told = sandbox.token(app, grant_type=kind, account_id="sandboxAccount00000001")
    assert told.status_code == 400
    assert told.json() == {
        "reason": "unsupported grant type",
        "error": "unsupported_grant_type",
    }


def test_refresh_rotates_and_the_old_one_is_refused(sandbox):
    first = sandbox.connect()
    second = sandbox.token(grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert sandbox.api("GET", "/users/me", second["access_token"]).status_code == 200
    again = sandbox.token(grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert again.status_code == 400
    assert again.json() == {"reason": "Invalid Token!", "error": "invalid_grant"}


def test_refresh_token_dies_after_ninety_days(sandbox):
    told = sandbox.connect()
    sandbox.post("clock", offset_s=91 * 86400)
    again = sandbox.token(grant_type="refresh_token", refresh_token=told["refresh_token"])
    assert again.json()["error"] == "invalid_grant"


def test_second_authorization_kills_the_first(sandbox):
    first = sandbox.connect()
    second = sandbox.connect()
    dead = sandbox.api("GET", "/users/me", first["access_token"])
    assert (dead.status_code, dead.json()["code"]) == (401, 124)
    again = sandbox.token(grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert again.json()["error"] == "invalid_grant"
    assert sandbox.api("GET", "/users/me", second["access_token"]).status_code == 200


def test_parameters_may_come_as_query_or_json(sandbox):
    query = {"grant_type": "account_credentials", "account_id": "sandboxAccount00000001"}
    by_query = sandbox.client.post("/oauth/token", params=query, auth=S2S_APP)
    by_json = sandbox.client.post("/oauth/token", json=query, auth=S2S_APP)
    assert (by_query.status_code, by_json.status_code) == (200, 200)
    assert "refresh_token" not in by_json.json()


def test_server_to_server_wants_its_account(sandbox):
    told = sandbox.token(S2S_APP, grant_type="account_credentials", account_id="other")
    assert told.status_code == 400
    assert told.json()["error"] == "invalid_request"


def test_second_server_token_leaves_the_first_alive(sandbox):
    form = {"grant_type": "account_credentials", "account_id": "sandboxAccount00000001"}
    first = sandbox.token(S2S_APP, **form).json()["access_token"]
    sandbox.token(S2S_APP, **form)
    assert sandbox.api("GET", "/users", first).status_code == 200


def test_revoke(sandbox):
    told = sandbox.connect()
    form = {"token": told["access_token"]}
    assert sandbox.client.post("/oauth/revoke", data=form, auth=APP).json() == {"status": "success"}
    dead = sandbox.api("GET", "/users/me", told["access_token"])
    assert dead.json() == {"code": 124, "message": "Invalid access token."}


def test_tokens_outlive_a_restart_but_not_a_reset_of_apps(sandbox):
    told = sandbox.connect()
    assert len(told["access_token"]) < 2000
    sandbox.world.grants.clear()
    assert sandbox.api("GET", "/users/me", told["access_token"]).status_code == 200
    again = sandbox.token(grant_type="refresh_token", refresh_token=told["refresh_token"]).json()
    assert again["scope"] == told["scope"]
    told = again
    sandbox.post("reset", seed="demo", apps=True)
    assert sandbox.api("GET", "/users/me", told["access_token"]).status_code == 401
