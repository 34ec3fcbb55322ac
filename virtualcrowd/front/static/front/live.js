// Hears what happens at the event and tells the page by `vc:live`: {rev, states} | {rev, session, state}
// | {rev, session, changed}. A stream first; where that does not come through, polling.
// How many people are inside is put in place right here, in silence: nobody wants each number read out.
const root = document.querySelector("[data-live]");
const FIRST_EVENT = 3000, POLL = 5000, SLOWEST = 60000, RENEW = 50 * 60000, ASLEEP = 20000;
let rev = Number(root.dataset.rev), source = null, failures = 0, patience = 0, poller = 0;
let wait = POLL, renewed = 0, hiddenAt = 0;

const query = (more = {}) => new URLSearchParams({ ...(root.dataset.session && { session: root.dataset.session }), ...more });
const count = (numbers) => {
  for (const place of document.querySelectorAll("[data-inside]")) {
    const people = numbers[place.dataset.inside];
    if (people === undefined) continue;
    place.dataset.people = people;
    place.hidden = !people;
    place.querySelector("[data-words]").textContent = interpolate(ngettext("%(shown)s person is inside", "%(shown)s people are inside", people), { shown: people.toLocaleString(document.documentElement.lang) }, true);
  }
};
const tell = (detail) => {
  rev = detail.rev ?? rev;
  if (detail.inside) count(detail.inside);
  document.dispatchEvent(new CustomEvent("vc:live", { detail }));
};

const noLine = document.querySelector("[data-no-line]");
const line = (isThere) => { if (noLine) noLine.hidden = isThere; };

const stop = () => {
  source?.close(); source = null;
  clearTimeout(patience); clearTimeout(poller);
};

const listen = () => {
  stop();
  source = new EventSource(`${root.dataset.live}?${query()}`);
  patience = setTimeout(fallBack, FIRST_EVENT);
  const heard = (event) => {
    clearTimeout(patience); failures = 0; line(true);
    const detail = JSON.parse(event.data);
    tell(event.type === "changed" ? { ...detail, changed: true } : detail);
  };
  for (const name of ["hello", "state", "changed"]) source.addEventListener(name, heard);
  source.addEventListener("inside", (event) => count(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    failures += 1;
    if (failures >= 2 || source?.readyState === EventSource.CLOSED) fallBack();
  });
};

const fallBack = () => {
  stop();
  wait = POLL;
  poll();
};

const poll = async () => {
  clearTimeout(poller);
  const inside = root.dataset.session && document.querySelector("[data-inside]")?.dataset.people;
  const answer = await fetch(`${root.dataset.live}/state?${query({ since: rev, ...(inside && { inside }) })}`).catch(() => null);
  if (answer?.status === 401) {
    // The stream failed for want of a pass: with a fresh one it gets another chance, once a while.
    if (!(await renew())) return;
    if (Date.now() - renewed > RENEW) { renewed = Date.now(); failures = 0; listen(); return; }
  }
  line(Boolean(answer) && answer.status < 500);
  if (answer?.status === 200) tell(await answer.json());
  wait = answer?.ok ? POLL : Math.min(wait * 2, SLOWEST);
  if (!source) { clearTimeout(poller); poller = setTimeout(poll, wait * (0.75 + Math.random() / 2)); }
};

// A fresh pass from a page that knows who is signed in; false when nobody is any more.
const renew = async () => {
  const answer = await fetch(root.dataset.pass, { method: "POST", redirect: "manual", headers: { "X-CSRFToken": root.dataset.csrf } }).catch(() => null);
  const isOut = answer && (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404);
  if (isOut) { stop(); document.querySelector("[data-signed-out]")?.removeAttribute("hidden"); }
  return !isOut;
};

// Back from sleep, from the back button or from no network: hear what was missed.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) hiddenAt = Date.now();
  else if (Date.now() - hiddenAt > ASLEEP) listen();
});
addEventListener("online", listen);
addEventListener("offline", fallBack);  // a stream of a dead line says nothing
addEventListener("pageshow", (event) => { if (event.persisted) listen(); });
addEventListener("pagehide", stop);
setInterval(renew, RENEW * (0.9 + Math.random() / 10));
listen();
