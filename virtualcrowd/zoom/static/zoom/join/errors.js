// What can keep somebody out, in words for people: what happened, what it means, the one thing to do.
// `first` is the next step, `second` the way out. Everything here is data.
const RETRY = "Retry", BACK = "Back to the session", OK = "OK", ELSE = "See what else is on";

const again = { first: ["retry", RETRY], second: ["session", BACK] };
const back = { first: ["session", BACK] };

export const MESSAGES = {
  not_started: { icon: "hourglass", title: "Joining meeting, timeout",
    words: "The host has not started this meeting yet, so Zoom did not let you in. That is normal just before the start.",
    hint: "**Retry** asks Zoom again. **OK** takes you to the lobby, where you go in by yourself as soon as it starts.",
    first: ["retry", RETRY], second: ["session", OK] },
  expired: { icon: "expired", title: "The session has expired or is no longer valid",
    words: "Your way in was only good for a short time, for everyone’s safety. **Retry** makes a new one and takes you straight in.",
    hint: "Nothing is lost: your seat and your name stay the same.", ...again },
  passcode: { icon: "alert", title: "The passcode of this meeting has changed",
    words: "The one that is known here no longer opens it. You need not type anything.",
    hint: "Tell the organisers: refreshing the meeting in their library brings the new one.", ...back },
  gone: { icon: "closed", title: "Not taking place",
    words: "Zoom does not know this meeting any more. The host has probably deleted or replaced it.",
    hint: "If the organisers choose another meeting, this session opens again by itself.",
    first: ["agenda", ELSE], second: ["session", BACK] },
  registration: { icon: "alert", title: "This meeting needs a registration with Zoom",
    words: "The host lets in only those who registered for it in Zoom.",
    hint: "Ask the organisers: they can switch the registration off.", ...back },
  registering: { icon: "hourglass", title: "One moment: you are being registered",
    words: "This meeting needs a registration with Zoom. It is made for you, with your name and e-mail address.",
    hint: "**Retry** looks whether it is done.", ...again },
  approval: { icon: "hourglass", title: "The host approves each person",
    words: "You are registered. The host of this meeting has yet to let you in, in Zoom.",
    hint: "**Retry** looks whether they have. You need not do anything else.", ...again },
  denied: { icon: "person", title: "The host did not approve you",
    words: "You were registered, and the host of this meeting turned it down in Zoom.",
    hint: "If that was a mistake, the organisers can help.", ...back },
  not_registered: { icon: "alert", title: "You could not be registered for this meeting",
    words: "It needs a registration with Zoom, and Zoom did not take yours: the places may be taken, or the address may be one that the host uses.",
    hint: "Tell the organisers.", ...back },
  sign_in_zoom: { icon: "alert", title: "This meeting needs a Zoom sign-in",
    words: "The host lets in only people who are signed in to Zoom, which cannot be done from here.",
    hint: "Ask the organisers: they can switch the requirement off.", ...back },
  removed: { icon: "person", title: "The host took you out",
    words: "The host removed you from this meeting, and it does not let you in again.",
    hint: "If that was a mistake, the organisers can help.", ...back },
  locked: { icon: "closed", title: "The host has locked this meeting",
    words: "Nobody can enter while it is locked.",
    hint: "**Retry** asks again, once the host has opened it.", ...again },
  full: { icon: "closed", title: "This meeting is full",
    words: "As many people are in as the host’s Zoom plan allows.",
    hint: "**Retry** asks again: a place may have become free.", ...again },
  ended: { icon: "closed", title: "The host has ended the meeting",
    words: "There is nothing left to join here.", hint: "", first: ["session", BACK], second: ["agenda", ELSE] },
  busy: { icon: "person", title: "You are in this meeting already",
    words: "Zoom knows you from another window or device.",
    hint: "Leave it there, then **Retry** here.", ...again },
  other_tab: { icon: "person", title: "You are in this meeting in another tab",
    words: "Two tabs in one meeting make an echo, and Zoom counts you twice.",
    hint: "**Join here** ends it in the other tab.", first: ["take", "Join here"], second: ["session", BACK] },
  keys: { icon: "alert", title: "This meeting is not set up correctly",
    words: "Zoom does not accept how this event asks for you to be let in. It is nothing that you did.",
    hint: "Tell the organisers: they can check the Zoom plugin.", ...back },
  other_account: { icon: "alert", title: "This meeting belongs to another Zoom account",
    words: "Zoom lets people in from here only to meetings of the event’s own account.",
    hint: "Tell the organisers: they need to choose another meeting.", ...back },
  blocked: { icon: "person", title: "Zoom’s rules keep you out",
    words: "An administrator of the host’s Zoom account does not let you, or this site, in.",
    hint: "Ask the organisers.", ...back },
  no_web: { icon: "alert", title: "This meeting cannot be joined in a browser",
    words: "Its settings in Zoom allow only Zoom’s own app.",
    hint: "Ask the organisers for the meeting’s link.", ...back },
  outdated: { icon: "alert", title: "Zoom’s client here is too old",
    words: "Zoom no longer accepts the version that this site uses.",
    hint: "Tell the organisers: the site needs an update.", ...back },
  soon: { icon: "hourglass", title: "One moment",
    words: "Zoom takes only one try every ten seconds.", hint: "Wait a little, then **Retry**.", ...again },
  refused: { icon: "alert", title: "Zoom did not let you in",
    words: "It gave no reason that would help you. Mostly it passes.",
    hint: "If **Retry** does not help, tell the organisers what Zoom answered.", ...again },
  silent: { icon: "line", title: "Zoom does not answer",
    words: "Nothing has moved for a while: the line is weak, or a network, or a program that guards it, does not let Zoom through.",
    hint: "**Retry** starts again from the beginning. In a company network, another network often helps.", ...again },
  files: { icon: "line", title: "Zoom’s client did not load",
    words: "Part of it did not arrive: the line is weak, or something blocks it.",
    hint: "**Retry** loads it again.", ...again },
  offline: { icon: "line", title: "This site cannot be reached",
    words: "Your line seems to be down.", hint: "Check it, then **Retry**.", ...again },
  too_early: { icon: "hourglass", title: "The lobby is not open yet",
    words: "It opens a little before the start.", hint: "The session’s page counts down and opens it.", ...back },
  no_meeting: { icon: "closed", title: "No meeting to join yet",
    words: "The organisers have not put a meeting here, or the one that was here cannot be joined.",
    hint: "The session’s page tells you when there is one.", ...back },
  elsewhere: { icon: "closed", title: "The organisers moved this session",
    words: "Another way in stands in for this meeting.",
    hint: "The session’s page leads to it.", ...back },
  unseen: { icon: "person", title: "This session is not open to you",
    words: "It is for other guests, or it has been taken off the agenda.", hint: "",
    first: ["agenda", ELSE] },
  signed_out: { icon: "person", title: "You are signed out",
    words: "You were away for long enough that we no longer know who you are.", hint: "",
    first: ["signIn", "Sign in again"] },
  too_many: { icon: "hourglass", title: "Too many tries",
    words: "You have asked to be let in many times in a short while.",
    hint: "Wait a minute, then **Retry**.", ...again },
  server: { icon: "alert", title: "Something broke on our side",
    words: "Your way in could not be made. It is written down for the people who run this site.",
    hint: "**Retry** in a moment.", ...again },
};

