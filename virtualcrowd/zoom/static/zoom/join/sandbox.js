// In a demo, calls to Zoom go to the stand-in of Zoom instead. Loaded before Zoom's client, and only
// when DEMO=1: a real site never serves a page with this script.
(() => {
  const base = document.currentScript.dataset.base;
  const map = (address) => {
    let url;
    try { url = new URL(address, location.href); } catch { return address; }
    if (!/(^|\.)zoom\.us$/.test(url.hostname)) return address;
    const to = url.protocol.startsWith("ws") ? base.replace(/^http/, "ws") : base;
    return `${to}${url.host}${url.pathname}${url.search}`;
  };
  const open = XMLHttpRequest.prototype.open;
  XMLHttpRequest.prototype.open = function (method, url, ...rest) { return open.call(this, method, map(String(url)), ...rest); };
  const ask = window.fetch;
  window.fetch = (what, options) => ask(typeof what === "string" || what instanceof URL ? map(String(what)) : what, options);
  window.WebSocket = new Proxy(window.WebSocket, {
    construct: (Socket, [url, ...rest]) => new Socket(map(String(url)), ...rest),
  });
})();
