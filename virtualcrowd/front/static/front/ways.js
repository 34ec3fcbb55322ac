// The ways in beside the browser: each is asked for at the press, and only then given.
const REFUSED = { not_started: gettext("The host has not started yet."), ended: gettext("The meeting is over.") };
const NO = gettext("That did not work. Join in the browser, or reload this page.");
const say = (text) => { document.querySelector("[data-way-said]").textContent = text; };

const ask = async (url) => {
  const csrf = document.querySelector("[data-live]").dataset.csrf;
  const answer = await fetch(url, { method: "POST", headers: { "X-CSRFToken": csrf }, redirect: "manual" }).catch(() => null);
  const word = await answer?.json().catch(() => ({}));
  if (answer?.ok && word) return word;
  say(REFUSED[word?.error] ?? NO);
  return null;
};

const openApp = async (button) => {
  const word = await ask(button.dataset.app);
  if (!word) return;
  location.assign(word.url);
  say(gettext("If nothing opens, this device has no Zoom app: join in the browser."));
};

const made = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text, ...more });
// The words with elements where they name them: `interpolate`, for more than text.
const filled = (words, parts) => words.split(/(%\(\w+\)s)/).map((piece) => parts[piece.slice(2, -2)] ?? piece);
const line = ({ number, place, free, url }) => {
  const row = made("li", "");
  row.append(made("a", number, { href: url }), made("small", [place, free ? gettext("free of charge") : ""].filter(Boolean).join(" · ")));
  return row;
};
const showPhone = async (button) => {
  const word = await ask(button.dataset.phone);
  if (!word) return;
  const place = document.querySelector("[data-phone-said]"), list = made("ul", "");
  list.append(...word.numbers.map(line));
  const typed = word.passcode
    ? gettext("Dial a number, then type the meeting’s: %(meeting)s and the passcode: %(passcode)s")
    : gettext("Dial a number, then type the meeting’s: %(meeting)s");
  const steps = made("p", "");
  steps.append(...filled(typed, { meeting: made("b", `${word.meeting} #`), passcode: made("b", `${word.passcode} #`) }));
  place.replaceChildren(steps, list, made("p", gettext("On a phone, a press on a number types all of it. Your carrier’s prices hold.")));
  place.hidden = false;
  button.hidden = true;
  say(gettext("The numbers to dial are below the button."));
};

document.addEventListener("click", ({ target }) => {
  const app = target.closest("[data-app]"), phone = target.closest("[data-phone]");
  if (app) openApp(app);
  if (phone) showPhone(phone);
});
