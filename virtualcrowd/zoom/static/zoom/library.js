// The import dialog keeps what is ticked, dates too, when another tab or a search takes its place;
// the item page shows a chosen picture before it is sent, and warns of what is not saved.
(() => {
  const kept = () => document.getElementById("kept");
  const boxes = (root) => [...root.querySelectorAll('input[type="checkbox"][name="picks"]')];
  const find = (value) => [...kept().children].find((input) => input.value === value);

  const keep = (box) => {
    if (find(box.value)) return;
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: box.name, value: box.value });
    input.setAttribute("form", "pick");
    kept().append(input);
  };
  // Of a recurring row: a hidden field that says "these dates only", and a box for each.
  const opened = new Set();
  const parts = (root) => [...root.querySelectorAll(".zl-dates")].map((part) => {
    const [says, ...dates] = part.querySelectorAll('[name="dates"]');
    return { part, says, dates };
  });
  const keepDates = ({ part, says, dates }) => {
    opened[part.open ? "add" : "delete"](says.value);
    if (dates.some((box) => !box.checked)) [says, ...dates.filter((box) => box.checked)].forEach(keep);
  };
  const putDatesBack = ({ part, says, dates }) => {
    part.open = part.open || opened.has(says.value);
    if (!find(says.value)) return;
    dates.forEach((box) => { box.checked = Boolean(find(box.value)); });
    [says, ...dates].forEach((one) => find(one.value)?.remove());
  };
  const count = () => {
    const place = document.querySelector("[data-kept-count]");
    const more = kept() ? kept().querySelectorAll('[name="picks"]').length : 0;
    if (place) place.textContent = more ? `, and ${more} not in this list` : "";
  };
  const isOurs = (target) => kept() && (target.id === "rows" || target.id === "import");

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!isOurs(event.detail.target) || !event.detail.shouldSwap) return;
    boxes(event.detail.target).filter((box) => box.checked).forEach(keep);
    parts(event.detail.target).forEach(keepDates);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!isOurs(event.detail.target)) return;
    if (!document.getElementById("pick") && !event.detail.target.querySelector("nav")) kept().replaceChildren();
    const shown = boxes(event.detail.target);
    shown.forEach((box) => {
      const known = find(box.value);
      if (known) { box.checked = !box.disabled; known.remove(); }
    });
    parts(event.detail.target).forEach(putDatesBack);
    shown[0]?.dispatchEvent(new Event("change", { bubbles: true }));
    count();
  });

  const unsaved = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-unsaved]");
    if (form) unsaved.add(form);
  });
  document.addEventListener("submit", () => unsaved.clear());
  addEventListener("beforeunload", (event) => { if (unsaved.size) event.preventDefault(); });

  document.addEventListener("change", (event) => {
    const input = event.target.closest?.("[data-vc-preview]");
    if (!input) return;
    const picture = document.querySelector(input.dataset.vcPreview), file = input.files[0];
    if (!file || !file.type.startsWith("image/")) return;
    if (picture.src.startsWith("blob:")) URL.revokeObjectURL(picture.src);
    picture.src = URL.createObjectURL(file);
    picture.alt = "Chosen image";
    picture.hidden = false;
  });
})();
