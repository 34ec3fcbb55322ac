"""Why connecting does not work, in words. Keys stand in `Connection.failure` and `.findings`.

Each is a row of the doctor's table (`doctor/causes.py`), which names its probe and its action.
"""

from virtualcrowd.zoom.advice_words import ConnectAdvice

_ADDRESSES = (
    "The Redirect URL is ours, letter by letter: https, small letters, the last slash.",
    "It stands in the field of the pair you pasted: Development and Production have one each.",
    "The OAuth Allow List (older Zoom pages: whitelist) holds our Allow list URL.",
    "With Strict Mode on, only the exact Redirect URL counts; with the subdomain check, its host.",
)
_AGAIN = "Authorize again"
_PASTE = "Paste the keys again"

KEYS = {
    "incomplete": ConnectAdvice(
        "Something is still missing",
        "Everything typed so far is saved. Zoom can be asked once the keys are complete.",
        "Fill in what is marked",
    ),
    "too_long": ConnectAdvice(
        "One of the keys is too long",
        "Nothing was saved, and what you typed is still in the other window. Client IDs have about "
        "22 characters, secrets about 32.",
        "Close this window and correct it",
    ),
    "unseen_characters": ConnectAdvice(
        "Blanks came along with the keys",
        "A copy from a page or a mail brings blanks and invisible characters; we took them out.",
        "",
        is_warning=True,
    ),
    "needs_https": ConnectAdvice(
        "Zoom needs an address with https",
        "This site is reached without https, and Zoom sends nobody back to such an address. "
        "Nothing in your Zoom app can change that.",
        "Ask who runs this site to set PUBLIC_URL to an https address",
    ),
    "swapped": ConnectAdvice(
        "The two pairs look swapped",
        "Zoom cannot use the pair in the OAuth box, but it does know the one in the JWT box as an "
        "OAuth app. This happens a lot: both come from the same Zoom site.",
        "Swap them and try again",
    ),
    "turned": ConnectAdvice(
        "Client ID and Client Secret are in each other's field",
        "Zoom knows the OAuth pair the other way round.",
        "Turn them round and try again",
    ),
    "secrets_crossed": ConnectAdvice(
        "The two secrets are in each other's box",
        "The OAuth Client ID belongs to the secret in the JWT box.",
        "Exchange the secrets and try again",
    ),
    "unknown_client": ConnectAdvice(
        "Zoom does not know the OAuth Client ID",
        "No Zoom app has this Client ID. Often a letter or a part of it is missing, or the "
        "Account ID was pasted. Copy the Client ID of your account-level app again.",
        _PASTE,
    ),
    "secret_as_id": ConnectAdvice(
        "The OAuth Client ID looks like a secret",
        "Zoom knows no app with it, and it is as long as a Client Secret. The Client ID stands "
        "above the secret in your Zoom app and has about 22 characters.",
        _PASTE,
    ),
    "mixed_pair": ConnectAdvice(
        "Zoom does not accept the OAuth Client Secret",
        "Zoom knows the OAuth Client ID, but the secret beside it belongs to another pair. "
        "Development and Production have a pair each: copy Client ID and secret from the same one.",
        _PASTE,
    ),
    "wrong_secret": ConnectAdvice(
        "The OAuth Client Secret is not whole",
        "Zoom knows the OAuth Client ID but not this secret, and it has not the length of one "
        "(about 32 characters). Copy it with Zoom's copy button.",
        _PASTE,
    ),
    "secret_rotated": ConnectAdvice(
        "The Client Secret was renewed in Zoom",
        "It worked before, and Zoom no longer accepts it: somebody pressed Regenerate. Paste the "
        "new secret; the library and the sessions stay.",
        "Paste the new secret",
    ),
    "is_server_app": ConnectAdvice(
        "The OAuth pair is of a Server-to-Server app",
        "Zoom knows it, but nobody can authorize such an app in a window. Use it as what it is: "
        "beside the pair it needs the Account ID of the same page in Zoom.",
        "Connect by Server-to-Server",
    ),
    "is_general_app": ConnectAdvice(
        "This pair is of a General app",
        "Zoom knows it, but not as a Server-to-Server app. It works with a consent in a window, "
        "and if Meeting SDK is on under Embed, it can sign attendees in too.",
        "Connect as one General app",
    ),
    "is_sdk_app": ConnectAdvice(
        "The OAuth pair is of an app that only joins",
        "Zoom knows it, but it is a Meeting SDK app: it may sign attendees in, not import. Create "
        "a General app and paste its pair into the OAuth box.",
        _PASTE,
    ),
    "wrong_account_id": ConnectAdvice(
        "The Account ID is another one",
        "Zoom accepts Client ID and Client Secret, but they are not of this account. Copy the "
        "Account ID from the same page, App Credentials of the Server-to-Server app.",
        _PASTE,
    ),
    "account_turned": ConnectAdvice(
        "Account ID and Client ID are in each other's field",
        "Zoom knows what stands in the Account ID's field as the Client ID.",
        "Turn them round and try again",
    ),
    "server_unknown": ConnectAdvice(
        "Zoom does not know this Server-to-Server app",
        "Client ID or Client Secret is not right. All three stand on one page in Zoom: App "
        "Credentials of the Server-to-Server app.",
        _PASTE,
    ),
    "app_in_use": ConnectAdvice(
        "This Zoom app is already used by another event",
        "Zoom keeps one authorization per app: a second one would cut off the other event. Create "
        "another OAuth app in the same Zoom account and paste its pair here, or disconnect the "
        "other event first.",
        "Paste another OAuth pair",
    ),
    "keys_changed": ConnectAdvice(
        "Other keys: authorize them",
        "The keys changed, so the earlier authorization no longer fits. The library and what is "
        "embedded stay as they are.",
        "Authorize",
        is_warning=True,
    ),
}

