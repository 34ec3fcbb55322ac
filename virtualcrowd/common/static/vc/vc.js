// Behaviour that every page may use, hooked by data-*. Everything else is HTML, CSS and htmx.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const say = (text) => { const region = $("#vc-say"); if (region) region.textContent = text; };
  const root = document.documentElement;

  const copy = async (button) => {
    const source = $(button.dataset.copy);
    try { await navigator.clipboard.writeText(source.textContent.trim()); } catch { getSelection().selectAllChildren(source); }
    const label = button.querySelector("span"), before = label.textContent;
    label.textContent = gettext("Copied"); say(gettext("Copied"));
    setTimeout(() => { label.textContent = before; }, 1600);
  };
  const reveal = (button) => {
    const input = $(button.dataset.reveal);
    input.type = input.type === "password" ? "text" : "password";
    button.setAttribute("aria-pressed", input.type === "text");
  };
  const toggleTheme = () => {
    const dark = root.dataset.bsTheme ? root.dataset.bsTheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    const theme = dark ? "light" : "dark";
    root.setAttribute("data-bs-theme", theme);
    try { localStorage.setItem("theme", theme); } catch { /* storage blocked */ }
  };
  const acts = {
    copy, reveal, themeToggle: toggleTheme,
    open: (button) => $(button.dataset.open)?.showModal(),
    close: (button) => button.closest("dialog")?.close(),
    toastClose: (button) => button.closest("[data-toast]")?.remove(),
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy],[data-open],[data-close],[data-theme-toggle],[data-reveal],[data-toast-close]");
    if (button) for (const name of Object.keys(acts)) if (name in button.dataset) acts[name](button);
  });

  // Menus made of <details>: an outside click and Escape close them.
  document.addEventListener("click", (event) => document.querySelectorAll("details.vc-menu[open]").forEach((menu) => menu.contains(event.target) || menu.removeAttribute("open")));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.activeElement?.closest("details.vc-menu[open]");
    if (menu) { menu.removeAttribute("open"); menu.querySelector("summary").focus(); }
  });

  // A dialog that the server sent: open it; the page behind reloads if it asks for that on close.
  const showDialogs = (root) => root.querySelectorAll("dialog[data-modal]:not([data-shown])").forEach((dialog) => {
    dialog.setAttribute("data-shown", ""); dialog.removeAttribute("open"); dialog.showModal();
    dialog.addEventListener("close", () => { if (dialog.dataset.closeTo) location.href = dialog.dataset.closeTo; });
  });
  showDialogs(document);
  document.addEventListener("htmx:load", (event) => showDialogs(event.detail.elt.parentElement || document));

  // "Select all" that knows "some".
  const boxes = (all) => [...document.querySelectorAll(`[name="${all.dataset.selectAll}"]:not(:disabled)`)];
  const count = () => document.querySelectorAll("[data-select-all]").forEach((all) => {
    const ticked = boxes(all).filter((box) => box.checked).length;
    all.disabled = !boxes(all).length;
    all.checked = ticked > 0 && ticked === boxes(all).length;
    all.indeterminate = ticked > 0 && !all.checked;
    document.querySelectorAll("[data-selected-count]").forEach((place) => { place.textContent = ticked; });
  });
  document.addEventListener("change", (event) => {
    if (event.target.dataset.selectAll) boxes(event.target).forEach((box) => { box.checked = event.target.checked; });
    count();
  });
  document.addEventListener("htmx:load", count);
  count();

  // Saving: the button says so and cannot be pressed twice. Pages from the back button start fresh.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && !event.defaultPrevented && !("keep" in button.dataset)) setTimeout(() => { button.disabled = true; button.classList.add("btn-loading"); });
  });
  addEventListener("pageshow", (event) => { if (event.persisted) document.querySelectorAll(".btn-loading").forEach((button) => { button.disabled = false; button.classList.remove("btn-loading"); }); });
  document.addEventListener("htmx:afterRequest", () => document.querySelectorAll(".btn-loading").forEach((button) => { button.disabled = false; button.classList.remove("btn-loading"); }));

  // Toasts go by themselves; errors are alerts in the page and stay.
  document.querySelectorAll("[data-toast]").forEach((toast) => setTimeout(() => toast.remove(), 8000));
})();
