// Tells the server the browser's time zone, for "my time". Where that differs from the event's, the
// first page is drawn once more; every later one comes right at once.
const me = document.getElementById("vc-zone");
const known = () => document.cookie.split("; ").find((one) => one.startsWith("vc_zone="));
const clock = (timeZone) => new Intl.DateTimeFormat("en", { timeZone, dateStyle: "short", timeStyle: "short" }).format(new Date());

try {
  const mine = Intl.DateTimeFormat().resolvedOptions().timeZone, said = `vc_zone=${encodeURIComponent(mine)}`;
  const before = known();
  if (mine && before !== said) {
    document.cookie = `${said}; path=${me.dataset.path}; max-age=31536000; samesite=lax`;
    if (known() === said && clock(mine) !== clock(me.dataset.zone)) location.reload();
  }
} catch { /* a browser that does not know: the event's time it is */ }
