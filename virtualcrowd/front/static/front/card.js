// The join card: counts down, says what the clock alone changes without asking anybody, and is fetched
// anew when news or time make it another one.
const side = document.querySelector("#join");
const say = (text) => { document.querySelector("#vc-say").textContent = text; };
const card = () => side.querySelector("[data-card]");
const mine = document.querySelector("[data-live]").dataset.session;
const skew = Number(card().dataset.now) * 1000 - Date.now();  // the server's clock counts
const SAID_AT = [10, 5, 1], SOON = 30 * 60;  // minutes; seconds
let timer = 0, asked = "", minutesBefore = Infinity;

const refresh = async () => {
  clearTimeout(timer); timer = 0;
  const url = new URL(side.dataset.cardUrl, location.href);
  url.searchParams.set("rev", card().dataset.rev);
  url.searchParams.set("kind", card().dataset.card);
  const answer = await fetch(url, { redirect: "manual" }).catch(() => null);
  if (answer?.status !== 200) return;
  const focused = side.contains(document.activeElement) && document.activeElement.id;
  const before = card().dataset.card;
  side.innerHTML = await answer.text();
  if (card().dataset.card === "elsewhere" && before !== "elsewhere") say(interpolate(gettext("%(heading)s. The new way in is on this page."), { heading: card().querySelector("h2").textContent }, true));
  if (focused) document.getElementById(focused)?.focus();
  document.dispatchEvent(new CustomEvent("vc:card", { detail: card().dataset.card }));
};
// Many pages hear the same news at the same moment: they do not ask at the same moment.
const soon = (within) => { timer ||= setTimeout(refresh, Math.random() * within); };

document.addEventListener("vc:refresh-card", (event) => soon(event.detail ?? 0));
document.addEventListener("vc:live", ({ detail }) => {
  const state = detail.states?.[mine] ?? (String(detail.session) === mine ? detail.state : undefined);
  const kind = card().dataset.card;
  if (state === "live" && kind === "lobby") return;  // lobby.js takes them in, nothing is asked
  const isNews = detail.states ? detail.rev !== Number(card().dataset.rev) : detail.session === null || String(detail.session) === mine;
  if (isNews) soon(state ? 2000 : 5000);
  else card().dataset.rev = detail.rev;  // what changed is not ours
});

const show = (places, isShown) => side.querySelectorAll(places).forEach((place) => { place.hidden = !isShown(place.dataset); });
const startsIn = (minutes) => interpolate(ngettext("Starts in %(count)s min", "Starts in %(count)s min", minutes), { count: minutes }, true);
// "Starts in 18 min" ages, and is over at the start.
const age = (seconds) => {
  const phase = !seconds ? "waiting" : seconds <= SOON ? "soon" : "upcoming", label = side.querySelector("[data-while=soon] .badge")?.lastChild;
  if (phase === "soon" && label) {
    const words = startsIn(Math.max(1, Math.round(seconds / 60)));
    if (label.data !== words) label.data = words;
  }
  show("[data-while]", (data) => data.while === phase);
  show("[data-until]", () => seconds > 0);
  show("[data-from]", () => !seconds);
};

const tick = () => {
  const now = Date.now() + skew, seconds = Math.max(0, Math.ceil((Number(card().dataset.starts) * 1000 - now) / 1000));
  age(seconds);
  const count = side.querySelector(".fe-count");
  if (count) {
    const left = { days: Math.floor(seconds / 86400), hours: Math.floor(seconds / 3600) % 24, minutes: Math.floor(seconds / 60) % 60, seconds: seconds % 60 };
    for (const box of count.children) {
      box.hidden = (box.dataset.unit === "days" && !left.days) || (box.dataset.unit === "seconds" && left.days > 0);
      box.querySelector("b").textContent = String(left[box.dataset.unit]).padStart(2, "0");
    }
  }
  const minutes = Math.ceil(seconds / 60);
  if (seconds && minutes < minutesBefore && minutesBefore !== Infinity && SAID_AT.includes(minutes)) say(interpolate(ngettext("Starts in %(count)s minute", "Starts in %(count)s minutes", minutes), { count: minutes }, true));
  minutesBefore = minutes;
  const changes = card().dataset.changes;
  if (changes && now >= Number(changes) * 1000 && asked !== changes) { asked = changes; soon(3000); }
};
tick();
setInterval(tick, 1000);
