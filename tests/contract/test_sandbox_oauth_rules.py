"""The finer rules of OAuth: redirects, PKCE, scopes, refresh, where parameters may be."""

import base64
import hashlib

import jwt
import pytest

from tests.contract.driver import APP, REDIRECT, S2S_APP, query_of
from zoomsandbox.oauth import grants

pytestmark = pytest.mark.contract
PUBLIC = "sandboxPublicClient001"


def edit(sandbox, **fields):
    told = sandbox.client.post(f"/sandbox/apps/{APP[0]}", json=fields)
    assert told.status_code == 200, told.text


def refresh(sandbox, told):
    return sandbox.token(grant_type="refresh_token", refresh_token=told["refresh_token"])


def s256(verifier):
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()


def test_subdomain_check_wants_the_registered_host(sandbox):
    edit(
        sandbox,
        redirect_url="https://app.events.example/cb/",
        allow_list=["https://app.events.example", "https://other.events.example"],
    )
    other = "https://other.events.example/cb/"
    assert sandbox.authorize(redirect_uri=other).status_code == 200
    edit(sandbox, subdomain_check=True)
    assert sandbox.authorize(redirect_uri=other).status_code == 400
    assert sandbox.authorize(redirect_uri="https://app.events.example/x").status_code == 200


def test_loopback_port_does_not_count_with_pkce(sandbox):
    registered = "http://127.0.0.1:5000/cb"
    edit(sandbox, redirect_url=registered, allow_list=[registered], strict_mode=True)
    other = "http://127.0.0.1:61234/cb"
    assert sandbox.authorize(redirect_uri=other).status_code == 400
    assert sandbox.authorize(redirect_uri=other, code_challenge="p" * 43).status_code == 200
    evil = "http://127.0.0.1:5000@evil.example/cb"
    assert sandbox.authorize(redirect_uri=evil, code_challenge="p" * 43).status_code == 400


def test_unknown_challenge_method_is_refused(sandbox):
    refused = sandbox.authorize(code_challenge="p" * 43, code_challenge_method="S512")
    assert refused.status_code == 400
    assert "Invalid code challenge method (4,700)" in refused.text


def test_challenge_without_a_method_is_plain(sandbox):
    code = sandbox.code(code_challenge="p" * 43)
    assert sandbox.exchange(code, code_verifier="p" * 43).status_code == 200


def test_padding_of_a_challenge_does_not_matter(sandbox):
    verifier = "w" * 43
    assert s256(verifier).endswith("=")
    code = sandbox.code(code_challenge=s256(verifier), code_challenge_method="S256")
    assert sandbox.exchange(code, code_verifier=verifier).status_code == 200


def test_failed_proof_is_an_invalid_grant(sandbox):
    code = sandbox.code(code_challenge="p" * 43)
    refused = sandbox.exchange(code, code_verifier="q" * 43)
    assert refused.json() == {"reason": "Invalid authorization code", "error": "invalid_grant"}


def test_public_client_has_no_secret_but_needs_pkce(sandbox):
    edit(sandbox, public_client_id=PUBLIC)
    assert "Code challenge is missing" in sandbox.authorize(client_id=PUBLIC).text
    code = sandbox.code(client_id=PUBLIC, code_challenge="p" * 43)
    form = {"grant_type": "authorization_code", "client_id": PUBLIC, "code": code}
    form |= {"redirect_uri": REDIRECT, "code_verifier": "p" * 43}
    told = sandbox.client.post("/oauth/token", data=form).json()
    assert sandbox.api("GET", "/users/me", told["access_token"]).status_code == 200
    again = {"grant_type": "refresh_token", "client_id": PUBLIC}
    again |= {"refresh_token": told["refresh_token"]}
    assert sandbox.client.post("/oauth/token", data=again).status_code == 200


def test_confidential_client_cannot_do_without_its_secret(sandbox):
    form = {"grant_type": "refresh_token", "client_id": APP[0], "refresh_token": "x"}
    told = sandbox.client.post("/oauth/token", data=form)
    assert told.status_code == 400
    assert told.json() == {
        "reason": "Client ID or client secret is missing.",
        "error": "invalid_client",
    }
    assert told.headers["x-sandbox-code"] == "4706"


