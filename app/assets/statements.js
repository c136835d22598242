// Shows the statements of one answer. Text comes as data and becomes text nodes: nothing here reads HTML.
// An answer grows while it is read, so what is there already stays the same element, with its focus and its open panel.

const memory = (globalThis.groundworkAnswers ??= { open: new Set(), announced: new Set(), closers: new Map() });

const SETTLES = 1000;  // milliseconds: so long after an answer is complete the page around it may still change

const places = new WeakMap();  // what is read in an answer that is being made, and where it stood

function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

// ------------------------------------------------------------------ a citation: a chip, and the panel it opens

function citation(cite, id) {
  const panel = element("div", { className: "panel", id, role: "group", "aria-label": `Source: ${cite.place}` });
  panel.cite = cite;
  const chip = element("button", { type: "button", className: "chip", title: cite.place, "aria-controls": id },
    element("span", { className: "number" }, cite.number ? String(cite.number) : "→"), element("span", { className: "name" }, cite.number ? cite.title : cite.place));
  chip.setAttribute("aria-label", `Source ${cite.number || ""}: ${cite.number ? cite.title : cite.place}`);
  const show = (open, asked = false) => {
    chip.setAttribute("aria-expanded", String(open));
    panel.hidden = !open;
    remember(panel, close);
    if (open && !panel.firstChild) fillPanel(panel, panel.cite);
    if (open) bringIntoView(panel, asked);
  };
  const close = () => {
    show(false);
    chip.focus();
  };
  chip.onclick = () => show(panel.hidden, true);
  panel.onkeydown = chip.onkeydown = (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    event.stopPropagation();
    close();
  };
  show(memory.open.has(id));
  return [chip, panel];
}

// The one opened last is the last.
function remember(panel, close) {
  memory.open[panel.hidden ? "delete" : "add"](panel.id);
  memory.closers.delete(panel.id);
  if (!panel.hidden) memory.closers.set(panel.id, { panel, close });
}

// Where the focus is around it, as after a click on plain text, Escape closes what was opened last, unless it stops an answer.
function closeLast(event) {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector(".st-key-stop")) return;
  const around = ({ panel }) => panel.isConnected && document.activeElement?.contains(panel.getRootNode().host ?? panel);
  [...memory.closers.values()].filter(around).at(-1)?.close();
}

if (!memory.listens) document.addEventListener("keydown", closeLast);
memory.listens = true;

function fillPanel(panel, cite) {
  const place = element("p", { className: "place" }, cite.place);
  const words = element("div", { className: "words", tabIndex: 0, role: "region",
                              "aria-label": "The cited words in their place" }, ...showBlocks(cite.blocks));
  const facts = element("dl", { className: "facts" });
  for (const [name, value] of cite.facts) facts.append(element("div", {}, element("dt", {}, name), element("dd", {}, value)));
  const link = element("a", { href: cite.href, target: "_blank", rel: "noopener" }, "Open the whole source here");
  link.setAttribute("aria-label", `Open the whole source: ${cite.title} (new tab)`);
  panel.append(place, words);
  if (cite.stale) panel.append(element("p", { className: "stale" }, `⚠ ${cite.stale}`));
  panel.append(facts, element("p", { className: "more" }, link));
}

function bringIntoView(panel, asked) {
  requestAnimationFrame(() => {
    const words = panel.querySelector(".words");
    const mark = words && words.querySelector("mark");
    if (mark) words.scrollTop += mark.getBoundingClientRect().top - words.getBoundingClientRect().top
                                 - Math.max(0, (words.clientHeight - mark.offsetHeight) / 3);
    if (asked) panel.scrollIntoView({ block: "nearest" });
  });
}

// ------------------------------------------------------------------ a statement

function statement(item, component) {
  const { data } = component;
  const made = element("li", { className: `statement ${item.kind}` });
  made.dataset.key = item.key;
  made.append(element("div", { className: "head" }, element("p", { className: "mark" })));
  const panels = [];
  const addChip = (line, cite) => {
    const [chip, panel] = citation(cite, `${data.id}-${item.key}-${panels.length}`);
    line.append(" ", chip);
    panels.push(panel);
  };
  const text = element("p", { className: "text", dir: "auto" }, item.text);
  for (const cite of item.cites) addChip(text, cite);
  made.append(text);
  for (const side of item.sides ?? []) {
    const line = element("p", { className: "side" }, element("b", {}, side.label), ": ", element("q", { dir: "auto" }, side.quote));
    for (const cite of side.cites) addChip(line, cite);
    made.append(line);
  }
  made.append(element("p", { className: "why" }));
  if (item.translation) {
    made.append(element("p", { className: "translation", dir: "auto" }, item.translation,
      element("span", { className: "unchecked" }, " (translated by the model; only the sentence above was checked)")));
  }
  made.append(...panels);
  return made;
}

