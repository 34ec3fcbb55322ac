// Zoom's window, back on our side: tell the page that opened it, and close when all is well.
(() => {
  const what = document.querySelector("[data-zoom-window]")?.dataset.zoomWindow;
  if (!what) return;
  const note = { type: "vc-zoom", what };
  try { opener?.postMessage(note, location.origin); } catch { /* the opener is elsewhere by now */ }
  try { new BroadcastChannel("vc-zoom").postMessage(note); } catch { /* old browser */ }
  const button = document.querySelector("[data-window-close]");
  button.hidden = false;
  button.focus();
  button.addEventListener("click", () => window.close());
  if (what === "done") setTimeout(() => window.close(), 2500);
})();
