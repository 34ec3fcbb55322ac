"""Words for people: what happened, what it means, the one thing to do. Keys are what we store."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Advice:
    """A plain message with its next step."""

    title: str
    words: str
    action: str = ""


# Why a meeting or webinar cannot be joined from here. Keys stand in `LibraryItem.obstacle`.
OBSTACLES = {
    "needs_sign_in": Advice(
        "Not supported: authentication",
        "Attendees must sign in to Zoom. Turn that off in Zoom, then refresh.",
    ),
    "needs_sign_in_webinar": Advice(
        "Not supported: authentication",
        "Attendees must sign in to Zoom (authenticated webinar). "
        "Turn that off in Zoom, then refresh.",
    ),
    "e2ee": Advice(
        "Not supported: encryption",
        "No browser can join an end-to-end encrypted meeting. "
        "Choose enhanced encryption in Zoom, then refresh.",
    ),
    "needs_registration": Advice(
        "Not supported: registration",
        "Attendees must register in Zoom. Turn that off in Zoom, then refresh.",
    ),
}

# Why a ticked row was not imported: the obstacles above, and these.
NOT_IMPORTED = OBSTACLES | {
    "expired": Advice("No longer joinable", "This webinar is over; Zoom lets nobody in again."),
    "gone": Advice("Deleted in Zoom", "Zoom does not know this number any more."),
    "refused": Advice("Refused by Zoom", "Zoom does not let this account read it."),
}

# Why Zoom could not be read at all, for the import dialog, its report and the library's notice.
IMPORT_TROUBLES = {
    "not_connected": Advice(
        "Zoom is not connected",
        "Connect this event's Zoom account, then import its meetings and webinars.",
        "connect",
    ),
    "unreachable": Advice(
        "Zoom is not answering",
        "Nothing is lost: what is imported stays, and joining does not depend on this list.",
        "retry",
    ),
    "rate_limited": Advice(
        "Zoom asks for a pause",
        "This Zoom account was asked too much at once. Try again in a minute.",
        "retry",
    ),
    "daily_limit": Advice(
        "Zoom's limit for today is reached",
        "This Zoom account answers again after midnight UTC. What is imported stays.",
        "retry",
    ),
    "unauthorized": Advice(
        "Zoom no longer accepts the connection",
        "Somebody removed the app or changed its keys. Authorize again; what is imported stays.",
        "connect",
    ),
    "missing_scopes": Advice(
        "The Zoom app may not read this",
        "A scope is missing. Add it in Zoom, then authorize again.",
        "connect",
    ),
    "no_webinar_plan": Advice(
        "This Zoom account has no webinars",
        "Webinars need Zoom's webinar licence for the host. Meetings work without it.",
        "",
    ),
    "refused": Advice(
        "Zoom refused",
        "Zoom does not let this account list its meetings and webinars.",
        "connect",
    ),
}


@dataclass(frozen=True, slots=True)
class ConnectAdvice(Advice):
    """What went wrong on the way to a connection; `checks` are the things to compare in Zoom."""

    checks: tuple[str, ...] = ()
    is_warning: bool = False


_ADDRESSES = (
    "The Redirect URL is ours, letter by letter: https, small letters, the last slash.",
    "The Allow list (older Zoom pages: whitelist) holds our Allow list URL.",
    "JWT and OAuth are the right way round: the OAuth Client ID belongs to the account-level app.",
)

# Why connecting did not work. Keys stand in `Connection.failure`; docs/guide has the same words.
CONNECT = {
    "incomplete": ConnectAdvice(
        "Something is still missing",
        "Everything typed so far is saved. Zoom can be asked once both pairs are complete.",
        "Fill in what is marked",
    ),
    "too_long": ConnectAdvice(
        "One of the keys is too long",
        "Nothing was saved, and what you typed is still in the other window. Client IDs have about "
        "22 characters, secrets about 32.",
        "Close this window and correct it",
    ),
    "wrong_secret": ConnectAdvice(
        "Zoom does not accept the OAuth Client Secret",
        "Zoom knows the OAuth Client ID, but the secret beside it is another one. Copy it from "
        "your Zoom app again, from the same pair: Development and Production have one each.",
        "Authorize again",
    ),
    "unknown_client": ConnectAdvice(
        "Zoom does not know the OAuth Client ID",
        "No Zoom app has this Client ID. Often the secret, the Account ID or only a part of it "
        "was pasted. Copy the Client ID of your account-level app again.",
        "Authorize again",
    ),
    "swapped": ConnectAdvice(
        "The two pairs look swapped",
        "Zoom does not know the Client ID in the OAuth box, but it does know the one in the JWT "
        "box. This happens a lot: both come from the same Zoom site.",
        "Swap them and try again",
    ),
    "wrong_app_type": ConnectAdvice(
        "The OAuth pair belongs to another type of app",
        "Zoom says that this app cannot be authorized by a person. Use the keys of a General app "
        "(OAuth), not those of a Server-to-Server app.",
        "Authorize again",
    ),
    "declined": ConnectAdvice(
        "You did not give consent",
        "Decline was pressed in the Zoom window, so nothing was connected. If Zoom asked for more "
        "than you expected, compare the scopes of your app with our list.",
        "Authorize again",
    ),
    "state_stale": ConnectAdvice(
        "This authorization is too old or was used already",
        "Each one is good for 15 minutes, once, and in the browser where it was begun. Nothing "
        "was changed.",
        "Authorize again",
    ),
    "state_foreign": ConnectAdvice(
        "This authorization was not begun here",
        "It belongs to another person, event or browser, so it was not used. Nothing was changed.",
        "Begin again on the event's Zoom page",
    ),
    "no_state": ConnectAdvice(
        "Begin in VirtualCrowd, not in Zoom",
        "Zoom sent you here by itself, for example from Add App Now in its Marketplace. For "
        "safety we only accept what was begun with Authorize on the event's Zoom page.",
        "Begin again on the event's Zoom page",
    ),
    "code_used": ConnectAdvice(
        "Zoom's answer was used already",
        "It opens the door once. Reloading the Zoom window sends the same one again.",
        "Authorize again",
    ),
    "code_expired": ConnectAdvice(
        "Zoom's answer came too late",
        "It is good for five minutes. Authorize again and stay in the Zoom window until it closes.",
        "Authorize again",
    ),
    "redirect_mismatch": ConnectAdvice(
        "The Redirect URL in Zoom is not ours",
        "If the Zoom window showed Invalid redirect (4,700), the address in your Zoom app is not "
        "exactly ours. Compare letter by letter: capitals and the slash at the end count.",
        "I corrected it, authorize again",
        checks=_ADDRESSES[:2],
    ),
    "popup_closed": ConnectAdvice(
        "Zoom did not send you back here",
        "The Zoom window closed without an answer. If you closed it yourself, authorize again. If "
        "it showed an error, check these three in your Zoom app:",
        "Authorize again",
        checks=_ADDRESSES,
    ),
    "missing_scopes": ConnectAdvice(
        "The Zoom app may not read enough",
        "Your keys are right, but the app lacks scopes. Add these in Zoom under Scopes, then "
        "authorize again; an authorization given before does not widen by itself.",
        "I added them, authorize again",
    ),
    "app_in_use": ConnectAdvice(
        "This Zoom app is already used by another event",
        "Zoom keeps one authorization per app: a second one would cut off the other event. Create "
        "another OAuth app in the same Zoom account and paste its pair here, or disconnect the "
        "other event first.",
        "Paste another OAuth pair",
    ),
    "zoom_down": ConnectAdvice(
        "Zoom is not answering",
        "Zoom is down, or this server cannot reach it. Nothing was changed. Zoom's own state is at "
        "status.zoom.us.",
        "Try again in a minute",
    ),
    "rate_limited": ConnectAdvice(
        "Zoom asks for a pause",
        "This Zoom account was asked too much at once. Nothing was changed.",
        "Try again in a minute",
    ),
    "app_disabled": ConnectAdvice(
        "The Zoom app is switched off",
        "Somebody disabled it in Zoom: its owner, or the account's admin. Switch it on again in "
        "the Zoom App Marketplace, then authorize.",
        "Authorize again",
    ),
    "grant_dead": ConnectAdvice(
        "Zoom no longer accepts the connection",
        "The app was removed in Zoom, or authorized again elsewhere. The library stays, sessions "
        "can still be joined; importing and updates need a new authorization.",
        "Authorize again",
    ),
    "keys_changed": ConnectAdvice(
        "Another OAuth app: authorize it",
        "The OAuth Client ID changed, so the earlier authorization no longer fits. The library "
        "stays as it is.",
        "Authorize",
        is_warning=True,
    ),
    "refused": ConnectAdvice(
        "Zoom refused",
        "Zoom gave a reason that we do not know. It stands below, as Zoom wrote it.",
        "Authorize again",
        checks=_ADDRESSES,
    ),
}

# Not a failure: the account works, with limits.
BASIC_PLAN = ConnectAdvice(
    "This Zoom account is on the Basic plan",
    "Meetings end after 40 minutes, and there are no webinars and no reports. For an event, "
    "authorize with an account on Pro, Business or Enterprise.",
    "Use another Zoom account",
    is_warning=True,
)
