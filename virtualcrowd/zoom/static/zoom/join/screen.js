// What the attendee sees around Zoom's client: the wait, the one dialog, what is said aloud.
import { MESSAGES } from "./errors.js";

const $ = (selector, root = document) => root.querySelector(selector);
const screen = $("#vcj-screen"), dialog = $("#vcj-dialog"), region = $("#vcj-say"), phase = $("#vcj-phase");

export const say = (text) => { region.textContent = text; };

export const wait = (text) => {
  screen.hidden = false;
  document.body.classList.add("vcj-waiting");
  if (dialog.open) dialog.close();
  phase.textContent = text;
  say(text);
};

// Zoom's own screen takes over.
export const stepAside = (text) => {
  screen.hidden = true;
  document.body.classList.remove("vcj-waiting");
  if (dialog.open) dialog.close();
  say(text);
};

// "**Retry** asks again" as text and <b>: words are ours, yet nothing is ever read as markup.
const write = (place, text) => {
  place.hidden = !text;
  place.replaceChildren(...text.split("**").map((part, i) => {
    if (i % 2 === 0) return part;
    const bold = document.createElement("b");
    bold.textContent = part;
    return bold;
  }));
};

const button = (place, [act, label] = [], acts) => {
  place.hidden = !act;
  if (!act) return;
  (place.querySelector("span") ?? place).textContent = label;
  place.dataset.act = act;
  place.onclick = acts[act];
};

// For "I cannot get in": the last message, kept in this tab alone and read by the help page.
const remember = (message, answer) => {
  try { sessionStorage.setItem("vc-trouble", JSON.stringify({ title: message.title, answer })); } catch { /* blocked: then without */ }
};

// A line above Zoom's screen that covers nothing which is needed to leave or to speak.
export const showMoved = (isMoved, acts) => {
  const line = $("#vcj-moved");
  if (line.hidden === !isMoved) return;
  line.hidden = !isMoved;
  $("button", line).onclick = acts.session;
  if (isMoved) say(gettext("The organisers changed the way in. You are still in the meeting that was here before."));
};

// One dialog for every outcome; the next step has the focus, Escape is the way out.
export const tell = (key, acts, answer = "") => {
  const message = MESSAGES[key];
  dialog.dataset.key = key;
  remember(message, answer);
  dialog.querySelectorAll("[data-icon]").forEach((sign) => { sign.hidden = sign.dataset.icon !== message.icon; });
  $("#vcj-title").textContent = message.title;
  write($("[data-words]", dialog), message.words);
  write($("[data-hint]", dialog), message.hint);
  $(".vcj-ask", dialog)?.toggleAttribute("hidden", Boolean(message.isOver));
  $("[data-answer]", dialog).hidden = !answer || Boolean(message.isOver);
  $("[data-answer] p", dialog).textContent = answer;
  button($("[data-first]", dialog), message.first, acts);
  button($("[data-second]", dialog), message.second, acts);
  $("[data-first] svg", dialog).toggleAttribute("hidden", message.first[0] !== "retry");
  dialog.oncancel = (event) => { event.preventDefault(); acts.session(); };
  if (!dialog.open) dialog.showModal();
  $("[data-first]", dialog).focus();
};
