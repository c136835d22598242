// Shows the statements of one answer. Text comes as data and becomes text nodes: nothing here reads HTML.
// An answer grows while it is read, so what is there already stays the same element, with its focus and its open panel.

const memory = (globalThis.groundworkAnswers ??= { open: new Set(), unfinished: new Set() });

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
  const chip = element("button", { type: "button", className: "chip", title: cite.place, "aria-controls": id },
    element("span", { className: "number" }, cite.number ? String(cite.number) : "→"), element("span", { className: "name" }, cite.number ? cite.title : cite.place));
  chip.setAttribute("aria-label", `Source ${cite.number || ""}: ${cite.number ? cite.title : cite.place}`);
  const show = (open) => {
    chip.setAttribute("aria-expanded", String(open));
    panel.hidden = !open;
    memory.open[open ? "add" : "delete"](id);
    if (open && !panel.firstChild) fillPanel(panel, cite);
    if (open) bringIntoView(panel);
  };
  chip.onclick = () => show(panel.hidden);
  panel.onkeydown = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    show(false);
    chip.focus();
  };
  show(memory.open.has(id));
  return [chip, panel];
}

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

function bringIntoView(panel) {
  requestAnimationFrame(() => {
    const words = panel.querySelector(".words");
    const mark = words && words.querySelector("mark");
    if (mark) words.scrollTop += mark.getBoundingClientRect().top - words.getBoundingClientRect().top
                                 - Math.max(0, (words.clientHeight - mark.offsetHeight) / 3);
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
  if (item.why) made.append(element("p", { className: "why" }, item.why));
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
  line.replaceChildren(element("span", { className: "sign", "aria-hidden": "true" }, item.sign), ` ${item.mark}`);
  if (item.note) line.append(element("span", { className: "note" }, ` · ${item.note}`));
  const bar = made.querySelector(".actions");
  const wanted = `${item.copy} ${component.data.feedback}`;
  if (item.text && bar?.dataset.wanted !== wanted) {
    const fresh = actions(item, component);
    fresh.dataset.wanted = wanted;
    if (bar) bar.replaceWith(fresh); else made.querySelector(".head").append(fresh);
  }
  for (const button of made.querySelectorAll("[data-says]"))
    button.setAttribute("aria-pressed", String(button.dataset.says === item.said));
}

function actions(item, component) {
  const bar = element("div", { className: "actions" });
  if (item.copy) bar.append(copyButton(item));
  if (component.data.feedback) bar.append(...doubts(item, component, bar));
  return bar;
}

function copyButton(item) {
  const copy = element("button", { type: "button", className: "copy" }, "Copy with citation");
  copy.onclick = () => copyText(item.copy).then((done) => {
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

function group(box, shown, component) {
  const label = box.querySelector(".label");
  if (label) label.textContent = shown.label;
  const list = box.querySelector("ol");
  const there = new Map([...list.children].map((each) => [each.dataset.key, each]));
  let before = null;
  for (const item of shown.items) {
    let made = there.get(item.key);
    if (!made) made = statement(item, component);
    mark(made, item, component);
    there.delete(item.key);
    const next = before ? before.nextSibling : list.firstChild;
    if (made !== next) list.insertBefore(made, next);
    before = made;
  }
  for (const gone of there.values()) gone.remove();
}

function frame(shown) {
  const list = element("ol");
  if (shown.key === "stated") return element("section", { "aria-label": shown.label, className: shown.key }, list);
  if (!shown.folded) return element("section", { className: shown.key }, element("p", { className: "label" }), list);
  return element("details", { className: shown.key }, element("summary", { className: "label" }), list);
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
  const groups = root.querySelector(".groups");
  const there = new Map([...groups.children].map((each) => [each.dataset.group, each]));
  for (const shown of data.groups) {
    let made = there.get(shown.key);
    if (!made) {
      made = frame(shown);
      made.dataset.group = shown.key;
      groups.append(made);
    }
    there.delete(shown.key);
    group(made, shown, component);
  }
  for (const gone of there.values()) gone.remove();
  announce(root.querySelector(".announce"), data);
}

// One announcement, when an answer that was seen in the making is complete. An old one is opened in silence.
function announce(line, data) {
  if (!data.complete) memory.unfinished.add(data.id);
  else if (memory.unfinished.delete(data.id)) setTimeout(() => { line.textContent = data.announce; }, 100);
}
