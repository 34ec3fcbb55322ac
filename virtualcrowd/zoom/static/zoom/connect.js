// Authorize in a window of its own. The click itself opens it, so that browsers do not block it;
// the form with both pairs is sent into it, so nothing typed here is ever lost. Without this file,
// or when the window is blocked, the same form is sent in this tab.
(() => {
  const NAME = "vc-zoom", LOOK = "popup,width=560,height=740";
  const blocked = document.querySelector("#popup-blocked");
  const home = () => location.replace(document.querySelector("[data-home]")?.dataset.home || location.pathname);
  let zoom = null, answered = false, watch = 0;

  const answer = (what) => {
    answered = true;
    // "keep": the server refused the form itself; what was typed stays here.
    if (what === "done" || what === "failed") home();
  };
  addEventListener("message", (event) => {
    if (event.origin === location.origin && event.data?.type === NAME) answer(event.data.what);
  });
  // The way that also works when the browser has parted the two windows.
  try { new BroadcastChannel(NAME).onmessage = (event) => answer(event.data.what); } catch { /* old browser */ }

  // The window is gone and nothing came back: the server finds out why.
  const look = () => {
    if (answered || !zoom?.closed) return;
    clearInterval(watch);
    setTimeout(() => {
      if (answered) return;
      document.querySelector("#zoom-closed").requestSubmit();
    }, 1200);
  };

  // A field that the chosen way does not need is not shown.
  const lacks = (form) => [...form.querySelectorAll("[data-needed]")].some((input) =>
    !input.value.trim() && input.offsetParent);

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-authorize]");
    if (!button) return;
    const form = button.form;
    button.removeAttribute("formtarget");
    form.elements.mode.value = "tab";
    if (lacks(form)) return; // the page itself will say what is missing
    if (form.elements.way?.value === "server") return; // nobody has to consent: no window
    zoom = window.open("", NAME, LOOK);
    if (!zoom) {
      event.preventDefault();
      blocked.hidden = false;
      blocked.querySelector("button").focus({ preventScroll: true });
      blocked.scrollIntoView({ block: "center", behavior: "instant" });
      return;
    }
    blocked.hidden = true;
    answered = false;
    form.elements.mode.value = "popup";
    button.setAttribute("formtarget", NAME);
    setTimeout(() => { form.elements.mode.value = "tab"; });
    clearInterval(watch);
    watch = setInterval(look, 400);
  });
})();
