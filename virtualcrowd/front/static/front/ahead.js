// Fetches Zoom's client while somebody waits, so that going in takes no time: only when the browser
// has nothing else to do, the start is near, and neither the line nor its price suffers.
const NEAR = 30 * 60_000;
const card = () => document.querySelector("[data-card]");
let files = [], stop = null;

const isGood = () => {
  const line = navigator.connection;
  if (line) return !line.saveData && line.effectiveType === "4g" && line.type !== "cellular";
  return matchMedia("(min-width: 992px) and (pointer: fine)").matches;  // a browser that does not tell
};
const isNear = () => card()?.dataset.ahead && Number(card().dataset.starts) * 1000 - Date.now() < NEAR;
const idle = (act) => (window.requestIdleCallback ?? ((later) => setTimeout(later, 2000)))(act);

const next = async () => {
  const file = files.shift();
  if (!file || !isGood() || document.hidden) return;
  stop = new AbortController();
  try {
    await (await fetch(file, { priority: "low", signal: stop.signal })).blob();
    idle(next);
  } catch { files = []; /* the line has better to do */ }
};
const begin = () => {
  if (files.length || !isNear() || begin.done) return;
  begin.done = true;
  files = card().dataset.ahead.split(" ");
  idle(next);
};

document.addEventListener("vc:card", begin);
document.addEventListener("vc:join", () => { files = []; stop?.abort(); });
addEventListener("pagehide", () => stop?.abort());
if (document.readyState === "complete") begin();
else addEventListener("load", begin);
setInterval(begin, 60_000);
