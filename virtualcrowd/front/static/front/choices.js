// Which microphone, camera and speaker somebody wants. Kept under the names by which Zoom's client
// (6.2.0, of this same address) remembers its own choice: what is chosen here holds there, and back.
const KINDS = {
  microphone: ["audioinput", "activeMicrophoneDeviceId", "activeMicrophoneLabel"],
  camera: ["videoinput", "activeCameraDeviceId", "activeCameraDeviceLabel"],
  speaker: ["audiooutput", "activeSpeakerDeviceId", "activeSpeakerLabel"],
};

export const chosen = (name) => {
  try { return localStorage.getItem(KINDS[name][1]) ?? ""; } catch { return ""; }
};
const keep = (name, { value, text }) => {
  const [, id, label] = KINDS[name];
  try { localStorage.setItem(id, value); localStorage.setItem(label, text); } catch { /* storage blocked: for this page */ }
};

// Without a name of it, or as a double for calls, a device is nothing to choose.
const isReal = ({ deviceId, label }) => deviceId && label && deviceId !== "communications";

const fill = (select, devices, used) => {
  select.replaceChildren(...devices.map(({ deviceId, label }) => new Option(label, deviceId)));
  const wanted = [chosen(select.name), used].find((id) => devices.some(({ deviceId }) => deviceId === id));
  if (wanted) select.value = wanted;
  select.parentElement.hidden = devices.length < 2;
};

// Offers what there is, now that the browser gives names. `used` holds the ids that are in use.
export const offer = async (place, used) => {
  const all = (await navigator.mediaDevices.enumerateDevices()).filter(isReal);
  for (const select of place.querySelectorAll("select")) {
    const devices = all.filter(({ kind }) => kind === KINDS[select.name][0]);
    if (select.name !== "speaker" || "setSinkId" in HTMLMediaElement.prototype) fill(select, devices, used[select.name]);
  }
  place.hidden = !place.querySelector("div:not([hidden])");
};

export const onChoice = (place, act) => place.addEventListener("change", ({ target }) => {
  keep(target.name, target.selectedOptions[0]);
  act(target.name);
});
