// The meeting in the page on wide screens; on phones it has a page of its own. Leaving, being removed
// and the host's end all come as messages of the frame, and lead back to the right state.
const WIDE = matchMedia("(min-width: 992px)");
const stage = document.getElementById("stage");
const card = () => document.querySelector("[data-card]");
const moved = document.querySelector("[data-moved]"), past = document.querySelector("[data-past]");
let isIn = false, plan = "";

// The keyboard is in the frame from the start, but not in a page that comes into it later: in again.
const enter = (frame) => {
  if (document.activeElement !== frame) return;
  frame.blur();
  frame.focus({ preventScroll: true });
};

const open = (url) => {
  if (!WIDE.matches) return location.assign(url);
  if (stage.firstElementChild) return undefined;
  document.dispatchEvent(new CustomEvent("vc:join"));
  plan = card().dataset.plan;
  const frame = document.createElement("iframe");
  frame.allow = "camera; microphone; display-capture; autoplay; fullscreen; picture-in-picture; clipboard-write";
  frame.title = interpolate(gettext("Meeting: %(title)s"), { title: document.querySelector("h1").textContent }, true);
  frame.src = url;
  frame.addEventListener("load", () => enter(frame));
  stage.append(frame);
  past.hidden = false;
  document.body.classList.add("fe-on-stage");
  stage.scrollIntoView({ block: "start", behavior: "instant" });
  frame.focus({ preventScroll: true });
  return undefined;
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("#join-link");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  open(link.href);
});
document.addEventListener("vc:go-in", ({ detail }) => open(detail));

const close = () => {
  isIn = false; moved.hidden = past.hidden = true;
  stage.replaceChildren();
  document.body.classList.remove("fe-on-stage");
  document.getElementById("join").scrollIntoView({ block: "center", behavior: "instant" });
  document.querySelector("#join :is(a, button)")?.focus({ preventScroll: true });
};
// Plan B: who waits is led on at once, who is in a meeting decides for themselves.
document.addEventListener("vc:card", () => {
  if (!stage.firstElementChild || card().dataset.plan === plan) return;
  if (isIn) moved.hidden = false; else close();
});
moved.querySelector("button").addEventListener("click", close);

addEventListener("message", ({ origin, data }) => {
  if (origin !== location.origin || !data?.vc) return;
  if (data.vc === "joined") isIn = true;
  if (data.vc === "error") isIn = false;
  if (data.vc === "left") { isIn = false; location.replace(new URL(data.to, location.origin)); }
});
// A slip on a link would take somebody out of the meeting.
addEventListener("beforeunload", (event) => { if (isIn) event.preventDefault(); });
// Back from the meeting, the keyboard goes on where that is said, and not at the top of the page.
document.querySelector("[data-left]")?.focus({ preventScroll: true });
