// The guide beside the form: open where there is room, folded on a phone. What somebody folds stays.
(() => {
  if (!matchMedia("(min-width: 1200px)").matches) return;
  document.querySelectorAll("details[data-open-wide]").forEach((fold) => { fold.open = true; });
})();
