"""What is wrong with the keys and addresses of an event: concluded from Zoom's own answers.

Each conclusion needs an answer that only this mistake gives; where none does, nothing is said.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from virtualcrowd.zoom import oauth
from virtualcrowd.zoom.doctor import causes, probes
from virtualcrowd.zoom.doctor.causes import Action
from virtualcrowd.zoom.doctor.probes import NoAnswer
from virtualcrowd.zoom.models import Connection

# Lengths observed, not promised (a Client ID has about 22 characters, a secret 32), so they only
# choose between words after Zoom has refused: they never refuse by themselves.
SECRET_LENGTHS = range(30, 35)
ID_LENGTHS = range(18, 27)
OLD_JWT_SECRET_LENGTHS = range(35, 41)
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
# What the seed's own guide told people to register.
FORMER_ADDRESS = "https://api-cms.crowdcomms.com/cms/integrations/zoom/redirect-callback/"


@dataclass(frozen=True, slots=True)
class Found:
    """A row of the table, and what Zoom answered; never a secret."""

    key: str
    detail: str = ""


def examine(row: Connection) -> Found | None:
    """Return what keeps Zoom from letting this event in, or None when nothing is found.

    Asks Zoom up to seven times, most often twice; nothing changes there.
    """
    if not _has_https():
        return Found("needs_https", f"PUBLIC_URL is {settings.PUBLIC_URL}")
    try:
        return _server(row) if row.is_server else _general(row)
    except NoAnswer as silence:
        return Found(silence.key, silence.detail)


def _has_https() -> bool:
    """Zoom takes no other address, but for one's own machine."""
    parts = urlsplit(settings.PUBLIC_URL)
    return parts.scheme == "https" or parts.hostname in LOOPBACK


def _general(row: Connection) -> Found | None:
    match probes.ask_pair(row.oauth_client_id, row.oauth_client_secret):
        case "accepted":
            return _addresses(row)
        case "unknown":
            return _unknown(row)
        case "other_type":
            return _other_type(row)
        case "disabled":
            return Found("app_disabled", "Zoom's sign-in: the app is disabled")
        case _:
            return _of_consent(row)


def _unknown(row: Connection) -> Found:
    """Zoom does not take ID and secret together: which of them, or are they elsewhere?"""
    identity, secret = row.oauth_client_id, row.oauth_client_secret
    if probes.ask_pair(secret, identity) != "unknown":
        return Found("turned", "Zoom's sign-in knows them the other way round")
    if not row.one_app:
        if probes.ask_pair(identity, row.sdk_client_secret) == "accepted":
            return Found("secrets_crossed", "Zoom's sign-in: this Client ID, the JWT box's secret")
        if probes.signing_verdict(row) == "accepted":
            return Found("swapped", "Zoom's sign-in: OAuth pair unknown, JWT pair known")
    if probes.ask_consent(identity) == "unknown":
        return _unknown_id(identity, had=row.token_issued_at is not None)
    return _wrong_secret(row)


def _unknown_id(identity: str, *, had: bool) -> Found:
    detail = "Zoom's consent page: Invalid client_id (4,702)"
    if had:
        return Found("app_removed", detail)
    return Found("secret_as_id" if len(identity) in SECRET_LENGTHS else "unknown_client", detail)


def _wrong_secret(row: Connection) -> Found:
    detail = "Zoom's consent page knows the Client ID; its sign-in: invalid_client"
    if row.token_issued_at:
        return Found("secret_rotated", detail)
    looks_whole = len(row.oauth_client_secret) in SECRET_LENGTHS
    return Found("mixed_pair" if looks_whole else "wrong_secret", detail)


def _other_type(row: Connection) -> Found:
    """Zoom knows the pair, and it is no General app's."""
    detail = "Zoom's sign-in: unsupported_grant_type"
    if not row.one_app and probes.signing_verdict(row) == "accepted":
        return Found("swapped", detail)
    is_server = probes.is_server_app(row.oauth_client_id, row.oauth_client_secret)
    return Found("is_server_app" if is_server else "is_sdk_app", detail)