WINDOW = {
    "redirect_slip": ConnectAdvice(
        "Zoom has another Redirect URL than ours",
        "Zoom sends people to the address below, which is not quite ours. Replace it in your Zoom "
        "app, as Redirect URL and on the Allow List.",
        "I corrected it, authorize again",
        checks=_ADDRESSES[::2],
    ),
    "redirect_mismatch": ConnectAdvice(
        "The Redirect URL in Zoom is not ours",
        "Zoom refuses to send people back to us: Invalid redirect url (4,700). Compare letter by "
        "letter; capitals and the slash at the end count. A new entry may take Zoom some minutes.",
        "I corrected it, authorize again",
        checks=_ADDRESSES,
    ),
    "redirect_changed": ConnectAdvice(
        "The address of this site changed on the way",
        "Zoom was asked with one Redirect URL and answered at another. Who runs this site has just "
        "changed PUBLIC_URL, or two machines of it have different ones.",
        _AGAIN,
    ),
    "popup_closed": ConnectAdvice(
        "Zoom did not send you back here",
        "The Zoom window closed without an answer. Keys and addresses passed our checks, so only "
        "you can know what it showed.",
        "What did Zoom's window show?",
    ),
    "window_other": ConnectAdvice(
        "Zoom's window showed something else",
        "Not checked: Zoom told us nothing, and we know no cause that looks like this. Try in this "
        "tab; if it shows again, its words in a screenshot help your support.",
        "Authorize in this tab",
        checks=_ADDRESSES[::2],
    ),
    "closed_myself": ConnectAdvice(
        "The Zoom window was closed before the consent",
        "Nothing is wrong: sign in there, and press Allow.",
        _AGAIN,
        is_warning=True,
    ),
    "invalid_scope": ConnectAdvice(
        "Zoom refuses a scope of the app",
        "The app asks for a scope that its type or the account does not have. Under Scopes, take "
        "out what is not on our list.",
        "I corrected it, authorize again",
    ),
    "not_admin": ConnectAdvice(
        "Only an admin of the Zoom account can authorize this app",
        "The app is account-level (admin-managed), and whoever signed in to Zoom is no admin. Sign "
        "in to Zoom as one, or ask your Zoom admin to press Authorize here.",
        _AGAIN,
    ),
    "needs_approval": ConnectAdvice(
        "The Zoom app must be approved first",
        "This Zoom account allows only apps that its admin has approved. Ask for it with the "
        "button in Zoom's window; the admin finds it under Advanced → App Marketplace.",
        "It is approved, authorize again",
    ),
    "other_company": ConnectAdvice(
        "You signed in to another company's Zoom",
        "The app is not published, so only people of the Zoom account where it was made can "
        "authorize it. Sign out of Zoom, and in with that account.",
        _AGAIN,
    ),
    "declined": ConnectAdvice(
        "You did not give consent",
        "Decline was pressed in the Zoom window, so nothing was connected. If Zoom asked for more "
        "than you expected, compare the scopes of your app with our list.",
        _AGAIN,
    ),
    "state_stale": ConnectAdvice(
        "This authorization is too old or was used already",
        "Each one is good for 15 minutes, once, and in the browser where it was begun. Nothing "
        "was changed.",
        _AGAIN,
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
        _AGAIN,
    ),
    "code_expired": ConnectAdvice(
        "Zoom's answer came too late",
        "It is good for five minutes. Authorize again and stay in the Zoom window until it closes.",
        _AGAIN,
    ),
    "missing_scopes": ConnectAdvice(
        "The Zoom app may not read enough",
        "Your keys are right, but the app lacks scopes. Add these in Zoom under Scopes, then "
        "authorize again; an authorization given before does not widen by itself.",
        "I added them, authorize again",
    ),
    "other_account": ConnectAdvice(
        "This is another Zoom account than before",
        "The library was imported from one account, and another one was authorized now. Nothing "
        "was changed: what is imported would look deleted.",
        "Authorize with the one before",
    ),
}