// Zoom's codes → a message above. What is not here is "refused".
const CODES = {
  not_started: [3008, 3624],
  expired: [3705, 3265, 3623, 3136, 124],
  passcode: [3004, 3714],
  gone: [3001, 3610, 3702, 3703, 3706, 3707, 3709],
  registration: [3099, 3606, 3000, 3005],
  sign_in_zoom: [3100, 3051, 3052, 3082, 6024],
  removed: [3009, 103039],
  locked: [4006],
  full: [4005],
  ended: [4004, 13208],
  busy: [4008],
  keys: [3003, 3704, 3708, 3710, 3711, 3712, 3713, 4003, 2, 3],
  other_account: [4011, 4012, 4013, 4014, 4015, 4016, 4017, 4018, 4019],
  blocked: [3620, 3625, 4007, 6603],
  no_web: [3603, 3604, 3608, 3611],
  outdated: [10000],
  soon: [3633],
  silent: [3621, 4009, 403],
  files: [3635],
};
const BY_CODE = new Map(Object.entries(CODES).flatMap(([key, codes]) => codes.map((code) => [code, key])));

// Zoom's dialogs after the handshake have no code in their event, some none at all (en-US, 6.2.0).
const WORDS = [
  [/locked/i, "locked"],
  [/capacity|maximum number/i, "full"],
  [/ended by (the )?host|meeting has ended/i, "ended"],
  [/removed/i, "removed"],
  [/network connection has timed out/i, "silent"],
  [/^registration/i, "registration"],
  [/^(sign|log) ?in|real.?name/i, "sign_in_zoom"],
];

// The door's own answers to "may I enter?": its word where it gives one, else the status.
const BY_STATUS = { 401: "signed_out", 404: "unseen", 429: "too_many" };

export const ofZoom = (code) => BY_CODE.get(Number(code)) ?? "refused";
export const ofWords = (text) => {
  const found = WORDS.find(([pattern]) => pattern.test(text));
  if (found) return found[1];
  const code = /Error Code:\s*(\d+)/i.exec(text);
  return code ? ofZoom(code[1]) : null;
};
export const ofDoor = (status, word) => (word in MESSAGES ? word : BY_STATUS[status] ?? "server");