def _addresses(row: Connection) -> Found | None:
    """The pair is right: does Zoom send people back to us?"""
    return _of_consent(row)


def _of_consent(row: Connection) -> Found | None:
    match probes.ask_consent(row.oauth_client_id):
        case "redirect":
            return _redirect(row)
        case "approval":
            return Found("needs_approval", "Zoom's consent page: not approved")
        case "disabled":
            return Found("app_disabled", "Zoom's consent page: the app is disabled")
        case "unknown":
            return Found("app_removed", "Zoom's consent page: Invalid client_id (4,702)")
        case _:
            return None


def _redirect(row: Connection) -> Found:
    """Look for the address that Zoom has instead of ours, among the usual slips."""
    for address in slips(oauth.redirect_url()):
        if probes.ask_consent(row.oauth_client_id, address) == "known":
            return Found("redirect_slip", address)
    return Found("redirect_mismatch", "Zoom's consent page: Invalid redirect url (4,700)")


def slips(ours: str) -> list[str]:
    """What people register when they mean `ours`."""
    base = oauth.allow_list_url()
    scheme, _, rest = ours.partition("://")
    other = "https" if scheme == "http" else "http"
    return [ours.rstrip("/"), base, base.rstrip("/"), f"{other}://{rest}", FORMER_ADDRESS]


def _server(row: Connection) -> Found | None:
    keys = row.oauth_client_id, row.oauth_client_secret
    account = row.server_account_id
    match probes.ask_server(*keys, account):
        case "accepted":
            return None
        case "other_account":
            return Found("wrong_account_id", "Zoom's sign-in: invalid_request")
        case "other_type":
            is_general = probes.ask_pair(*keys) == "accepted"
            detail = "Zoom's sign-in: unsupported_grant_type"
            return Found("is_general_app" if is_general else "is_sdk_app", detail)
        case "disabled":
            return Found("app_disabled", "Zoom's sign-in: the app is disabled")
        case "unknown":
            return _unknown_server(*keys, account, had=row.token_issued_at is not None)
        case _:
            return None


def _unknown_server(identity: str, secret: str, account: str, *, had: bool) -> Found:
    detail = "Zoom's sign-in: invalid_client"
    if probes.ask_server(secret, identity) in ("accepted", "other_account"):
        return Found("turned", "Zoom's sign-in knows them the other way round")
    if probes.ask_server(account, secret) in ("accepted", "other_account"):
        return Found("account_turned", "Zoom's sign-in knows the Account ID as the Client ID")
    return Found("secret_rotated" if had else "server_unknown", detail)


def signing(row: Connection) -> Found | None:
    """Return a doubt about the JWT pair; joining works or fails by it, authorizing does not.

    Raises:
        NoAnswer: Zoom could not be asked.
    """
    if row.one_app or not all(row.signing_pair):
        return None
    match probes.signing_verdict(row):
        case "disabled":
            return Found("jwt_disabled", "Zoom's sign-in: the app is disabled")
        case "other_type" if probes.is_server_app(*row.signing_pair):
            return Found("jwt_is_server_app", "Zoom's sign-in: a Server-to-Server app")
        case "unknown":
            return _unknown_signing(*row.signing_pair)
        case _:
            return None


def is_turned(row: Connection, how: str) -> bool:
    """Does Zoom say now that the pair which `how` turns is the wrong way round?"""
    try:
        found = signing(row) if how == Action.TURN_SDK else examine(row)
    except NoAnswer:
        return False
    return found is not None and causes.of(found.key).action == how


def _unknown_signing(identity: str, secret: str) -> Found:
    detail = "Zoom's sign-in: invalid_client"
    if probes.ask_pair(secret, identity) != "unknown":
        return Found("jwt_turned", "Zoom's sign-in knows them the other way round")
    is_old = len(identity) in ID_LENGTHS and len(secret) in OLD_JWT_SECRET_LENGTHS
    return Found("old_jwt_app" if is_old else "jwt_unknown", detail)
