// One tab of a browser is in a meeting at a time: two would hear each other, and Zoom counts two people.
// A lock that the browser takes back when the tab goes, so that nothing of it is ever left behind.
const PATIENCE_MS = 1500;  // a reload of this very tab lets go a moment later

const hold = (name, options, onLost) => new Promise((held) => {
  navigator.locks.request(name, options, () => { held(true); return new Promise(() => {}); })
    .catch((error) => (error.name === "AbortError" ? onLost() : undefined));
});

// Resolves to whether this tab may go in; `onLost` is called when another tab takes over.
export const claim = async (name, onLost) => {
  if (!navigator.locks) return true;
  const patience = new AbortController();
  let isMine = false;
  const given = hold(name, { signal: patience.signal }, () => { if (isMine) onLost(); });
  isMine = await Promise.race([given, new Promise((late) => setTimeout(late, PATIENCE_MS, false))]);
  if (!isMine) patience.abort();
  return isMine;
};

export const takeOver = (name, onLost) => (navigator.locks ? hold(name, { steal: true }, onLost) : Promise.resolve(true));
