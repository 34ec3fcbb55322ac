// Builder: a search field over long drop-downs, and a warning before typed things are lost.
(() => {
  // The native select stays: it works by keyboard, touch and without this. While somebody searches,
  // it is open as a list that holds only what matches; options are taken out, as Safari shows hidden ones.
  const LONG = 8, OPEN_ROWS = 8;
  const say = (text) => { const region = document.querySelector("#vc-say"); if (region) region.textContent = text; };

  const searchable = (select) => {
    const groups = [...select.querySelectorAll("optgroup")].map((group) => ({ group, options: [...group.children] }));
    const total = groups.reduce((sum, { options }) => sum + options.length, 0);
    if (total < LONG || select.disabled || select.closest("fieldset:disabled")) return;
    const input = document.createElement("input");
    input.type = "search";
    input.className = "form-control mb-2";
    input.placeholder = `Search ${total} by title, time or number`;
    input.autocomplete = "off";
    input.setAttribute("aria-label", "Search the list");
    input.setAttribute("aria-controls", select.id);
    select.before(input);

    const filter = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let found = 0, headings = 0;
      for (const { group, options } of groups) {
        // What is chosen stays in, or the browser would choose something else.
        const kept = options.filter((option) => option.selected || words.every((word) => option.text.toLowerCase().includes(word)));
        found += kept.length;
        group.replaceChildren(...kept);
        group.hidden = kept.length === 0;
        headings += kept.length > 0;
      }
      const searching = words.length > 0;
      select.size = searching ? Math.min(OPEN_ROWS, found + headings + 1) : 0;
      select.classList.toggle("bd-open", searching);
      if (searching) say(found === 1 ? "1 found" : `${found} found`);
    };
    const close = () => { if (input.value) { input.value = ""; filter(); } };
    input.addEventListener("input", filter);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
      if (event.key === "ArrowDown" && input.value) { event.preventDefault(); select.focus(); }
      if (event.key === "Escape") close();
    });
    select.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === "Escape") close(); });
    select.addEventListener("click", (event) => { if (event.target.tagName === "OPTION") close(); });
    input.form.addEventListener("submit", close);
  };
  document.querySelectorAll("select[data-filter]").forEach((select) => {
    searchable(select);
    // A meeting that was suggested is no longer one as soon as something is chosen.
    select.addEventListener("change", () => document.querySelectorAll("[data-fit]").forEach((fit) => { fit.hidden = select.value !== ""; }));
  });

  const unsaved = new Set([...document.querySelectorAll("form[data-unsaved=yes]")]);
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-unsaved]");
    if (form && event.target.name) unsaved.add(form);
  });
  document.addEventListener("submit", () => unsaved.clear());
  addEventListener("beforeunload", (event) => { if (unsaved.size) event.preventDefault(); });
})();
