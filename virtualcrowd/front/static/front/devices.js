// Is this device ready for a meeting? By the browser's own means, and nothing is asked for before the
// person presses the button. What is wrong comes with the one thing to do.
import { beep, contextOf, ready } from "./sound.js";

const place = document.getElementById("devices");
const FACES = ["before", "lobby", "live", "open"];
const TOO_LONG = 90_000, SLOW_MS = 400, WEAK_MBIT = 1.5;
let stream = null, meter = 0, stop = 0;

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

const browser = () => {
  const misses = [
    typeof WebAssembly === "object", typeof RTCPeerConnection === "function", typeof WebSocket === "function", Boolean(navigator.mediaDevices?.getUserMedia),
  ].includes(false);
  if (!isSecureContext) tell("browser", "warn", "Not secure", "Open this page by an address that begins with https: browsers give camera and microphone to no other.");
  else if (misses) tell("browser", "warn", "Too old, or restricted", "Zoom needs a newer browser: update this one, or use Chrome, Edge, Firefox or Safari. In an app’s own window, choose “Open in browser”.");
  else if (!stores()) tell("browser", "warn", "Storage is blocked", "Allow this site to store data, or leave the private window: Zoom cannot start without.");
  else tell("browser", "ok", "Good");
};
const stores = () => {
  try { localStorage.setItem("vc-try", "1"); localStorage.removeItem("vc-try"); return true; } catch { return false; }
};

const timed = async (url) => {
  const before = performance.now(), answer = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(8000) });
  return { bytes: (await answer.arrayBuffer()).byteLength, ms: performance.now() - before };
};
const network = async () => {
  if (!navigator.onLine) return tell("network", "warn", "Offline", "This device has no connection. Switch Wi-Fi or mobile data on.");
  tell("network", "ok", "Checking…");
  try {
    const first = await timed("/healthz"), again = await timed("/healthz"), large = await timed(place.dataset.sample);
    const wait = Math.min(first.ms, again.ms), mbit = (large.bytes * 8) / 1000 / Math.max(1, large.ms - wait);
    if (wait > SLOW_MS || mbit < WEAK_MBIT) tell("network", "warn", "Weak", "Go nearer to the router or use a cable, end downloads, and leave your camera off: sound needs little.");
    else tell("network", "ok", "Good");
  } catch {
    tell("network", "warn", "No answer", "This site does not answer. Check the connection; some hotels ask you to sign in on a page of theirs first.");
  }
};

// Why the browser gave none, and what helps.
const REFUSED = {
  NotAllowedError: ["Not allowed", "Your browser keeps it. Press the sign beside the address, allow it for this site, and check again. On a phone or a Mac the system’s settings have a switch too."],
  NotFoundError: ["None found", "Plug one in, or go on without: you can listen and write."],
  NotReadableError: ["In use", "Another program holds it. Close what else makes calls, and check again."],
};
const KINDS = { microphone: { audio: true }, camera: { video: true } };
const refuse = (name, error) => tell(name, "warn", ...(REFUSED[error.name] ?? ["Does not work", "Unplug it and plug it in again, or restart the browser."]));

const ask = async () => {
  const media = navigator.mediaDevices;
  if (!media?.getUserMedia) return [];
  try {
    return (await media.getUserMedia({ audio: true, video: true })).getTracks();  // one question for both
  } catch { /* one of them is missing or refused: each by itself */ }
  const tracks = [];
  for (const [name, wanted] of Object.entries(KINDS)) {
    try { tracks.push(...(await media.getUserMedia(wanted)).getTracks()); } catch (error) { refuse(name, error); }
  }
  return tracks;
};

const listen = () => {
  const context = contextOf(), bars = [...place.querySelectorAll("[data-meter] i")];
  if (!context) return;
  const ear = context.createAnalyser(), heard = new Uint8Array(ear.fftSize);
  context.createMediaStreamSource(stream).connect(ear);
  let loudest = 0;
  place.querySelector("[data-meter]").hidden = false;
  meter = setInterval(() => {
    ear.getByteTimeDomainData(heard);
    const loud = Math.max(...heard.map((value) => Math.abs(value - 128))) / 128;
    bars.forEach((bar, n) => bar.classList.toggle("on", loud > [0.02, 0.06, 0.14, 0.28, 0.5][n]));
    if (loud > 0.06 && loudest <= 0.06) tell("microphone", "ok", "Hears you");
    loudest = Math.max(loudest, loud);
  }, 120);
  tell("microphone", "ok", "Say something");
};

const mirror = place.querySelector("[data-mirror]");
const rest = () => {
  clearInterval(meter); clearTimeout(stop);
  stream?.getTracks().forEach((track) => track.stop());
  stream = mirror.srcObject = null;
  mirror.hidden = true;
  place.querySelector("[data-meter]").hidden = true;
  button.lastElementChild.textContent = "Check again";
};

const button = place.querySelector("[data-check-all]");
const check = async () => {
  if (stream) return rest();
  ready();
  browser();
  const measured = network(), tracks = await ask();
  if (tracks.length) {
    stream = new MediaStream(tracks);
    button.lastElementChild.textContent = "Done";
    stop = setTimeout(rest, TOO_LONG);  // a camera that was forgotten goes off by itself
  }
  if (tracks.some((track) => track.kind === "audio")) listen();
  if (tracks.some((track) => track.kind === "video")) {
    tell("camera", "ok", "You see yourself below");
    mirror.srcObject = stream; mirror.hidden = false;
    mirror.play().catch(() => {});
  }
  await measured;
};

button.addEventListener("click", check);
place.querySelector("[data-beep]").addEventListener("click", () => { ready(); setTimeout(beep, 60); });
addEventListener("pagehide", rest);
document.addEventListener("vc:card", ({ detail }) => { place.hidden = !FACES.includes(detail); if (place.hidden) rest(); });
document.addEventListener("vc:join", rest);  // Zoom wants the camera now
place.hidden = !FACES.includes(document.querySelector("[data-card]").dataset.card);
browser();
