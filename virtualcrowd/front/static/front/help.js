// Adds what the browser knows to a call for help, and shows the answer as soon as there is one.
const place = document.getElementById("asked"), form = document.querySelector("[data-facts]");
const EVERY = 5000;
const say = (text) => { document.querySelector("#vc-say").textContent = text; };

const trouble = () => {
  try { return JSON.parse(sessionStorage.getItem("vc-trouble")) ?? {}; } catch { return {}; }
};
const devices = async () => {
  try {
    const found = (await navigator.mediaDevices.enumerateDevices()).map((device) => device.kind);
    return `${found.includes("videoinput") ? "camera" : "no camera"}, ${found.includes("audioinput") ? "microphone" : "no microphone"}`;
  } catch { return "not told"; }
};
const put = (facts) => {
  for (const [name, value] of Object.entries(facts)) if (form.elements[name]) form.elements[name].value = (value ?? "").slice(0, 300);
};
const fill = async () => {
  const last = trouble(), line = navigator.connection;
  put({
    message: last.title, zoom: last.answer, browser: navigator.userAgent,
    screen: `${innerWidth} by ${innerHeight}`,
    line: [navigator.onLine ? "online" : "offline", line?.effectiveType, line?.saveData && "saves data"].filter(Boolean).join(", "),
  });
  put({ devices: await devices() });  // some browsers take their time, or never say
};
// Read out as well as shown, and named by the tab for who is elsewhere meanwhile.
const answered = (box) => {
  place.replaceChildren(...box.childNodes);
  const heading = place.querySelector("h2").textContent;
  document.title = [heading, ...document.title.split(" · ").slice(1)].join(" · ");
  say(`${heading}: ${place.querySelector(".fe-answer").textContent}`);
};
const shown = () => place.querySelector("[data-answered]")?.dataset.answered;
const look = async () => {
  const answer = await fetch(place.dataset.again, { headers: { "HX-Request": "true" }, redirect: "manual" }).catch(() => null);
  if (answer?.status === 200) {
    const before = shown(), box = document.createElement("div");
    box.innerHTML = await answer.text();
    if (box.querySelector("[data-answered]")?.dataset.answered !== before) answered(box);
  }
  setTimeout(look, EVERY * (0.8 + Math.random() * 0.4));
};
if (form) fill();
else setTimeout(look, EVERY);
