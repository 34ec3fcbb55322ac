// Test join, inside the frame: the same client as an attendee's, told nothing more. It says to the
// page around it how far it came, and leaves as soon as it is in.
import { enter, load, prepare } from "../join/client.js";
import { ofZoom } from "../join/errors.js";
import { listenFor } from "../join/overheard.js";
import { ofSaying } from "../join/sayings.js";
import { feedByFiles, Watchdog } from "../join/watchdog.js";

const GRACE_MS = 2_500; // Zoom's dialog says why, a moment after its status says that
const STAY_MS = 2_500; // a waiting room says only a moment later that it is one
const LEAVE_MS = 4_000;

const config = JSON.parse(document.getElementById("vcj-config").textContent);
const dog = new Watchdog(() => fail("silent"));
let isOver = false, isIn = false, isGone = false;
let stopListening = () => {};

const tell = (at, more = {}) => parent.postMessage({ vc: "test", at, ...more }, location.origin);

const end = (at, more) => {
  if (isOver) return;
  isOver = true;
  dog.rest();
  stopListening();
  tell(at, more);
};
const fail = (reason, answer = "") => end("failed", { reason, answer });
const waits = () => end("waited");
const refused = (reason, answer) => (reason === "not_started" ? waits() : fail(reason, answer));

const leave = () => {
  try { window.ZoomMtg.leaveMeeting({}); } catch { /* then the page itself goes */ }
  setTimeout(() => location.assign(config.leftUrl), LEAVE_MS);
};

const stay = () => {
  if (isOver) return;
  end("joined");
  leave();
};

const on = {
  accepted: () => dog.feed(),
  moved: () => dog.feed(),
  waits: () => { if (!isGone) waits(); },
  held: () => end("waited", { inside: true }),
  admitted: () => on.joined(),
  joined: () => {
    if (isIn || isOver) return;
    isIn = true;
    dog.rest();
    setTimeout(stay, STAY_MS);
  },
  refused: (code, text) => refused(ofSaying(text) ?? ofZoom(code), [code ?? "", text].filter(Boolean).join(" · ")),
  gone: () => {
    isGone = true;
    if (!isIn) setTimeout(refused, GRACE_MS, "refused");
  },
};

// What Zoom's own dialog says; one that only asks something stops the test as well.
const hear = ({ text, key }) => {
  if (isIn) return true;
  if (!key && !isGone) return false;
  refused(key ?? "refused", text);
  return true;
};

const ticket = async () => {
  const asked = { method: "POST", headers: { "X-CSRFToken": config.csrf }, cache: "no-store", redirect: "manual" };
  const response = await fetch(config.ticketUrl, asked).catch(() => null);
  if (!response) { fail("offline"); return null; }
  const told = await response.json().catch(() => ({}));
  if (response.ok) return told.sdk;
  fail(told.error ?? (response.type === "opaqueredirect" ? "signed_out" : "server"));
  return null;
};

const start = async () => {
  dog.wake();
  const sdk = await ticket();
  if (!sdk) return;
  tell("server");
  try {
    await load(config);
    prepare(config);
  } catch (error) {
    fail("files", String(error.message ?? ""));
    return;
  }
  if (isOver) return;
  tell("client");
  stopListening = listenFor(hear);
  enter(config, sdk, on);
};

feedByFiles(dog, new URL(`${config.lib}/..`, location.origin).href);
start();
