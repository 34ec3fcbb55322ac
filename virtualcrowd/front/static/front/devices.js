// Is this device ready for a meeting? By the browser's own means, and nothing is asked for before the
// person presses the button. What is wrong comes with the one thing to do.
import { lacks } from "./abilities.js";
import { chosen, offer, onChoice } from "./choices.js";
import { beep, contextOf, ready } from "./sound.js";

const place = document.getElementById("devices");
const FACES = ["before", "lobby", "live", "open"];
const TOO_LONG = 90_000, SLOW_MS = 400, WEAK_MBIT = 1.5;
const HEARD = 0.06;
let stream = null, meter = 0, stop = 0, loudest = 0;

const part = (name) => place.querySelector(`[data-check="${name}"]`);
const fixes = place.querySelector("[data-fixes]");
const tell = (name, level, said, fix = "") => {
  const row = part(name), text = row.querySelector("[data-said]");
  row.classList.remove("ok", "warn");
  row.classList.add(level);
  text.textContent = said;
  fixes.querySelector(`[data-for="${name}"]`)?.remove();
  if (!fix) return;
  const line = document.createElement("p");
  line.className = "fe-fix fe-small mb-2";
  line.dataset.for = name;
  line.textContent = fix;
  fixes.append(line);
};

const UNFIT = {
  insecure: [gettext("Not secure"), gettext("Open this page by an address that begins with https: browsers give camera and microphone to no other.")],
  browser: [gettext("Too old, or restricted"), gettext("Zoom needs a newer browser: update this one, or use Chrome, Edge, Firefox or Safari. In an app’s own window, choose “Open in browser”.")],
  storage: [gettext("Storage is blocked"), gettext("Allow this site to store data, or leave the private window: Zoom cannot start without.")],
};
const browser = () => {
  const lack = lacks();
  if (lack) tell("browser", "warn", ...UNFIT[lack]);
  else tell("browser", "ok", gettext("Good"));
};

const timed = async (url) => {
  const before = performance.now(), answer = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(8000) });
  return { bytes: (await answer.arrayBuffer()).byteLength, ms: performance.now() - before };
};
const network = async () => {
  if (!navigator.onLine) return tell("network", "warn", gettext("Offline"), gettext("This device has no connection. Switch Wi-Fi or mobile data on."));
  tell("network", "ok", gettext("Checking…"));
  try {
    const first = await timed("/healthz"), again = await timed("/healthz"), large = await timed(place.dataset.sample);
    const wait = Math.min(first.ms, again.ms), mbit = (large.bytes * 8) / 1000 / Math.max(1, large.ms - wait);
    if (wait > SLOW_MS || mbit < WEAK_MBIT) tell("network", "warn", gettext("Weak"), gettext("Go nearer to the router or use a cable, end downloads, and leave your camera off: sound needs little."));
    else tell("network", "ok", gettext("Good"));
  } catch {
    tell("network", "warn", gettext("No answer"), gettext("This site does not answer. Check the connection; some hotels ask you to sign in on a page of theirs first."));
  }
};

// Why the browser gave none, and what helps.
const REFUSED = {
  NotAllowedError: [gettext("Not allowed"), gettext("Your browser keeps it. Press the sign beside the address, allow it for this site, and check again. On a phone or a Mac the system’s settings have a switch too.")],
  NotFoundError: [gettext("None found"), gettext("Plug one in, or go on without: you can listen and write.")],
  NotReadableError: [gettext("In use"), gettext("Another program holds it. Close what else makes calls, and check again.")],
};
const KINDS = { microphone: "audio", camera: "video" };
const wanted = (name) => (chosen(name) ? { deviceId: { exact: chosen(name) } } : true);
const refuse = (name, error) => tell(name, "warn", ...(REFUSED[error.name] ?? [gettext("Does not work"), gettext("Unplug it and plug it in again, or restart the browser.")]));

const get = async (wishes) => (await navigator.mediaDevices.getUserMedia(wishes)).getTracks();

const askFor = async (name) => {
  try {
    // What was chosen once may be gone by now: another one rather than none.
    return await get({ [KINDS[name]]: wanted(name) }).catch((error) => (error.name === "OverconstrainedError" ? get({ [KINDS[name]]: true }) : Promise.reject(error)));
  } catch (error) { refuse(name, error); return []; }
};

