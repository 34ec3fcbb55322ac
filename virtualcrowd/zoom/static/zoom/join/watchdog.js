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

export const feedByFiles = (dog, folder) => new PerformanceObserver((list) => {
  if (list.getEntries().some((file) => file.name.startsWith(folder))) dog.arrive();
}).observe({ type: "resource" });
