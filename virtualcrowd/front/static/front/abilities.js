// What every meeting in a browser needs of it.
const stores = () => {
  try {
    for (const place of [localStorage, sessionStorage]) { place.setItem("vc-try", "1"); place.removeItem("vc-try"); }
    return true;
  } catch { return false; }
};
const calls = () => typeof WebAssembly === "object" && typeof RTCPeerConnection === "function"
  && typeof WebSocket === "function" && Boolean(navigator.mediaDevices?.getUserMedia);

// What is missing: "insecure", "browser", "storage", or "" for nothing.
export const lacks = () => {
  if (!isSecureContext) return "insecure";
  if (!calls()) return "browser";
  return stores() ? "" : "storage";
};
