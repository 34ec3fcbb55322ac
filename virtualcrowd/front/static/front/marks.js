// Bookmarks without a new page. Without this script, or when it fails, the button posts its form.
const form = document.getElementById("marks");
const say = (text) => { document.querySelector("#vc-say").textContent = text; };

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-mark]");
  if (!button || !form) return;
  event.preventDefault();
  const isMarked = button.name === "add", body = new FormData(form);
  body.set(button.name, button.value);
  button.name = isMarked ? "drop" : "add";
  button.setAttribute("aria-pressed", isMarked);
  const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" }, redirect: "manual", keepalive: true }).catch(() => null);
  if (answer?.status === 204) return say(isMarked ? gettext("On your agenda") : gettext("Off your agenda"));
  button.name = isMarked ? "add" : "drop";
  button.setAttribute("aria-pressed", !isMarked);
  // No answer: the line is lost, or somebody is on their way to the next page, and stays so.
  if (answer) form.requestSubmit(button);  // asks to sign in, or shows what is wrong
  else say(gettext("That did not work: there is no connection."));
});
