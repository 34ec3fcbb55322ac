"""Words of Test join: the stages, and of each reason what happened, what it means, what to do."""

from dataclasses import dataclass
from typing import Literal

type Target = Literal["pairs", "item", "library", "embed", "again", "hosting", ""]


@dataclass(frozen=True, slots=True)
class JoinAdvice:
    """A plain message with its next step."""

    title: str
    words: str
    action: str = ""
    # Where it stops; "" is the first stage that was not reached.
    stage: str = ""
    target: Target = "again"  # where `action` leads


# In the order in which a join passes them. Zoom tells of 3, 4 and 5 with one answer.
STAGES = {
    "server": ("Our server signs", "A ticket for one participant, good for half an hour"),
    "client": ("Zoom’s client loads", "In this browser, from this site"),
    "signature": ("Zoom accepts the signature", "The JWT pair is right, Meeting SDK is on"),
    "account": ("Zoom account", "The pair and the meeting belong to the same Zoom account"),
    "passcode": ("Passcode", "The one in the library opens the meeting"),
    "host": ("Host", "Has started the meeting"),
    "joined": ("In the meeting", "As an attendee would be"),
    "left": ("Left again", "Nobody stays behind"),
}

OUTCOMES = {
    "joined": JoinAdvice(
        "The whole chain works",
        "Your browser went into the meeting as an attendee does, and left it again. Attendees can "
        "join.",
    ),
    "waited": JoinAdvice(
        "Accepted: only the host is missing",
        "Zoom accepted the signature and the passcode, and lets people wait: the meeting has not "
        "started, or has a waiting room. That is no fault. Whether the Zoom account lets them in "
        "shows once somebody is let in.",
        "Start the meeting in Zoom, then test again",
    ),
}

REASONS = {
    "no_keys": JoinAdvice(
        "There is nothing to sign with",
        "Client ID or Client Secret of the JWT pair is missing, so nobody can be let in.",
        "Enter the pair",
        "server",
        "pairs",
    ),
    "not_joinable": JoinAdvice(
        "This meeting cannot be joined from here",
        "The library says why. It is refused before Zoom is asked.",
        "Look at it in the library",
        "server",
        "item",
    ),
    "signed_out": JoinAdvice(
        "You are signed out", "Nothing was tested.", "Sign in and test again", "server"
    ),
    "server": JoinAdvice(
        "Something broke on our side",
        "The ticket could not be made. It is written down for the people who run this site.",
        "Test again",
        "server",
    ),
    "offline": JoinAdvice(
        "This site cannot be reached", "Your line seems to be down.", "Test again", "server"
    ),
    "files": JoinAdvice(
        "Zoom’s client did not load",
        "Part of it did not arrive: the line is weak, or a program in this browser blocks it. "
        "Attendees without that program are not affected.",
        "Test again, in another browser if it stays",
        "client",
    ),
    "outdated": JoinAdvice(
        "Zoom’s client here is too old",
        "Zoom no longer accepts the version that this site uses. Nobody can join until the people "
        "who run this site install a newer one.",
        "Copy the report for them",
        "client",
        "",
    ),
    "keys": JoinAdvice(
        "Zoom refuses the signature",
        "The JWT pair is not the one of your Zoom app, or Embed → Meeting SDK is off in it. Copy "
        "Client ID and Client Secret again, from the same pair: Development and Production have "
        "one each.",
        "Replace the pair",
        "signature",
        "pairs",
    ),
    "expired": JoinAdvice(
        "Zoom says the signature is too old",
        "It was made a moment ago, so the clock of this server is wrong. The people who run this "
        "site can set it.",
        "Test again once the clock is right",
        "signature",
    ),
    "other_account": JoinAdvice(
        "The pair belongs to another Zoom account",
        "Zoom lets people in from here only to meetings of the account in which the app was made. "
        "The signature itself was accepted.",
        "Paste the pair of an app of the meeting’s account",
        "account",
        "pairs",
    ),
    "blocked": JoinAdvice(
        "An administrator in Zoom blocks this app",
        "The host’s Zoom account does not let this app, or this address, in.",
        "Show the admin what the app needs",
        "account",
        "embed",
    ),
    "gone": JoinAdvice(
        "Zoom does not know this meeting",
        "It was deleted, is over, or belongs to another Zoom account. The signature was accepted.",
        "Refresh it in the library",
        "account",
        "item",
    ),
    "sign_in_zoom": JoinAdvice(
        "This meeting needs a Zoom sign-in",
        "Attendees cannot sign in to Zoom from here. Switch off Require authentication to join in "
        "Zoom.",
        "Then refresh it in the library",
        "account",
        "item",
    ),
    "registration": JoinAdvice(
        "This meeting needs a registration with Zoom",
        "A test has no registration, so it stops here. The signature was accepted.",
        "Look at it in the library",
        "account",
        "item",
    ),
    "no_web": JoinAdvice(
        "This meeting cannot be joined in a browser",
        "Its settings in Zoom allow only Zoom’s own app, for example by end-to-end encryption.",
        "Change it in Zoom, then refresh it in the library",
        "account",
        "item",
    ),
    "passcode": JoinAdvice(
        "The passcode has changed in Zoom",
        "The one in the library no longer opens the meeting. Attendees would be refused, too.",
        "Refresh it in the library",
        "passcode",
        "item",
    ),
    "host_busy": JoinAdvice(
        "The host is in another meeting",
        "Zoom lets a host hold one meeting at a time. Everything before was accepted.",
        "Test again once that one is over",
        "host",
    ),
    "captcha": JoinAdvice(
        "Zoom asks for a puzzle",
        "It wants to see that this is no robot, because many tests or people come from this "
        "address. Mostly that passes within minutes.",
        "Test again, in another network if it stays",
        "account",
    ),
    "locked": JoinAdvice(
        "The host has locked this meeting",
        "Everything before was accepted. Nobody gets in while it is locked.",
        "Test again once it is open",
        "host",
    ),
    "full": JoinAdvice(
        "This meeting is full",
        "As many people are in as the host’s Zoom plan allows. Everything before was accepted.",
        "Choose another meeting for the test",
        "host",
    ),
    "ended": JoinAdvice(
        "The host has ended the meeting",
        "Everything before was accepted.",
        "Test again once it is started",
        "host",
    ),
    "removed": JoinAdvice(
        "The host took the test out",
        "Everything before was accepted. Zoom may not let the test in again to this meeting.",
        "Choose another meeting for the test",
        "host",
    ),
    "busy": JoinAdvice(
        "The test is in this meeting already",
        "Zoom knows it from another window.",
        "Close the other window and test again",
        "host",
    ),
    "soon": JoinAdvice(
        "One moment", "Zoom takes only one try every ten seconds.", "Test again", "signature"
    ),
    "silent": JoinAdvice(
        "Zoom does not answer",
        "Nothing has moved for a while. A network, or a program that guards it, does not let Zoom "
        "through from here.",
        "Test again, in another network if it stays",
    ),
    "refused": JoinAdvice(
        "Zoom did not let the test in",
        "It gave no reason that we know. What it said stands below.",
        "Test again",
    ),
}
