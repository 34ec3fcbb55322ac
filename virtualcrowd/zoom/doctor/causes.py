"""The table: every cause, how it is told from the others, and the one thing to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Probe(StrEnum):
    """How a cause is found."""

    FORM = "what was pasted"
    OURS = "our own state"
    SIGN_IN = "Zoom's token endpoint, with a code that cannot be right"
    CONSENT = "Zoom's consent page, asked as nobody"
    CALLBACK = "what Zoom brought back"
    EXCHANGE = "Zoom's answer to the code or the refresh token"
    API = "Zoom's API, with the token"
    NETWORK = "the network"
    CLOCK = "the Date of Zoom's answers"
    JOIN = "Zoom's client, by joining"
    HOOK = "Zoom's webhooks, as they come or not"
    ASKED = "the organiser, shown pictures of Zoom's window"


class Action(StrEnum):
    """What the one button does."""

    AUTHORIZE = "authorize"
    PASTE = "paste"  # go to the keys
    SWAP = "swap"  # the next ones are `pairs.MENDINGS`, and then authorize
    SWAP_SECRETS = "swap_secrets"
    TURN_OAUTH = "turn_oauth"
    TURN_SDK = "turn_sdk"
    TURN_ACCOUNT = "turn_account"
    USE_SERVER = "use_server"  # and these `pairs.SWITCHES`
    USE_ONE_APP = "use_one_app"
    ASK = "ask"  # what Zoom's window showed
    ADDRESSES = "addresses"  # copy ours, authorize
    SCOPES = "scopes"  # copy the missing ones, authorize
    ACCOUNT = "account"  # authorize with the former one, or take the new one
    RETRY = "retry"
    LOOK = "look"
    HOOK = "hook"  # go to Live updates
    TELL = "tell"  # words alone: it is for who runs this site, or on Zoom's own page
    NONE = "none"  # done already


@dataclass(frozen=True, slots=True)
class Cause:
    """A row of the table; its words are `advice.CONNECT[key]`."""

    key: str
    probe: Probe
    action: Action

    @property
    def is_mending(self) -> bool:
        """Does the button change the keys in one click?"""
        return self.action.startswith(("swap", "turn_", "use_"))


_ROWS = [
    # Keys
    Cause("incomplete", Probe.FORM, Action.PASTE),
    Cause("too_long", Probe.FORM, Action.PASTE),
    Cause("unseen_characters", Probe.FORM, Action.NONE),
    Cause("needs_https", Probe.OURS, Action.TELL),
    Cause("swapped", Probe.SIGN_IN, Action.SWAP),
    Cause("turned", Probe.SIGN_IN, Action.TURN_OAUTH),
    Cause("secrets_crossed", Probe.SIGN_IN, Action.SWAP_SECRETS),
    Cause("unknown_client", Probe.CONSENT, Action.PASTE),
    Cause("secret_as_id", Probe.CONSENT, Action.PASTE),
    Cause("mixed_pair", Probe.SIGN_IN, Action.PASTE),
    Cause("wrong_secret", Probe.SIGN_IN, Action.PASTE),
    Cause("secret_rotated", Probe.EXCHANGE, Action.PASTE),
    Cause("is_server_app", Probe.SIGN_IN, Action.USE_SERVER),
    Cause("is_general_app", Probe.SIGN_IN, Action.USE_ONE_APP),
    Cause("is_sdk_app", Probe.SIGN_IN, Action.PASTE),
    Cause("wrong_account_id", Probe.SIGN_IN, Action.PASTE),
    Cause("account_turned", Probe.SIGN_IN, Action.TURN_ACCOUNT),
    Cause("server_unknown", Probe.SIGN_IN, Action.PASTE),
    Cause("app_in_use", Probe.OURS, Action.PASTE),
    Cause("keys_changed", Probe.OURS, Action.AUTHORIZE),
    # Zoom's window
    Cause("redirect_slip", Probe.CONSENT, Action.ADDRESSES),
    Cause("redirect_mismatch", Probe.CONSENT, Action.ADDRESSES),
    Cause("redirect_changed", Probe.EXCHANGE, Action.AUTHORIZE),
    Cause("popup_closed", Probe.ASKED, Action.ASK),
    Cause("window_other", Probe.ASKED, Action.AUTHORIZE),
    Cause("closed_myself", Probe.ASKED, Action.AUTHORIZE),
    Cause("invalid_scope", Probe.ASKED, Action.SCOPES),
    Cause("not_admin", Probe.ASKED, Action.AUTHORIZE),
    Cause("needs_approval", Probe.ASKED, Action.AUTHORIZE),
    Cause("other_company", Probe.ASKED, Action.AUTHORIZE),
    Cause("declined", Probe.CALLBACK, Action.AUTHORIZE),
    Cause("state_stale", Probe.CALLBACK, Action.AUTHORIZE),
    Cause("state_foreign", Probe.CALLBACK, Action.AUTHORIZE),
    Cause("no_state", Probe.CALLBACK, Action.AUTHORIZE),
    Cause("code_used", Probe.EXCHANGE, Action.AUTHORIZE),
    Cause("code_expired", Probe.EXCHANGE, Action.AUTHORIZE),
    Cause("missing_scopes", Probe.EXCHANGE, Action.SCOPES),
    Cause("other_account", Probe.API, Action.ACCOUNT),
    # What ends a connection, or keeps Zoom away
    Cause("app_disabled", Probe.SIGN_IN, Action.AUTHORIZE),
    Cause("app_removed", Probe.CONSENT, Action.PASTE),
    Cause("grant_dead", Probe.EXCHANGE, Action.AUTHORIZE),
    Cause("authorized_elsewhere", Probe.EXCHANGE, Action.AUTHORIZE),
    Cause("grant_slept", Probe.EXCHANGE, Action.AUTHORIZE),
    Cause("owner_gone", Probe.EXCHANGE, Action.AUTHORIZE),
    Cause("no_network", Probe.NETWORK, Action.RETRY),
    Cause("zoom_slow", Probe.NETWORK, Action.RETRY),
    Cause("zoom_down", Probe.NETWORK, Action.RETRY),
    Cause("not_zoom", Probe.NETWORK, Action.RETRY),
    Cause("rate_limited", Probe.API, Action.RETRY),
    Cause("refused", Probe.EXCHANGE, Action.AUTHORIZE),
    # What limits one that stands
    Cause("clock_off", Probe.CLOCK, Action.LOOK),
    Cause("basic_plan", Probe.API, Action.AUTHORIZE),
    Cause("no_webinars", Probe.API, Action.LOOK),
    Cause("user_managed", Probe.API, Action.AUTHORIZE),
    Cause("jwt_unknown", Probe.SIGN_IN, Action.PASTE),
    Cause("old_jwt_app", Probe.SIGN_IN, Action.PASTE),
    Cause("jwt_turned", Probe.SIGN_IN, Action.TURN_SDK),
    Cause("jwt_is_server_app", Probe.SIGN_IN, Action.PASTE),
    Cause("jwt_disabled", Probe.SIGN_IN, Action.LOOK),
    Cause("sdk_refused", Probe.JOIN, Action.PASTE),
    Cause("sdk_other_account", Probe.JOIN, Action.PASTE),
    Cause("hook_secret_wrong", Probe.HOOK, Action.HOOK),
    Cause("hook_not_validated", Probe.HOOK, Action.HOOK),
    Cause("hook_stale", Probe.HOOK, Action.HOOK),
    Cause("hook_events_missing", Probe.HOOK, Action.HOOK),
]
TABLE = {row.key: row for row in _ROWS}


def of(key: str) -> Cause:
    """Return the row; one of another version counts as "refused"."""
    return TABLE.get(key, TABLE["refused"])
