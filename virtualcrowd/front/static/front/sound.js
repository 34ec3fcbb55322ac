// Three tones: what wakes somebody in the lobby, and what the device check plays.
let context = null;

// Browsers play sound only after a gesture: call this from one.
export const ready = () => {
  try { context ??= new AudioContext(); context.resume(); } catch { context = null; }
};
export const beep = () => {
  if (context?.state !== "running") return;
  [0, 0.3, 0.6].forEach((after, n) => {
    const tone = context.createOscillator(), volume = context.createGain(), at = context.currentTime + after;
    tone.frequency.value = [660, 660, 880][n];
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.25, at + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.25);
    tone.connect(volume).connect(context.destination);
    tone.start(at); tone.stop(at + 0.26);
  });
};
export const contextOf = () => { ready(); return context; };
