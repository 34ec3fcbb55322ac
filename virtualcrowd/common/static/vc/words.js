// What scripts say, as it is written in them: English. The catalogue of another language, loaded after
// this, puts its own functions in their place.
globalThis.gettext = (words) => words;
globalThis.pgettext = (context, words) => words;
globalThis.ngettext = (one, many, count) => (count === 1 ? one : many);
globalThis.interpolate = (words, values, named) => (named
  ? words.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]))
  : words.replace(/%s/g, () => String(values.shift())));
