"""Words for people: what happened, what it means, the one thing to do. Keys are what we store."""

from virtualcrowd.zoom import advice_connect, advice_health
from virtualcrowd.zoom.advice_words import Advice, ConnectAdvice

__all__ = [
    "AT_IMPORT",
    "CONNECT",
    "IMPORT_TROUBLES",
    "NOT_IMPORTED",
    "OBSTACLES",
    "Advice",
    "ConnectAdvice",
]

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
}

# Why a ticked row was not imported: the obstacles above, and these.
NOT_IMPORTED = OBSTACLES | {
    "expired": Advice("No longer joinable", "This webinar is over; Zoom lets nobody in again."),
    "unknown": Advice(
        "Zoom does not know this number",
        "Compare it with the meeting's page in Zoom. Deleted and long finished ones are gone.",
    ),
    "not_ours": Advice(
        "Of another Zoom account",
        "Only meetings and webinars of the connected account can be joined from here. Ask its "
        "host to schedule it there.",
    ),
    "is_here": Advice("Already in your library", "Search for its number there."),
    "no_number": Advice(
        "Not a meeting number", "It has 9 to 12 digits. The link to join holds it, too."
    ),
    "gone": Advice("Deleted in Zoom", "Zoom does not know this number any more."),
    "refused": Advice("Refused by Zoom", "Zoom does not let this account read it."),
}

# What to know of a row that can be imported all the same.
AT_IMPORT = {
    "web_guests": Advice(
        "No guests by browser",
        "Its host lets only people who are signed in to Zoom join by browser. Turn that off in the "
        "host's Zoom settings.",
    ),
    "countries": Advice("Not for every country", "Zoom keeps people of some countries out."),
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
    "cancelled": Advice(
        "You stopped this import",
        "What is imported stays. The rest was not read.",
        "go_on",
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


# Why connecting did not work, what ends a connection, and what limits one.
CONNECT = (
    advice_connect.KEYS | advice_connect.WINDOW | advice_health.BREAKS | advice_health.FINDINGS
)
