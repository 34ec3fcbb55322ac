// Light or dark before the first paint: what the person picked, else what the system has.
// Always as attribute, because Tabler knows dark by that alone.
(() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const picked = () => {
    try { return new URLSearchParams(location.search).get("theme") || localStorage.getItem("theme"); } catch { return null; /* storage blocked */ }
  };
  const knowsDark = CSS.supports("color", "light-dark(#000, #fff)"); // Safari does since 17.5
  const apply = () => {
    const theme = knowsDark ? picked() : "light";
    document.documentElement.setAttribute("data-bs-theme", theme === "dark" || theme === "light" ? theme : system.matches ? "dark" : "light");
  };
  apply();
  system.addEventListener("change", apply);
})();