// What may change while the answer is read. What can be said of a statement waits until the answer is on record.
function mark(made, item, component) {
  made.className = `statement ${item.kind}`;
  const line = made.querySelector(".mark");
  line.hidden = !item.mark;
  line.replaceChildren(...(item.sign ? [element("span", { className: "sign", "aria-hidden": "true" }, item.sign), " "] : []), item.mark);
  if (item.note) line.append(element("span", { className: "note" }, ` · ${item.note}`));
  const why = made.querySelector(".why");
  why.textContent = item.why ?? "";
  why.hidden = !item.why;
  const cites = [...item.cites, ...(item.sides ?? []).flatMap((side) => side.cites)];
  made.querySelectorAll(".panel").forEach((panel, place) => leadTo(panel, cites[place]));
  others(made, item, component.data.id);
  if (item.text && item.kind !== "redraw") actions(made, item, component);
  for (const button of made.querySelectorAll("[data-says]"))
    button.setAttribute("aria-pressed", String(button.dataset.says === item.said));
}

// The way to the whole source names all that the answer cites there, which grows with the answer.
function leadTo(panel, cite) {
  if (!cite) return;
  panel.cite = cite;
  const link = panel.querySelector(".more a");
  if (link) link.href = cite.href;
}

// The words of redraws that contradict it. They come when the statement is read already, so they stand below all else.
function others(made, item, answer) {
  const { label, words } = item.others ?? { words: [] };
  const there = made.querySelector(".others");
  const wanted = JSON.stringify(words);
  if ((there?.dataset.wanted ?? "[]") === wanted) return;
  const id = `${answer}-${item.key}-others`;
  const list = element("ul");
  for (const each of words) list.append(element("li", {}, `${each.who}: `, element("q", { dir: "auto" }, each.words)));
  const summary = element("summary", {}, label);
  const box = element("details", { className: "others", open: memory.open.has(id) }, summary, list);
  box.dataset.wanted = wanted;
  box.ontoggle = () => memory.open[box.open ? "add" : "delete"](id);
  box.onkeydown = (event) => {
    if (event.key !== "Escape" || !box.open) return;
    event.stopPropagation();
    box.open = false;
    summary.focus();
  };
  there?.remove();
  if (words.length) made.append(box);
}

// A button that is there already stays, for it may have the focus.
function actions(made, item, component) {
  let bar = made.querySelector(".actions");
  if (!bar) made.querySelector(".head").append(bar = element("div", { className: "actions" }));
  let copy = bar.querySelector(".copy");
  if (!item.copy) copy?.remove();
  else if (!copy) bar.prepend(copy = copyButton());
  if (item.copy) copy.dataset.words = item.copy;
  if (component.data.feedback && !bar.querySelector(".choices")) bar.append(...doubts(item, component, bar));
}

function copyButton() {
  const copy = element("button", { type: "button", className: "copy" }, "Copy with citation");
  copy.onclick = () => copyText(copy.dataset.words).then((done) => {
    copy.textContent = done ? "Copied" : "Select and copy by hand";
    setTimeout(() => { copy.textContent = "Copy with citation"; }, 2500);
  });
  return copy;
}

function doubts(item, component, bar) {
  const choices = element("span", { className: "choices", hidden: !item.said });
  const doubt = element("button", { type: "button", "aria-expanded": String(!choices.hidden) }, "Not right?");
  doubt.onclick = () => {
    choices.hidden = !choices.hidden;
    doubt.setAttribute("aria-expanded", String(!choices.hidden));
  };
  for (const [says, label] of [["wrong", "This is wrong"], ["quote", "The quote does not say that"]]) {
    const button = element("button", { type: "button" }, label);
    button.dataset.says = says;
    button.onclick = () => {
      const off = button.getAttribute("aria-pressed") === "true";
      for (const other of bar.querySelectorAll("[data-says]")) other.setAttribute("aria-pressed", "false");
      button.setAttribute("aria-pressed", String(!off));
      component.setTriggerValue("said", { key: item.key, says: off ? "" : says });
    };
    choices.append(button);
  }
  return [doubt, choices];
}

