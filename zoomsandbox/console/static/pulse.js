// Reloads the page when the sandbox's state changed and nobody has typed or has a menu open.
const seen = document.currentScript.dataset.revision;
let typed = false;
document.addEventListener("input", () => {
  typed = true;
});
const busy = () =>
  typed ||
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
