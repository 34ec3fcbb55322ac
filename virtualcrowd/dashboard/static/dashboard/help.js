// Asks for new calls for help. What somebody is writing stays: then only the news is told.
(() => {
  const place = document.getElementById("requests");
  const newest = (root) => root.querySelector("[data-newest]")?.dataset.newest;
  const isWriting = () => [...place.querySelectorAll("textarea")].some((box) => box.value || box === document.activeElement);
  const look = async () => {
    const answer = await fetch(location.href, { headers: { "HX-Request": "true" }, redirect: "manual" }).catch(() => null);
    if (answer?.status === 200) {
      const box = document.createElement("div");
      box.innerHTML = await answer.text();
      if (newest(box) !== newest(place)) document.getElementById("vc-say").textContent = "Somebody needs help";
      const waiting = box.querySelector("[data-waiting]")?.dataset.waiting ?? "0", badge = document.querySelector("[data-waiting-badge]");
      badge.hidden = waiting === "0";
      badge.firstElementChild.textContent = waiting;
      // What is the same stays as well: somebody reads it, or is on a button by keyboard.
      if (!isWriting() && box.textContent !== place.textContent) place.replaceChildren(...box.childNodes);
    }
    setTimeout(look, Number(place.dataset.every));
  };
  setTimeout(look, Number(place.dataset.every));
})();
