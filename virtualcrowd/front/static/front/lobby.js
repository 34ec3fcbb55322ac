// The lobby: when the host starts, the attendee goes in by themselves, or is woken, as they chose.
import * as sound from "./sound.js";

const mine = document.querySelector("[data-live]").dataset.session;
const lobby = () => document.querySelector('[data-card="lobby"]');
const say = (text) => { document.querySelector("#vc-say").textContent = text; };
const COUNT = 3, SPREAD = 2;  // seconds that can be cancelled, and up to two more so that not all enter at once
let started = false, timers = [];

const way = {
  get: () => { try { return localStorage.getItem("vc-lobby") === "wake" ? "wake" : "go"; } catch { return "go"; } },
  set: (value) => { try { localStorage.setItem("vc-lobby", value); } catch { /* storage blocked: for this visit */ } },
};
const chosen = () => lobby()?.querySelector("[name=way]:checked")?.value ?? way.get();

const show = () => {
  const choice = lobby()?.querySelector("[data-choice]");
  if (!choice) return;
  choice.querySelector(`[value="${way.get()}"]`).checked = true;
  words();
};
const words = () => lobby().querySelectorAll("[data-way]").forEach((part) => { part.hidden = part.dataset.way !== chosen(); });

// The first touch of the page readies the sound.
const ready = () => { if (chosen() === "wake") sound.ready(); };

const wake = () => {
  say(gettext("The host has started. You can join the meeting."));
  if (chosen() === "wake") sound.beep();
  document.title = interpolate(gettext("Started: %(title)s"), { title: document.querySelector("h1").textContent }, true);
  try {
    if (Notification.permission === "granted") {
      const note = new Notification(gettext("The host has started"), { body: document.querySelector("h1").textContent, tag: `vc-${mine}` });
      note.onclick = () => { focus(); note.close(); };
    }
  } catch { /* this browser has no notifications for pages */ }
  document.dispatchEvent(new CustomEvent("vc:refresh-card", { detail: 500 }));
};

const goIn = () => {
  const card = lobby(), join = card.dataset.join, place = card.querySelector("[data-seconds]");
  const wait = COUNT + Math.random() * SPREAD, seconds = Math.ceil(wait);
  place.textContent = seconds;
  card.querySelector("[data-waiting]").hidden = true;
  card.querySelector("[data-going]").hidden = false;
  card.querySelector("[data-cancel]").focus({ preventScroll: true });
  say(interpolate(gettext("The host has started. We take you in after %(count)s seconds."), { count: seconds }, true));
  for (let gone = 1; gone < wait; gone += 1) timers.push(setTimeout(() => { place.textContent = seconds - gone; }, gone * 1000));
  timers.push(setTimeout(() => document.dispatchEvent(new CustomEvent("vc:go-in", { detail: join })), wait * 1000));
};
const cancel = () => {
  timers.forEach(clearTimeout); timers = [];
  say(gettext("You stay here. Join meeting takes you in."));
  document.dispatchEvent(new CustomEvent("vc:refresh-card", { detail: 0 }));
};

document.addEventListener("vc:live", ({ detail }) => {
  const state = detail.states?.[mine] ?? (String(detail.session) === mine ? detail.state : undefined);
  if (started && state && state !== "live" && lobby()) { cancel(); started = false; }
  if (state !== "live" || started) return;
  if (document.querySelector('[data-card="before"]')) { started = true; wake(); return; }  // the host is early
  if (!lobby()) return;
  started = true;
  (chosen() === "wake" ? wake : goIn)();
});
document.addEventListener("change", ({ target }) => {
  if (target.name !== "way") return;
  way.set(target.value);
  words(); ready();
  try { if (target.value === "wake" && Notification.permission === "default") Notification.requestPermission(); } catch { /* none here */ }
});
document.addEventListener("click", ({ target }) => { if (target.closest("[data-cancel]")) cancel(); });
document.addEventListener("pointerdown", ready);
document.addEventListener("keydown", ready);
document.addEventListener("vc:card", ({ detail }) => {
  if (detail !== "lobby") return;
  started = false; show();
});
show();
