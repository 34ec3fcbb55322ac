// What a fresh ticket mends is tried once more without a word: a clock that is off, a laptop that
// slept over its ticket; a file of Zoom's client that was lost on the way. A second refusal within
// the minute is told.
const WITHIN_MS = 60_000;
const MENDED = ["expired", "files"];

export const mayTryAgain = (key, place) => {
  if (!MENDED.includes(key)) return false;
  const name = `vc-again:${place}`;
  try {
    const before = Number(sessionStorage.getItem(name));
    sessionStorage.setItem(name, String(Date.now()));
    return Date.now() - before > WITHIN_MS;
  } catch {
    return false;  // without storage there is no telling whether this is the second time
  }
};
