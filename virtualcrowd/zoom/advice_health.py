"""What can end or limit a connection that stood, in words; rows of the doctor's table too."""

from virtualcrowd.zoom.advice_words import ConnectAdvice

_AGAIN = "Authorize again"
_RETRY = "Try again in a minute"

BREAKS = {
    "app_disabled": ConnectAdvice(
        "The Zoom app is switched off",
        "Somebody disabled it in Zoom: its owner, or the account's admin. Switch it on again in "
        "the Zoom App Marketplace, then authorize.",
        "It is on again, authorize",
    ),
    "app_removed": ConnectAdvice(
        "The Zoom app does not exist any more",
        "It was deleted in the Zoom App Marketplace. Create a new one and paste its keys here; the "
        "library and the sessions stay.",
        "Paste the new app's keys",
    ),
    "grant_dead": ConnectAdvice(
        "Zoom no longer accepts the connection",
        "The app was removed from the Zoom account, or its access revoked. The library stays and "
        "sessions can still be joined; importing and updates need a new authorization.",
        _AGAIN,
    ),
    "authorized_elsewhere": ConnectAdvice(
        "The same Zoom app was authorized elsewhere",
        "Zoom keeps one authorization per app and person: the newer one ended this one. Give each "
        "event, and each other system, an app of its own.",
        _AGAIN,
    ),
    "grant_slept": ConnectAdvice(
        "The authorization was unused for 90 days",
        "Zoom lets it end then. We renew it every week, so this site's background worker has not "
        "run for long. The library stays.",
        _AGAIN,
    ),
    "owner_gone": ConnectAdvice(
        "Who authorized is no longer in the Zoom account",
        "The authorization was of a Zoom user who was removed. Somebody who stays, best an admin, "
        "has to give it anew. The library stays.",
        _AGAIN,
    ),
    "no_network": ConnectAdvice(
        "This server cannot reach Zoom",
        "No connection to zoom.us comes about: a firewall, a proxy or the name service of this "
        "server stands between. Your Zoom app is not to blame.",
        _RETRY,
    ),
    "zoom_slow": ConnectAdvice(
        "Zoom takes too long to answer",
        "We stopped waiting, and nothing was changed. Zoom's own state is at status.zoom.us.",
        _RETRY,
    ),
    "zoom_down": ConnectAdvice(
        "Zoom is not answering",
        "Zoom has a failure of its own. Nothing was changed. Zoom's state is at status.zoom.us.",
        _RETRY,
    ),
    "not_zoom": ConnectAdvice(
        "Something else answers in Zoom's place",
        "A proxy or a sign-in page of this server's network answered instead of Zoom. Who runs "
        "this site must let zoom.us through.",
        _RETRY,
    ),
    "rate_limited": ConnectAdvice(
        "Zoom asks for a pause",
        "This Zoom account was asked too much at once. Nothing was changed.",
        _RETRY,
    ),
    "refused": ConnectAdvice(
        "Zoom refused",
        "Zoom gave a reason that we do not know. It stands below, as Zoom wrote it.",
        _AGAIN,
    ),
}

_LIVE = "Look at Live updates"
_JWT = "Paste the JWT pair again"

FINDINGS = {
    "clock_off": ConnectAdvice(
        "The clock of this server is wrong",
        "Zoom and we disagree about the time. Signatures of attendees and live updates are then "
        "refused. Who runs this site must set the clock (NTP).",
        "Look again",
        is_warning=True,
    ),
    "basic_plan": ConnectAdvice(
        "This Zoom account is on the Basic plan",
        "Importing, embedding and joining work. Meetings end after 40 minutes, and there are no "
        "webinars, registration, recordings or reports. For an event, use Pro or better.",
        "Use another Zoom account",
        is_warning=True,
    ),
    "no_webinars": ConnectAdvice(
        "This Zoom user has no webinar licence",
        "The Webinars tab of the import stays empty for this user. Meetings work. Webinars need "
        "Zoom's webinar licence for whoever hosts them.",
        "Look again",
        is_warning=True,
    ),
    "user_managed": ConnectAdvice(
        "The app sees only one person's meetings",
        "It is user-managed: it reads what the person who authorized hosts, nothing of other "
        "hosts. For all hosts, make the app admin-managed in Zoom and authorize again.",
        _AGAIN,
        is_warning=True,
    ),
    "jwt_unknown": ConnectAdvice(
        "Zoom's sign-in does not know the JWT pair",
        "It may be typed wrong, or be of an old Meeting SDK app that only Zoom's client knows: a "
        "test join tells. The pair of a General app with Meeting SDK on is sure.",
        _JWT,
        is_warning=True,
    ),
    "old_jwt_app": ConnectAdvice(
        "The JWT pair looks like that of an old JWT app",
        "Zoom switched those off in September 2023, and its sign-in does not know this one. Create "
        "a General app, switch on Meeting SDK under Embed, and paste its pair.",
        _JWT,
        is_warning=True,
    ),
    "jwt_turned": ConnectAdvice(
        "JWT Client ID and Client Secret are in each other's field",
        "Zoom knows the JWT pair the other way round. Nobody can join until they are turned.",
        "Turn them round",
        is_warning=True,
    ),
    "jwt_is_server_app": ConnectAdvice(
        "The JWT pair is of a Server-to-Server app",
        "Such an app cannot sign attendees in. Use a General app with Meeting SDK switched on "
        "under Embed.",
        _JWT,
        is_warning=True,
    ),
    "jwt_disabled": ConnectAdvice(
        "The app of the JWT pair is switched off",
        "Somebody disabled it in the Zoom App Marketplace. Nobody can join until it is on again.",
        "Look again",
        is_warning=True,
    ),
    "sdk_refused": ConnectAdvice(
        "Zoom's client refuses the keys that sign attendees in",
        "Switch on Meeting SDK in Zoom under Features → Embed. If it is on, copy Client ID and "
        "Client Secret of that app again. Nobody can join meanwhile.",
        _JWT,
        is_warning=True,
    ),
    "sdk_other_account": ConnectAdvice(
        "The app that signs attendees in is of another Zoom account",
        "Since March 2026 Zoom lets such an app join only meetings of its own account. Create the "
        "app in the Zoom account whose meetings you import.",
        _JWT,
        is_warning=True,
    ),
    "hook_secret_wrong": ConnectAdvice(
        "Live updates come, but with another Secret Token",
        "Zoom calls our address and signs with a secret that is not the one stored here. Copy the "
        "Secret Token from your Zoom app again: not the Client Secret.",
        _LIVE,
        is_warning=True,
    ),
    "hook_not_validated": ConnectAdvice(
        "Zoom has not validated our address",
        "The Secret Token is stored, but Zoom never called. In your Zoom app press Validate beside "
        "the address under Event subscriptions, then Save.",
        _LIVE,
        is_warning=True,
    ),
    "hook_stale": ConnectAdvice(
        "Zoom's last validation is older than 72 hours",
        "Zoom repeats it every three days and switches the subscription off when it fails. Look in "
        "your Zoom app whether it is still on; until then we ask Zoom ourselves.",
        _LIVE,
        is_warning=True,
    ),
    "hook_events_missing": ConnectAdvice(
        "Live updates lack some events",
        "Zoom tells us of some things but not of these. Tick them in your Zoom app under Event "
        "subscriptions; until then we ask Zoom ourselves.",
        _LIVE,
        is_warning=True,
    ),
}
