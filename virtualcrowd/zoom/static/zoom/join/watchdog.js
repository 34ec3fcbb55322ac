// Zoom's client can stand still without a word, or try again for ever. Who feeds the dog tells it
// that something moved; nothing that moves without arriving is waited for beyond the limit.
const PATIENCE_MS = 45_000;
const LIMIT_MS = 90_000;

export class Watchdog {
  constructor(bark) { this.bark = bark; this.timer = 0; this.limit = 0; this.isAwake = false; }

  wake() { this.isAwake = true; this.arrive(); }

  // A file came: a client that still arrives is slow, not silent.
  arrive() {
    if (!this.isAwake) return;
    clearTimeout(this.limit);
    this.limit = setTimeout(this.bark, LIMIT_MS);
    this.feed();
  }

  feed() {
    if (!this.isAwake) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(this.bark, PATIENCE_MS);
  }

  // It is over, or Zoom's own page waits for somebody: then waiting is no fault.
  rest() { clearTimeout(this.timer); clearTimeout(this.limit); this.isAwake = false; }
}

// Zoom's client asks for each of its files once; when one is lost on the way it waits for ever. Only
// our own address says whether a file came: another site's answers have no status here.
const isLost = (file) => file.responseStatus === 0 && file.name.startsWith(location.origin);

export const feedByFiles = (dog, folder, lost) => new PerformanceObserver((list) => {
  const files = list.getEntries().filter((file) => file.name.startsWith(folder));
  if (files.some(isLost)) lost();
  else if (files.length) dog.arrive();
}).observe({ type: "resource" });
