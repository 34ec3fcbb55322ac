"""Clients that know nothing of the sandbox work with it unmodified: only the address is another."""

from __future__ import annotations

import base64
import json
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import httpx2
import pytest
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import OAuth2Client

from tests.contract.driver import APP, REDIRECT, S2S_APP
from tests.sandbox_server import running_sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.contract


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with running_sandbox() as address:
        yield address


def allow(address: str) -> str:
    """Press Allow as the owner in a browser, and return where Zoom sends her."""
    wanted = dict(httpx2.URL(address).params) | {
        "decision": "allow",
        "user": "olive.host@demo.example",
    }
    page = httpx2.get(address)
    assert page.status_code == 200
    answer = httpx2.post(address.partition("?")[0], data=wanted, follow_redirects=False)
    return answer.headers["location"]


def test_authlib_web_flow_with_pkce_refresh_and_revocation(base):
    kept = []
    with OAuth2Client(
        *APP,
        redirect_uri=REDIRECT,
        code_challenge_method="S256",
        token_endpoint=f"{base}/oauth/token",
        update_token=lambda token, **_: kept.append(token),
    ) as client:
        verifier = "v" * 64
        address, state = client.create_authorization_url(
            f"{base}/oauth/authorize", code_verifier=verifier
        )
        back = allow(address)
        assert f"state={state}" in back
        first = client.fetch_token(authorization_response=back, code_verifier=verifier)
        me = client.get(f"{first['api_url']}/v2/users/me").json()
        assert me["email"] == "olive.host@demo.example"

        client.token = dict(first, expires_at=int(time.time()) - 5)
        assert client.get(f"{base}/v2/users/me/meetings").status_code == 200
        assert kept[0]["refresh_token"] != first["refresh_token"]

        gone = client.revoke_token(f"{base}/oauth/revoke", token=kept[0]["access_token"])
        assert gone.json() == {"status": "success"}
        refused = client.get(f"{base}/v2/users/me")
        assert (refused.status_code, refused.json()["code"]) == (401, 124)


def test_authlib_server_to_server(base):
    with OAuth2Client(*S2S_APP) as client:
        token = client.fetch_token(
            f"{base}/oauth/token",
            grant_type="account_credentials",
            account_id="sandboxAccount00000001",
        )
        assert "refresh_token" not in token
        assert client.get(f"{base}/v2/users").json()["total_records"] == 5


def test_authlib_raises_what_zoom_says(base):
    with OAuth2Client(S2S_APP[0], "wrong") as client, pytest.raises(OAuthError) as caught:
        client.fetch_token(f"{base}/oauth/token", grant_type="account_credentials", account_id="x")
    assert caught.value.error == "invalid_client"


def basic(app: tuple[str, str]) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(":".join(app).encode()).decode()}


def post(address: str, headers: dict[str, str], form: dict[str, str] | None = None) -> Any:
    body = urlencode(form).encode() if form else b""
    request = urllib.request.Request(address, body, headers, method="POST")  # noqa: S310
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
        return json.load(answer)


def get(address: str, token: str) -> Any:
    headers = {"Authorization": f"Bearer {token}"}
    request = urllib.request.Request(address, headers=headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
        return json.load(answer)


def test_flow_of_zooms_oauth_sample_with_parameters_in_the_query(base):
    """https://github.com/zoom/zoom-oauth-sample-app: everything in the address, body empty."""
    query = {"response_type": "code", "client_id": APP[0], "redirect_uri": REDIRECT}
    code = httpx2.URL(allow(f"{base}/oauth/authorize?{urlencode(query)}")).params["code"]
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}
    told = post(f"{base}/oauth/token?{urlencode(asked)}", basic(APP))
    assert get(f"{base}/v2/users/me", told["access_token"])["role_name"] == "Owner"
    again = {"grant_type": "refresh_token", "refresh_token": told["refresh_token"]}
    assert post(f"{base}/oauth/token", basic(APP), again)["refresh_token"]


def test_flow_of_zooms_server_to_server_sample(base):
    """https://github.com/zoom/server-to-server-oauth-token: a form with the account's id."""
    form = {"grant_type": "account_credentials", "account_id": "sandboxAccount00000001"}
    token = post(f"{base}/oauth/token", basic(S2S_APP), form)["access_token"]
    listed = get(f"{base}/v2/users/olive.host@demo.example/meetings?page_size=2", token)
    assert len(listed["meetings"]) == 2
    with pytest.raises(urllib.error.HTTPError) as caught:
        post(f"{base}/oauth/token", basic(S2S_APP), {"grant_type": "account_credentials"})
    assert (caught.value.code, json.load(caught.value)["error"]) == (400, "invalid_request")