def test_user_may_leave_optional_scopes_out(sandbox):
    edit(
        sandbox,
        scopes=["user:read:user:admin"],
        optional_scopes=["user:read:list_users:admin", "user:read:settings:admin"],
    )
    page = sandbox.authorize().text
    assert 'name="optional" value="user:read:settings:admin" checked' in page
    told = sandbox.exchange(sandbox.code(optional="user:read:list_users:admin")).json()
    assert told["scope"] == "user:read:user:admin user:read:list_users:admin"
    refused = sandbox.api("GET", "/users/me/settings", told["access_token"])
    assert refused.json()["code"] == 4711


def test_scope_that_the_app_lacks_never_calls_back(sandbox):
    refused = sandbox.authorize(scope="phone:read:admin")
    assert refused.status_code == 400
    assert "Invalid scope(s)" in refused.text
    assert sandbox.authorize(scope="user:read:user:admin").status_code == 200


@pytest.mark.parametrize(
    ("granted", "path", "named"),
    [
        (["user:read:user:admin"], "/users", "[user:read:list_users:admin]"),
        (
            ["user:read:user:admin"],
            "/users/me/meetings",
            "[meeting:read:list_meetings, meeting:read:list_meetings:admin]",
        ),
        (["meeting:read:admin"], "/users", "[user:write:admin, user:read:admin]"),
        (
            ["user:read:admin"],
            "/users/me/meetings",
            "[meeting:write:admin, meeting:read:admin, meeting:read, meeting:write]",
        ),
    ],
)
def test_missing_scopes_are_named_in_the_apps_own_kind(sandbox, granted, path, named):
    edit(sandbox, scopes=granted)
    token = sandbox.connect()["access_token"]
    refused = sandbox.api("GET", path, token)
    assert refused.status_code == 400
    assert refused.json() == {
        "code": 4711,
        "message": f"Invalid access token, does not contain scopes:{named}.",
    }


@pytest.mark.parametrize(
    "scope", ["user:read:admin", "user:write:admin", "user:read:list_users:master"]
)
def test_classic_and_master_scopes_include_granular_ones(sandbox, scope):
    edit(sandbox, scopes=[scope])
    token = sandbox.connect()["access_token"]
    assert sandbox.api("GET", "/users", token).status_code == 200


def test_user_managed_app_cannot_have_what_is_for_admins_alone(sandbox):
    edit(
        sandbox,
        management="user",
        scopes=["user:read:list_users:admin", "report:read:user:admin", "user:read:user:admin"],
    )
    assert sandbox.connect()["scope"] == "user:read:user"


def test_new_scopes_need_a_new_authorization(sandbox):
    edit(sandbox, scopes=["user:read:user:admin"])
    first = sandbox.connect()
    edit(sandbox, scopes=["user:read:user:admin", "user:read:list_users:admin"])
    second = refresh(sandbox, first).json()
    assert second["scope"] == "user:read:user:admin"
    assert "user:read:list_users:admin" in sandbox.connect()["scope"].split()


def test_lost_scopes_make_the_refresh_token_useless(sandbox):
    told = sandbox.connect()
    edit(sandbox, scopes=["user:read:user:admin"])
    refused = refresh(sandbox, told)
    assert refused.json() == {"reason": "Refresh token invalid.", "error": "invalid_grant"}
    assert refused.headers["x-sandbox-code"] == "4711"


def test_spent_refresh_token_has_a_grace_when_asked_for(sandbox):
    sandbox.post("oauth", refresh_grace_s=30)
    told = sandbox.connect()
    assert refresh(sandbox, told).status_code == 200
    assert refresh(sandbox, told).status_code == 200
    sandbox.post("clock", advance_s=31)
    assert refresh(sandbox, told).json()["reason"] == "Invalid Token!"


def test_access_token_lives_an_hour_and_outlives_its_refresh(sandbox):
    told = sandbox.connect()
    refresh(sandbox, told)
    sandbox.post("clock", advance_s=3599)
    assert sandbox.api("GET", "/users/me", told["access_token"]).status_code == 200
    sandbox.post("clock", advance_s=2)
    expired = sandbox.api("GET", "/users/me", told["access_token"])
    assert (expired.status_code, expired.json()) == (
        401,
        {"code": 124, "message": "Access token is expired."},
    )


