"""What the token endpoint says no with: OAuth's word, Zoom's reason, and the code behind it.

Codes and sentences: https://developers.zoom.us/docs/integrations/oauth-error-messages/. Bodies as
seen on the wire carry `reason` and `error` alone; the code is in the sandbox's own header.
"""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import JSONResponse

CODE_HEADER = "x-sandbox-code"


class OAuthError(Exception):
    """A refusal of the token endpoint."""

    def __init__(self, error: str, reason: str, code: int) -> None:
        super().__init__(reason)
        self.error, self.reason, self.code = error, reason, code

    @property
    def answer(self) -> JSONResponse:
        """The response: 400 with the two members that Zoom sends."""
        return JSONResponse(
            {"reason": self.reason, "error": self.error},
            HTTPStatus.BAD_REQUEST,
            headers={CODE_HEADER: str(self.code)},
        )


def wrong_client() -> OAuthError:
    """Return 4702/4704: unknown Client ID or wrong secret.

    Body: https://github.com/JubaerHossain/zoom-laravel/issues/3.
    """
    return OAuthError("invalid_client", "Invalid client_id or client_secret", 4702)


def secret_in_body() -> OAuthError:
    """Return the refusal of a Client Secret outside the Basic header."""
    return OAuthError("invalid_client", "Invalid client credentials", 4706)


def no_client() -> OAuthError:
    """Return 4706: nobody says who asks."""
    return OAuthError("invalid_client", "Client ID or client secret is missing.", 4706)


def app_disabled() -> OAuthError:
    """Return 4717: the app was deactivated. The sentence was seen at the token endpoint."""
    return OAuthError("invalid_client", "The app has been disabled by the developer", 4717)


def unsupported_grant() -> OAuthError:
    """Return 4705: a grant that this type of app does not have.

    https://developers.zoom.us/blog/s2s-token-generation-troubleshoot/
    """
    return OAuthError("unsupported_grant_type", "unsupported grant type", 4705)


def wrong_account() -> OAuthError:
    """Return the refusal of a missing or foreign account_id; the exact body is not published."""
    return OAuthError("invalid_request", "Bad Request", 4700)


def bad_code() -> OAuthError:
    """Return 4734: a code that is unknown, spent, another app's, or whose PKCE proof fails.

    Body: https://devforum.zoom.us/t/137623; earlier the sentence ended with the code.
    """
    return OAuthError("invalid_grant", "Invalid authorization code", 4734)


def code_expired() -> OAuthError:
    """Return 4733: the code is older than five minutes."""
    return OAuthError("invalid_grant", "Authorization code expired", 4733)


def redirect_mismatch() -> OAuthError:
    """Return 4709: redirect_uri is missing or not the one of the authorization."""
    return OAuthError("invalid_request", "Redirect URI mismatch.", 4709)


def owner_gone() -> OAuthError:
    """Return 4735: the user who authorized is no more."""
    return OAuthError("invalid_grant", "The owner of the token does not exist.", 4735)


def dead_token(code: int = 4741) -> OAuthError:
    """Return the refusal of a refresh token that is unknown, spent, revoked or too old.

    Body: https://github.com/raycast/extensions/issues/10896.
    """
    return OAuthError("invalid_grant", "Invalid Token!", code)


def scopes_differ() -> OAuthError:
    """Return 4711: the token holds scopes that the app has no more."""
    return OAuthError("invalid_grant", "Refresh token invalid.", 4711)


def bad_token() -> OAuthError:
    """Return what revocation says of a token that is not this app's."""
    return OAuthError("invalid_request", "Invalid Token!", 4700)
