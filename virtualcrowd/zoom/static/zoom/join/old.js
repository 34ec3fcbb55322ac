// In the words of old browsers on purpose: it speaks where the page's own script cannot be read, or
// did not arrive, and somebody would look at a page that waits for ever.
(function () {
  function tell() {
    var stuck = document.getElementById("vcj-stuck");
    if (stuck && document.body.classList.contains("vcj-waiting")) return; // our own script runs: it tells
    if (!stuck) { document.addEventListener("DOMContentLoaded", tell); return; }
    stuck.hidden = false;
    document.getElementById("vcj-phase").hidden = true;
    document.querySelector(".vcj-spinner").hidden = true;
  }
  window.addEventListener("error", function (event) {
    var isScript = event.target !== window && event.target.type === "module";
    if (isScript || event.error instanceof SyntaxError) tell();
  }, true);
  if (!("noModule" in document.createElement("script"))) tell();
})();