def test_each_refresh_begins_another_ninety_days(sandbox):
    told = sandbox.connect()
    for _ in range(3):
        sandbox.post("clock", advance_s=89 * 86400)
        told = refresh(sandbox, told).json()
    sandbox.post("clock", advance_s=90 * 86400)
    assert refresh(sandbox, told).status_code == 400


def test_two_users_of_one_app_do_not_disturb_each_other(sandbox):
    edit(sandbox, management="user")
    first = sandbox.connect("habitats@demo.example")
    sandbox.connect("ports@demo.example")
    assert sandbox.api("GET", "/users/me", first["access_token"]).status_code == 200
    assert refresh(sandbox, first).status_code == 200


def test_owner_who_is_gone_ends_the_grant(sandbox):
    edit(sandbox, management="user")
    told = sandbox.connect("habitats@demo.example")
    code = sandbox.code(user="habitats@demo.example")
    del sandbox.world.users[sandbox.world.user("habitats@demo.example").id]
    assert sandbox.exchange(code).headers["x-sandbox-code"] == "4735"
    assert sandbox.api("GET", "/users/me", told["access_token"]).json()["code"] == 124


def test_region_of_the_account_is_in_the_token_answer(sandbox):
    sandbox.post("oauth", api_url="http://127.0.0.1:9400")
    assert sandbox.connect()["api_url"] == "http://127.0.0.1:9400"
    sandbox.post("oauth", api_url="")
    assert sandbox.connect()["api_url"] == "http://localhost:9400"
    assert sandbox.post("oauth", refresh_grace_s=-1).status_code == 400
    rules = sandbox.client.get("/sandbox/oauth").json()
    assert rules == {"api_url": "", "refresh_grace_s": 0}


@pytest.mark.parametrize("packed", [["user:read:user"], "not packed", None])
def test_token_of_another_make_is_invalid(sandbox, packed):
    claims = {"aud": "zoomsandbox", "typ": "access", "cid": APP[0], "scp": packed}
    forged = jwt.encode(claims, grants.SIGNING_KEY, "HS256")
    told = sandbox.api("GET", "/users/me", forged)
    assert (told.status_code, told.json()["message"]) == (401, "Invalid access token.")


def test_token_in_the_query_is_refused_with_zooms_words(sandbox, token):
    told = sandbox.client.get("/v2/users/me", params={"access_token": token})
    assert (told.status_code, told.json()) == (
        401,
        {
            "code": 124,
            "message": "Invalid access token, this access token is not supported as query "
            "parameter string.",
        },
    )


def test_refresh_token_revokes_too_but_not_another_apps(sandbox):
    told = sandbox.connect()
    form = {"token": told["refresh_token"]}
    refused = sandbox.client.post("/oauth/revoke", data=form, auth=S2S_APP)
    assert refused.json() == {"reason": "Invalid Token!", "error": "invalid_request"}
    assert sandbox.client.post("/oauth/revoke", data=form, auth=APP).status_code == 200
    assert refresh(sandbox, told).status_code == 400


def test_app_level_token_reaches_nobodys_data(sandbox):
    told = sandbox.token(grant_type="client_credentials").json()
    assert "refresh_token" not in told
    assert told["scope"] == ""
    assert sandbox.api("GET", "/users/me", told["access_token"]).json()["code"] == 4711
    assert sandbox.token(S2S_APP, grant_type="client_credentials").status_code == 400


def test_body_wins_over_query(sandbox):
    query = {"grant_type": "authorization_code"}
    form = {"grant_type": "account_credentials", "account_id": "sandboxAccount00000001"}
    told = sandbox.client.post("/oauth/token", params=query, data=form, auth=S2S_APP)
    assert told.status_code == 200


def test_decline_of_a_flow_without_state(sandbox):
    told = query_of(sandbox.decide("decline", state=None).headers["location"])
    assert set(told) == {"error", "error_description"}


def test_unknown_user_stays_on_the_page(sandbox):
    answer = sandbox.decide(user="nobody@demo.example")
    assert answer.status_code == 200
    assert "Choose a user first." in answer.text


def test_consent_offers_several_accounts(sandbox):
    page = sandbox.authorize().text
    assert "Tidewater Partners, another Zoom account" in page
    for email in ("habitats@demo.example", "volunteer@demo.example", "fay@elsewhere.example"):
        assert email in page
