/* The page of a source: its text, and a bar to go through the cited words and to find others. */

const CALM = matchMedia("(prefers-reduced-motion: reduce)");
const TYPED = 300; // milliseconds without a key until the address and a screen reader learn of what is typed

function element(tag, properties = {}, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value; else made.setAttribute(name, value);
  }
  made.append(...content);
  return made;
}

function button(sign, label, act) {
  return element("button", { type: "button", title: label, "aria-label": label, onclick: act }, sign);
}

// ------------------------------------------------------------------ words made alike, with the way back to the page

/* As `fold` in app/finding.py. `from[i]` is the place in `text` of the i-th unit of `words`. */
function folding({ signs, accents }) {
  const left = new RegExp(`[${accents}]`, "gu");
  const known = new Map();
  const alike = (sign) => {
    if (!known.has(sign)) {
      const same = /\s/u.test(sign) ? " " : (signs[sign] ?? sign).normalize("NFKD").replace(left, "");
      known.set(sign, same.toUpperCase().toLowerCase());
    }
    return known.get(sign);
  };
  return (text) => {
    let words = "";
    const from = [];
    let place = 0;
    for (const sign of text) {
      for (const unit of alike(sign).split("")) {
        const one = /\s/u.test(unit) ? " " : unit;
        if (one === " " && words.endsWith(" ")) continue;
        words += one;
        from.push(place);
      }
      place += sign.length;
    }
    return { words, from };
  };
}

/* The pieces of a cell, in order: text nodes, and formulas, which are found by what they are written as. */
function pieces(cell) {
  const found = [];
  let start = 0;
  const walk = (node) => {
    const math = node.localName === "math";
    if (!math && node.nodeType !== Node.TEXT_NODE) { node.childNodes.forEach(walk); return; }
    const words = math ? node.dataset.words : node.data;
    found.push({ node, start, words, math });
    start += words.length;
  };
  walk(cell);
  return found;
}

function searchable(article, fold) {
  return [...article.querySelectorAll("p, h1, h2, h3, h4, h5, h6, pre > code, td, th")].map((cell) => {
    const parts = pieces(cell);
    return { cell, parts, ...fold(parts.map((part) => part.words).join("")) };
  });
}

function matches(cells, wanted) {
  const found = [];
  for (const inside of cells) {
    for (let at = inside.words.indexOf(wanted); at >= 0; at = inside.words.indexOf(wanted, at + wanted.length)) {
      found.push({ inside, first: inside.from[at], last: inside.from[at + wanted.length - 1] });
    }
  }
  return found;
}

/* What a match covers on the page: from before its first unit to behind its last one, formulas as wholes. */
function covered({ inside, first, last }, Kind) {
  const point = (at, behind) => {
    const part = inside.parts.findLast(({ start }) => start <= at);
    if (part.math) return [part.node.parentNode, behind ? 1 : 0];
    const within = at - part.start;
    return [part.node, within + (behind ? String.fromCodePoint(part.words.codePointAt(within)).length : 0)];
  };
  const [startContainer, startOffset] = point(first, false);
  const [endContainer, endOffset] = point(last, true);
  if (Kind === StaticRange) return new StaticRange({ startContainer, startOffset, endContainer, endOffset });
  const range = document.createRange();
  range.setStart(startContainer, startOffset);
  range.setEnd(endContainer, endOffset);
  return range;
}

function formulasIn({ inside, first, last }) {
  const touched = inside.parts.filter((part) => part.math && part.start <= last && first < part.start + part.words.length);
  return touched.map((part) => part.node);
}

function paint(name, ranges) { CSS.highlights?.set(name, new Highlight(...ranges)); }

// ------------------------------------------------------------------ what is in sight

function scroller(root) {
  let box = root.getRootNode().host ?? root;
  while (box && !/auto|scroll/.test(getComputedStyle(box).overflowY)) box = box.parentElement;
  return box ?? document;
}

/* A function that brings an element or a range below the bar; and in from the side, in a box that scrolls. What is in
   sight already stays where it is if that is done `calmly`. */
function sight(root, bar) {
  // The header of the page is seen through: what goes on behind it would show above the bar.
  const above = element("div");
  bar.before(above);
  new IntersectionObserver(([seen]) => bar.classList.toggle("stuck", !seen.isIntersecting), {
    root: scroller(root), rootMargin: `-${parseFloat(getComputedStyle(bar).top) || 0}px 0px 10000000px`,
  }).observe(above);
  return (thing, calmly) => {
    const holder = thing.startContainer ?? thing;
    const box = (holder.closest ? holder : holder.parentElement).closest(".wide");
    const place = thing.getBoundingClientRect();
    if (box) {
      const seen = box.getBoundingClientRect();
      if (place.left < seen.left || place.right > seen.right) box.scrollLeft += place.left - seen.left - seen.width / 4;
    }
    const top = bar.getBoundingClientRect().bottom;
    const room = innerHeight - top;
    if (calmly && place.top > top + room * .05 && place.bottom < innerHeight - room * .1) return;
    const behavior = calmly && !CALM.matches ? "smooth" : "instant";
    (scroller(root).scrollBy ? scroller(root) : window).scrollBy({ top: place.top - top - room / 4, behavior });
  };
}

