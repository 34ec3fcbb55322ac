// Reloads the page when the sandbox's state changed and nobody is typing or has a menu open.
const seen = document.currentScript.dataset.revision;
const busy = () =>
  document.querySelector(".pop[open]") ||
  (document.activeElement && document.activeElement.matches("input, select, textarea"));
setInterval(async () => {
  if (document.hidden || busy()) return;
  try {
    const answer = await fetch("/console/pulse");
    const { revision } = await answer.json();
    if (String(revision) !== seen && !busy()) location.reload();
  } catch {
    // The sandbox was stopped; the page stays as it is.
  }
}, 2000);