const ask = async () => {
  if (!navigator.mediaDevices?.getUserMedia) return [];
  try {
    return await get({ audio: wanted("microphone"), video: wanted("camera") });  // one question for both
  } catch { /* one of them is missing or refused: each by itself */ }
  return [...await askFor("microphone"), ...await askFor("camera")];
};

const listen = () => {
  const context = contextOf(), bars = [...place.querySelectorAll("[data-meter] i")];
  if (!context) return;
  const ear = context.createAnalyser(), heard = new Uint8Array(ear.fftSize);
  context.createMediaStreamSource(stream).connect(ear);
  loudest = 0;
  place.querySelector("[data-meter]").hidden = false;
  meter = setInterval(() => {
    ear.getByteTimeDomainData(heard);
    const loud = Math.max(...heard.map((value) => Math.abs(value - 128))) / 128;
    bars.forEach((bar, n) => bar.classList.toggle("on", loud > [0.02, 0.06, 0.14, 0.28, 0.5][n]));
    if (loud > HEARD && loudest <= HEARD) tell("microphone", "ok", gettext("Hears you"));
    loudest = Math.max(loudest, loud);
  }, 120);
  tell("microphone", "ok", gettext("Say something"));
};

const mirror = place.querySelector("[data-mirror]");
// What was found out, once nothing is seen and heard any more.
const conclude = () => {
  if (stream?.getVideoTracks().length) tell("camera", "ok", gettext("Good"));
  if (!stream?.getAudioTracks().length) return;
  if (loudest > HEARD) tell("microphone", "ok", gettext("Good"));
  else tell("microphone", "warn", gettext("Heard nothing"), gettext("Check again and say something, or choose another microphone."));
};
const rest = () => {
  clearInterval(meter); clearTimeout(stop);
  conclude();
  stream?.getTracks().forEach((track) => track.stop());
  stream = mirror.srcObject = null;
  mirror.hidden = true;
  place.querySelector("[data-meter]").hidden = true;
  button.lastElementChild.textContent = gettext("Check again");
};

const choices = place.querySelector("[data-choices]");
const usedBy = (tracks, kind) => tracks.find((track) => track.kind === kind)?.getSettings().deviceId;
const button = place.querySelector("[data-check-all]");
const check = async () => {
  if (stream) return rest();
  ready();
  browser();
  const measured = network(), tracks = await ask();
  if (tracks.length) {
    offer(choices, { microphone: usedBy(tracks, "audio"), camera: usedBy(tracks, "video"), speaker: "default" });
    stream = new MediaStream(tracks);
    button.lastElementChild.textContent = gettext("Done");
    stop = setTimeout(rest, TOO_LONG);  // a camera that was forgotten goes off by itself
  }
  if (tracks.some((track) => track.kind === "audio")) listen();
  if (tracks.some((track) => track.kind === "video")) {
    tell("camera", "ok", gettext("You see yourself below"));
    mirror.srcObject = stream; mirror.hidden = false;
    mirror.play().catch(() => {});
  }
  await measured;
};

let turn = Promise.resolve();
const inTurn = (act) => { turn = turn.then(act, act); };  // two at once would leave a camera on
button.addEventListener("click", () => inTurn(check));
const speak = async () => {
  ready();
  const speaker = chosen("speaker");
  try { await contextOf()?.setSinkId?.(speaker === "default" ? "" : speaker); } catch { /* it is gone: the usual one speaks */ }
  setTimeout(beep, 60);
};
place.querySelector("[data-beep]").addEventListener("click", speak);
onChoice(choices, (name) => {
  if (name === "speaker") speak();
  else inTurn(() => { rest(); return check(); });
});
addEventListener("pagehide", rest);
document.addEventListener("vc:card", ({ detail }) => { place.hidden = !FACES.includes(detail); if (place.hidden) rest(); });
document.addEventListener("vc:join", rest);  // Zoom wants the camera now
place.hidden = !FACES.includes(document.querySelector("[data-card]").dataset.card);
browser();
