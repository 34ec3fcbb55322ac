// New event: a shortcode from the name and the browser's time zone, until somebody chooses their own.
(() => {
  const form = document.querySelector("[data-new-event]");
  const { name, shortcode, timezone, starts_on: first, ends_on: last } = form.elements;
  const slug = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
    .replace(/[^a-z0-9]+/g, "-").slice(0, 40).replace(/^-+|-+$/g, "");

  let suggested = shortcode.value === "";
  shortcode.addEventListener("input", () => { suggested = shortcode.value === ""; });
  name.addEventListener("input", () => { if (suggested) shortcode.value = slug(name.value); });

  first.addEventListener("change", () => { if (last.value === "" || last.value < first.value) last.value = first.value; });

  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const isFresh = timezone.value === "UTC" && name.value === "";
  if (isFresh && [...timezone.options].some((option) => option.value === here)) timezone.value = here;
})();
