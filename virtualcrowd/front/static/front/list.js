// Lists of sessions: fetched anew when something started, ended or moved.
const list = document.querySelector("[data-refresh]");
const live = document.querySelector("[data-live]");
const SPREAD = 3000, AGES = 5 * 60000;
let shown = Number(live.dataset.rev), timer = 0, wanted = shown;

const refresh = async () => {
  timer = 0;
  const rev = wanted, at = location.href;
  const answer = await fetch(at, { headers: { "HX-Request": "true" }, redirect: "manual" }).catch(() => null);
  if (answer?.status !== 200 || at !== location.href) return;
  const focused = list.contains(document.activeElement) && document.activeElement.id;
  const scrolled = list.querySelector(".vc-filters")?.scrollLeft;
  list.innerHTML = await answer.text();
  globalThis.htmx?.process(list);
  if (scrolled) list.querySelector(".vc-filters").scrollLeft = scrolled;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  shown = rev;
};
// On a phone, days and filters are wider than the screen: what is chosen comes into view.
const reveal = () => {
  for (const chosen of list.querySelectorAll(":is(.fe-days .nav, .vc-filters) > [aria-current]")) {
    const row = chosen.parentElement, around = row.getBoundingClientRect(), own = chosen.getBoundingClientRect();
    if (own.left < around.left || own.right > around.right) row.scrollLeft += own.left - around.left - (around.width - own.width) / 2;
  }
};
// Thousands of open lists hear the same news: they spread their questions.
const soon = () => { timer ||= setTimeout(refresh, 200 + Math.random() * SPREAD); };

document.addEventListener("vc:live", ({ detail }) => {
  if (detail.rev === shown) return;
  wanted = detail.rev; soon();
});
document.addEventListener("htmx:afterSwap", () => {
  reveal();
  const said = list.querySelector("[data-said]")?.dataset.said;
  if (said) document.querySelector("#vc-say").textContent = said;
});
// Who chooses another language comes back to the same list.
document.addEventListener("htmx:pushedIntoHistory", ({ detail }) => {
  document.querySelectorAll(".vc-languages [name=next]").forEach((field) => { field.value = detail.path; });
});
reveal();
// "Starts in 18 min" ages.
setInterval(() => { if (!document.hidden) soon(); }, AGES * (0.9 + Math.random() / 5));