// ------------------------------------------------------------------ the bar and the text

function stepper(name, previous, next, go) {
  const count = element("span", { className: "count" });
  const steps = element("span", { className: "steps" },
    button("↑", previous, () => go(-1)), button("↓", next, () => go(1)));
  return { count, steps, box: element("div", { className: name }, count, steps) };
}

function build(parent) {
  const cited = stepper("cited", "Previous cited words (p)", "Next cited words (n)", (step) => goCited(step));
  const found = stepper("found", "Previous found (Shift+Enter)", "Next found (Enter)", (step) => goFound(step));
  const path = element("p", { className: "path" });
  const field = element("input", { type: "search", placeholder: "Find in this source", maxLength: 200,
    "aria-label": "Find in this source", autocomplete: "off", spellcheck: false, enterKeyHint: "search" });
  const said = element("p", { className: "unseen", role: "status" });
  const earlier = button("↑ Earlier part", "Earlier part of this source", () => send({ at: now.data.earlier }));
  const laterPart = button("↓ Later part", "Later part of this source", () => send({ at: now.data.later }));
  const article = element("article", { tabIndex: -1 });
  found.box.prepend(field);
  const bar = element("div", { className: "bar", role: "group", "aria-label": "Ways through this source" },
    cited.box, found.box, path, said);
  const root = element("div", { className: "source" }, bar,
    element("p", { className: "part" }, earlier), article, element("p", { className: "part" }, laterPart));
  const now = { data: null, cells: null, hits: [], hit: -1, place: 1, arriving: 0 };
  parent.append(root);
  const send = (wish) => now.trigger("go", { find: field.value, ...wish });
  let saying = 0;
  const say = (words, wait = 0) => {
    clearTimeout(saying);
    saying = setTimeout(() => { said.textContent = words; }, wait);
  };

  const reveal = sight(root, bar);
  const blockAt = (at) => [...article.querySelectorAll("[data-start]")].findLast(({ dataset }) => dataset.start <= at);
  const startOf = (hit) => Number(hit.inside.cell.closest("[data-start]").dataset.start);

  // ---------------------------------------------------------------- cited words

  function showCited() {
    const { places } = now.data;
    cited.box.hidden = path.hidden = !places.length;
    if (!places.length) return;
    cited.count.textContent = `Cited words ${now.place} of ${places.length}`;
    const headings = places[now.place - 1].path.map((words) => element("bdi", {}, words));
    path.replaceChildren(...headings.flatMap((words, at) => (at ? [" › ", words] : [words])));
    for (const mark of article.querySelectorAll("mark")) {
      mark.classList.toggle("current", Number(mark.dataset.place) === now.place);
    }
  }

  const marksNow = () => article.querySelectorAll(`mark[data-place="${now.place}"]`);

  function goCited(step) {
    const { places } = now.data;
    if (!places.length) return;
    now.place = (now.place - 1 + step + places.length) % places.length + 1;
    const { start, path: under } = places[now.place - 1];
    const [mark] = marksNow();
    if (!mark && !now.data.whole) { send({ at: start }); return; }
    showCited();
    const target = mark ?? blockAt(start);
    if (target) reveal(target, true);
    say(`Cited words ${now.place} of ${places.length}${under.length ? `, under ${under.join(", ")}` : ""}`);
  }

  // ---------------------------------------------------------------- found words

  const elsewhere = () => now.data.elsewhere?.find === field.value ? now.data.elsewhere : null;

  function search() {
    const wanted = now.fold(field.value).words.trim();
    if (wanted) now.cells ??= searchable(article, now.fold);
    now.hits = wanted ? matches(now.cells, wanted) : [];
    now.hit = now.hits.length ? 0 : -1;
    paint("groundwork-found", now.hits.map((hit) => covered(hit, StaticRange)));
    for (const math of article.querySelectorAll("math.found")) math.classList.remove("found");
    for (const math of now.hits.flatMap(formulasIn)) math.classList.add("found");
  }

  /* The first match that stands in or below what is in sight: reading goes on from there. */
  function nearest() {
    const top = bar.getBoundingClientRect().bottom;
    let [low, high] = [0, now.hits.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (covered(now.hits[middle]).getBoundingClientRect().bottom < top) low = middle + 1; else high = middle;
    }
    return low % now.hits.length;
  }

  function words() {
    if (!field.value.trim()) return "";
    const there = elsewhere();
    const all = now.hits.length + (there ? there.before + there.after : 0);
    const more = !now.data.whole && !there ? " in this part" : "";
    if (!all) return `None found${more}`;
    return now.hit < 0 ? `${all} found` : `${now.hit + 1 + (there?.before ?? 0)} of ${all} found${more}`;
  }

  function showFound() {
    found.count.textContent = words();
    found.steps.hidden = found.count.hidden = !field.value.trim();
    const current = now.hits[now.hit];
    paint("groundwork-current", current ? [covered(current, StaticRange)] : []);
    for (const math of article.querySelectorAll("math.current")) math.classList.remove("current");
    for (const math of current ? formulasIn(current) : []) math.classList.add("current");
  }

  function goFound(step) {
    if (!field.value.trim()) { field.focus(); return; }
    const there = elsewhere();
    const over = now.hit + step < 0 || now.hit + step >= now.hits.length;
    const onward = step > 0 ? there?.next : there?.previous;
    if (over && onward != null) { now.arriving = step; send({ at: onward }); return; }
    if (now.hits.length) {
      now.hit = (now.hit + step + now.hits.length) % now.hits.length;
      showFound();
      reveal(covered(now.hits[now.hit]), true);
    }
    say(words());
  }

  let remembering = 0;
  function remember() {
    const url = new URL(location.href);
    if (field.value.trim()) url.searchParams.set("find", field.value); else url.searchParams.delete("find");
    if (url.href !== location.href) history.replaceState(history.state, "", url);
    if (!now.data.whole) send({});
  }

  field.oninput = () => {
    search();
    if (now.hits.length) now.hit = nearest();
    showFound();
    if (now.hits.length) reveal(covered(now.hits[now.hit]), true);
    say(words(), TYPED);
    clearTimeout(remembering);
    remembering = setTimeout(remember, TYPED);
  };
  field.onkeydown = (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") { event.preventDefault(); goFound(event.shiftKey ? -1 : 1); }
    if (event.key === "Escape" && field.value) { event.preventDefault(); field.value = ""; field.oninput(); }
  };

  // A single key only works where the focus is in here: who speaks to the machine, or hits a key, goes nowhere else.
  const keys = (event) => {
    const [target] = event.composedPath();
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (target.closest?.("input, textarea, select, [contenteditable=true]")) return;
    if (event.key === "n" || event.key === "p") { event.preventDefault(); goCited(event.key === "n" ? 1 : -1); }
  };
  root.addEventListener("keydown", keys);

  // ---------------------------------------------------------------- a new text, or new counts for the same

  function arrive(fresh) {
    const { at, places } = now.data;
    if (now.arriving && now.hits.length) {
      const last = now.hits.findLastIndex((hit) => startOf(hit) <= at);
      const first = now.hits.findIndex((hit) => startOf(hit) >= at);
      now.hit = Math.max(now.arriving > 0 ? first : last, 0);
      showFound();
      reveal(covered(now.hits[now.hit]));
      say(words());
    } else {
      if (fresh && at != null) now.place = Math.max(places.findIndex(({ start }) => start >= at), 0) + 1;
      const target = (at == null || at === places[now.place - 1]?.start) && marksNow()[0];
      showCited();
      if (target) reveal(target);
      else if (at != null && blockAt(at)) reveal(blockAt(at));
      else if (now.hits.length) reveal(covered(now.hits[0]));
    }
    now.arriving = 0;
  }

  function show(data, trigger) {
    const same = now.data?.key === data.key;
    const fresh = JSON.stringify(now.data?.places) !== JSON.stringify(data.places);
    Object.assign(now, { data, trigger, fold: now.fold ?? folding(data), place: fresh ? 1 : now.place });
    if (!same) {
      article.setAttribute("aria-label", data.title);
      article.replaceChildren(...showBlocks(data.blocks));
      now.cells = null;
      earlier.parentElement.hidden = data.earlier == null;
      laterPart.parentElement.hidden = data.later == null;
      if (fresh) field.value = data.find;
      search();
      showCited();
      showFound();
      requestAnimationFrame(() => arrive(fresh));
    } else {
      showFound();
      if (field.value.trim() && elsewhere()) say(words(), TYPED);
    }
  }

  return show;
}

export default function ({ data, parentElement, setTriggerValue }) {
  parentElement.shownSource ??= build(parentElement);
  parentElement.shownSource(data, setTriggerValue);
}
