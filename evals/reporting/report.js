"use strict";
(() => {
  const cases = [...document.querySelectorAll(".case")];
  const field = (id) => document.getElementById(id);
  const [search, corpus, kind, mark, count] = ["search", "corpus", "kind", "mark", "count"].map(field);
  let current = -1;

  const fits = (each) => {
    const words = search.value.trim().toLowerCase();
    return (!corpus.value || each.dataset.corpus === corpus.value)
      && (!kind.value || each.dataset.kind === kind.value)
      && (!mark.value || each.dataset.marks.split(" ").includes(mark.value))
      && (!words || each.textContent.toLowerCase().includes(words));
  };
  const shown = () => cases.filter((each) => !each.hidden);
  const filter = () => {
    for (const each of cases) each.hidden = !fits(each);
    count.textContent = `${shown().length} of ${cases.length} cases`;
    move(0, true);
  };
  const move = (step, quiet) => {
    const all = shown();
    cases.forEach((each) => each.classList.remove("current"));
    if (quiet || !all.length) { current = -1; return; }
    current = Math.max(0, Math.min(all.length - 1, current + step));
    all[current].classList.add("current");
    all[current].querySelector("summary").focus({ preventScroll: true });
    all[current].scrollIntoView({ block: "start" });
  };
  const theme = () => {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const now = document.documentElement.dataset.theme || (dark ? "dark" : "light");
    document.documentElement.dataset.theme = now === "dark" ? "light" : "dark";
  };
  const keys = {
    "j": () => move(1), "k": () => move(-1), "d": theme,
    "o": () => { const each = shown()[current]; if (each) each.open = !each.open; },
    "/": () => search.focus(),
    "?": () => { const keys = field("keys"); keys.open = !keys.open; },
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target === search) { search.value = ""; filter(); search.blur(); return; }
    const typing = ["INPUT", "SELECT", "TEXTAREA"].includes(event.target.tagName);
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  for (const each of [search, corpus, kind, mark]) each.addEventListener("input", filter);
  field("theme").addEventListener("click", theme);
  for (const link of document.querySelectorAll("a[data-kind]")) {
    link.addEventListener("click", () => { kind.value = link.dataset.kind; filter(); });
  }
  filter();
})();
