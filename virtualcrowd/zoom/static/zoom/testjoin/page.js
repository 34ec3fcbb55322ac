// Test join, around the frame: starts it, shows each stage as it passes, hands the result in.
(() => {
  const box = document.getElementById("test-join");
  if (!box) return;
  const form = document.getElementById("test-join-form"), room = document.getElementById("test-room");
  const say = (text) => { document.getElementById("vc-say").textContent = text; };
  const PATIENCE_MS = 150_000; // the frame has its own, shorter one; this is for when it never ran
  const LEAVING_MS = 12_000;
  let frame = null, timer = 0, reached = "", isDone = true;

  const line = (key) => box.querySelector(`[data-stage="${key}"]`);
  const mark = (key, state) => {
    const item = line(key);
    if (!item) return;
    item.className = state === "now" ? "" : state;
    item.dataset.state = state;
  };
  const after = (key) => line(key)?.nextElementSibling?.dataset.stage;
  const pass = (key) => {
    const keys = [...box.querySelectorAll("[data-stage]")].map((one) => one.dataset.stage);
    keys.slice(0, keys.indexOf(key) + 1).forEach((one) => mark(one, "ok"));
    reached = key;
    const next = after(key);
    if (next) { mark(next, "now"); say(line(next).querySelector("b").textContent); }
  };

  const hand = async (outcome, more = {}) => {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    const body = new FormData(form);
    Object.entries({ outcome, reached, reason: "", answer: "", ...more }).forEach(([name, value]) => body.set(name, value));
    const response = await fetch(frame.dataset.result, { method: "POST", body }).catch(() => null);
    frame.remove();
    frame = null;
    room.hidden = true;
    form.querySelector("button").disabled = false;
    if (!response?.ok) { location.reload(); return; }
    box.innerHTML = await response.text();
    box.querySelector("[tabindex]")?.focus();
  };

  const heard = {
    server: () => pass("server"),
    client: () => pass("client"),
    joined: () => { pass("joined"); clearTimeout(timer); timer = setTimeout(hand, LEAVING_MS, "joined"); },
    waited: ({ inside }) => { if (inside) reached = "host"; hand("waited"); },
    failed: ({ reason, answer }) => hand("failed", { reason, answer: answer ?? "" }),
  };
  addEventListener("message", (event) => {
    if (event.origin !== location.origin || !frame || event.source !== frame.contentWindow) return;
    if (event.data.vc === "test") heard[event.data.at]?.(event.data);
    if (event.data.vc === "left" && reached === "joined") { reached = "left"; hand("joined"); }
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!isDone) return;
    isDone = false;
    reached = "";
    form.querySelector("button").disabled = true;
    const chosen = form.elements.meeting.selectedOptions[0];
    box.querySelectorAll("[data-stage]").forEach((one) => mark(one.dataset.stage, "none"));
    box.querySelectorAll("[data-verdict]").forEach((one) => one.remove());
    mark("server", "now");
    say("Test join started");
    frame = Object.assign(document.createElement("iframe"), { title: "Zoom’s client, as an attendee sees it", src: chosen.dataset.client });
    frame.dataset.result = chosen.dataset.result;
    frame.allow = "autoplay";
    room.querySelector("[data-frame]").replaceChildren(frame);
    room.hidden = false;
    timer = setTimeout(hand, PATIENCE_MS, "failed", { reason: "silent" });
  });
})();