async function copyText(text) {
  if (navigator.clipboard && globalThis.isSecureContext) {
    try { await navigator.clipboard.writeText(text); return true; } catch { /* not allowed: the old way */ }
  }
  const field = element("textarea", { value: text, className: "hidden" });
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

// ------------------------------------------------------------------ groups of statements

// Statements keep their element, also where one moves to another group, and no element is moved that can stay.
function group(box, shown, component, known) {
  const label = box.querySelector(".label");
  if (label) label.textContent = shown.label;
  lines(box, shown.lines ?? []);
  inOrder(box.querySelector("ol"), shown.items.map((item) => {
    const made = known.get(item.key) ?? statement(item, component);
    mark(made, item, component);
    return made;
  }));
}

function inOrder(parent, children) {
  for (const there of [...parent.children]) if (!children.includes(there)) there.remove();
  let next = parent.firstChild;
  for (const child of children) {
    if (child === next) next = next.nextSibling;
    else parent.insertBefore(child, next);
  }
}

function lines(box, texts) {
  const there = [...box.querySelectorAll(".line")];
  if (there.map((each) => each.textContent).join() === texts.join()) return;
  for (const gone of there) gone.remove();
  box.querySelector("ol").before(...texts.map((text) => element("p", { className: "line" }, text)));
}

function frame(shown) {
  const list = element("ol");
  if (shown.key === "stated") return element("section", { "aria-label": shown.label, className: shown.key }, list);
  if (!shown.folded) return element("section", { className: shown.key }, element("p", { className: "label" }), list);
  return element("details", { className: shown.key }, element("summary", { className: "label" }), list);
}

function show(root, data, component) {
  const groups = root.querySelector(".groups");
  const known = new Map([...groups.querySelectorAll(".statement")].map((each) => [each.dataset.key, each]));
  const there = new Map([...groups.children].map((each) => [each.dataset.group, each]));
  const wanted = data.groups.map((shown) => there.get(shown.key) ?? frame(shown));
  inOrder(groups, wanted);
  data.groups.forEach((shown, place) => {
    wanted[place].dataset.group = shown.key;
    group(wanted[place], shown, component, known);
  });
}

export default function (component) {
  const { data, parentElement } = component;
  let root = parentElement.querySelector(".answer");
  if (!root) {
    root = element("div", { className: "answer" }, element("div", { className: "groups" }),
                element("p", { className: "hidden announce", role: "status" }));
    parentElement.append(root);
  }
  const grown = data.complete ? Infinity : data.groups.reduce((sum, shown) => sum + shown.items.length, 0);
  if (grown < Number(root.dataset.grown ?? 0)) return;  // an earlier state: calls overtake each other until this is loaded
  root.dataset.grown = grown;
  if (!data.complete) stay(root);
  inPlace(root, () => show(root, data, component));
  announce(root.querySelector(".announce"), data);
}

// What has the focus keeps it, and what is open stays so, where its statement moves to what is withheld.
function inPlace(root, change) {
  const document = root.getRootNode();
  const focused = root.contains(document.activeElement) ? document.activeElement : null;
  const kept = focused ?? read(root);
  const before = placeOf(kept, root);
  change();
  const folded = kept?.isConnected && kept.closest("ol")?.closest("details");
  if (folded) folded.open = true;
  if (focused?.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true });
  if (kept?.isConnected) putRight(kept, root, before);
}

// What is being read stays where it is while the answer is made, whatever grows above it, on the page or in here.
// Only a place that changes without the page being scrolled is put right: whoever scrolls is let go.
function stay(root) {
  if (places.has(root)) return;
  places.set(root, {});
  let ends = Infinity;
  let held = null;  // what scrolls, while the browser is kept from keeping another place, which would look like scrolling
  const hold = (box) => {
    if (held) held.style.overflowAnchor = "";
    if (box) box.style.overflowAnchor = "none";
    held = box;
  };
  const look = (now) => {
    if (root.dataset.grown === "Infinity") ends = Math.min(ends, now + SETTLES);
    const over = !root.isConnected || now > ends;
    const kept = over ? null : read(root);
    hold(kept && scroller(root));
    if (over) return places.delete(root);
    if (kept) putRight(kept, root, placeOf(kept, root));
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

// Where it stood when it was last looked at; where it stands now if the page was scrolled since.
function placeOf(kept, root) {
  const last = places.get(root);
  const box = scroller(root);
  const cut = box.scrollHeight < last?.height && box.scrollTop + box.clientHeight >= box.scrollHeight - 1;  // not scrolled
  if (kept && last?.kept === kept && (cut || last.scrolled === box.scrollTop)) return last.top;
  return kept?.getBoundingClientRect().top;
}

// Where the page is too short for it by now, it is tried again as the page grows.
function putRight(kept, root, top) {
  const box = scroller(root);
  const moved = kept.getBoundingClientRect().top - top;
  if (Math.abs(moved) >= 1) box.scrollTop += moved;
  if (places.has(root)) places.set(root, { kept, top, scrolled: box.scrollTop, height: box.scrollHeight });
}

// What has the focus, else what is open and in sight.
function read(root) {
  const { activeElement } = root.getRootNode();
  if (root.contains(activeElement)) return activeElement;
  return [...root.querySelectorAll(".panel:not([hidden]), .others[open]")].find(isInSight);
}

function isInSight(each) {
  const { top, bottom } = each.getBoundingClientRect();
  return each.checkVisibility() && bottom > 0 && top < innerHeight;
}

function scroller(root) {
  for (let each = root; each; each = each.parentElement ?? each.getRootNode().host)
    if (each.scrollHeight > each.clientHeight && /auto|scroll/.test(getComputedStyle(each).overflowY)) return each;
  return root.ownerDocument.scrollingElement;
}

// One announcement, when an answer that was waited for is complete. An old one is opened in silence.
function announce(line, data) {
  if (data.announce) setTimeout(() => {
    if (!line.isConnected || memory.announced.has(data.id)) return;  // the page was built anew meanwhile: the new line says it
    memory.announced.add(data.id);
    line.textContent = data.announce;
  }, 100);
}
