// From "Join meeting" to Zoom's screen: ticket, client, join; and out of it with a plain message.
import { mayTryAgain } from "./again.js";
import { enter, load, prepare } from "./client.js";
import { ofZoom } from "./errors.js";
import { lacking } from "./fit.js";
import { hearOfPlanB } from "./moved.js";
import { listenFor } from "./overheard.js";
import { ofSaying } from "./sayings.js";
import { showMoved, stepAside, tell, wait } from "./screen.js";
import { claim, takeOver } from "./tab.js";
import { fetchTicket, Refused } from "./ticket.js";
import { feedByFiles, Watchdog } from "./watchdog.js";

const config = JSON.parse(document.getElementById("vcj-config").textContent);
const dog = new Watchdog(() => fail("silent"));
let isZooms = false; // Zoom's client holds the document: only a reload starts anew
let isIn = false;
let isHeld = false; // in the host's waiting room, which Zoom counts as connected
let isOver = false;

const go = (url) => () => parent.location.assign(url); // in a frame, the page around it goes
const acts = {
  retry: () => (isZooms ? location.reload() : start()),
  session: go(config.sessionUrl),
  agenda: go(config.agendaUrl),
  signIn: go(config.signInUrl),
  take: async () => { await takeOver(config.ticketUrl, makeWay); start(); },
};
// Another tab goes in instead of this one.
const makeWay = () => { isOver = true; location.replace(config.leftUrl); };

const shout = (what, more = {}) => {
  if (parent !== window) parent.postMessage({ vc: what, ...more }, location.origin);
};

const fail = (key, answer = "") => {
  if (isOver) return;
  isOver = true;
  dog.rest();
  stopListening();
  if (mayTryAgain(key, config.ticketUrl)) { acts.retry(); return; }
  tell(key, acts, answer);
  shout("error", { key });
  if (isZooms && NEWS.has(key)) fetch(config.staleUrl, { method: "POST", headers: { "X-CSRFToken": config.csrf }, keepalive: true }).catch(() => {});
  if (key === "keys") fetch(config.keysUrl, { method: "POST", headers: { "X-CSRFToken": config.csrf }, keepalive: true }).catch(() => {});
};

const answerOf = (code, text) => [code ?? "", text].filter(Boolean).join(" · ");

// A status "gone" says that Zoom refused, its dialog says why; a dialog may also just ask something.
const GRACE_MS = 2_500;
let isGone = false;
let stopListening = () => {};

const hear = ({ text, key }) => {
  if (isIn && !["ended", "removed"].includes(key)) return false;
  if (key || isGone) { fail(key ?? "refused", text); return true; }
  dog.rest();
  stepAside(gettext("Zoom asks you something."));
  return false;
};

const on = {
  accepted: () => dog.feed(),
  moved: () => dog.feed(),
  waits: () => { if (!isGone) { dog.rest(); stepAside(gettext("Waiting. You go in by yourself.")); } },
  held: () => { isHeld = true; isIn = false; on.waits(); },
  admitted: () => { isHeld = false; on.joined(); },
  joined: () => {
    if (isIn || isHeld) return;
    isIn = true;
    dog.rest();
    stepAside(gettext("You are in the meeting."));
    shout("joined");
  },
  refused: (code, text) => fail(ofSaying(text) ?? ofZoom(code), answerOf(code, text)),
  gone: () => {
    isGone = true;
    dog.rest();
    if (!isIn) setTimeout(fail, GRACE_MS, "refused");
  },
};

// What Zoom says of these is news to us: somebody behind looks at the meeting again.
const NEWS = new Set(["passcode", "gone", "registration", "sign_in_zoom"]);
const registering = () => { dog.feed(); wait(gettext("One moment: you are being registered with Zoom…")); };

const start = async () => {
  isOver = false;
  const lack = lacking();
  if (lack) { fail(lack); return; }
  wait(gettext("Joining meeting…"));
  dog.wake();
  try {
    const [sdk] = await Promise.all([fetchTicket(config, registering), load(config)]);
    if (isOver) return;
    isZooms = true;
    prepare(config);
    stopListening = listenFor(hear);
    enter(config, sdk, on);
  } catch (error) {
    if (error instanceof Refused) fail(error.key, error.answer);
    else fail("files");
  }
};

addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
feedByFiles(dog, new URL(`${config.lib}/..`, location.origin).href, () => { if (isZooms && !isIn) fail("files"); });
if (parent === window) hearOfPlanB(config, (isMoved) => showMoved(isMoved, acts));
if (await claim(config.ticketUrl, makeWay)) start();
else fail("other_tab");
