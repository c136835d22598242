// Two elements of the curator's desk: a list of files with what became of each, and a text with places marked in it.
// Text comes as data and becomes text nodes: nothing here reads HTML.

const SIGNS = { indexed: "✓", unchanged: "=", skipped: "–", failed: "✗", read: "•", waiting: "…", new: "+", changed: "~", gone: "⌫", published: "●" };
const FILTER_FROM = 8;  // files: fewer are seen at a glance

function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

// ------------------------------------------------------------------ files

function filesOf(parent) {
  const counts = element("div", { className: "counts", role: "group", "aria-label": "Show files by what became of them" });
  const field = element("input", { type: "search", placeholder: "Find a file", "aria-label": "Find a file by its name",
    autocomplete: "off", spellcheck: false });
  const list = element("ul", { className: "list", tabIndex: 0, "aria-label": "Files" });
  const none = element("p", { className: "none" }, "No file is like that.");
  const bar = element("div", { className: "filter" }, counts, field);
  const root = element("div", { className: "files" }, bar, list, none);
  const now = { data: null, trigger: null, status: "", made: new Map() };
  parent.append(root);

  function choose(status) {
    now.status = now.status === status ? "" : status;
    draw();
  }

  function drawCounts() {
    const by = new Map();
    for (const { status } of now.data.rows) by.set(status, (by.get(status) ?? 0) + 1);
    const wanted = Object.keys(SIGNS).filter((status) => by.has(status));
    if (now.status && !by.has(now.status)) now.status = "";
    const known = new Map([...counts.children].map((each) => [each.dataset.status, each]));
    for (const [status, there] of known) if (!by.has(status)) there.remove();
    for (const status of wanted) {
      const button = known.get(status) ?? element("button", { type: "button", onclick: () => choose(status) });
      button.dataset.status = status;
      const words = `${by.get(status)} ${status}`;
      if (button.textContent !== words) button.textContent = words;
      button.setAttribute("aria-pressed", String(now.status === status));
      counts.append(button);
    }
    bar.hidden = now.data.rows.length < FILTER_FROM && by.size < 2;
    field.hidden = now.data.rows.length < FILTER_FROM;
  }

  function row(each) {
    const said = JSON.stringify(each);
    const there = now.made.get(each.path);
    if (there?.dataset.said === said) return there;
    const made = element("li", { className: `file ${each.status}` });
    made.dataset.said = said;
    const name = element("p", { className: "path", dir: "auto" }, each.path);
    const status = element("p", { className: "status" },
      element("span", { className: "sign", "aria-hidden": "true" }, SIGNS[each.status] ?? "·"), " ",
      element("b", {}, each.status), each.words ? ` · ${each.words}` : "");
    made.append(element("div", { className: "head" }, name,
      element("span", { className: "size" }, each.size), actions(each)), status);
    now.made.set(each.path, made);
    return made;
  }

  function actions(each) {
    const box = element("div", { className: "actions" });
    for (const [wish, label] of each.actions) {
      const button = element("button", { type: "button", "aria-label": `${label} ${each.path}` }, label);
      button.onclick = () => now.trigger("wish", { wish, path: each.path });
      box.append(button);
    }
    return box;
  }

  function draw() {
    drawCounts();
    const words = field.value.trim().toLowerCase();
    const shown = now.data.rows.filter(({ path, status }) =>
      (!now.status || status === now.status) && path.toLowerCase().includes(words));
    const rows = shown.map(row);
    for (const there of [...list.children]) if (!rows.includes(there)) there.remove();
    let next = list.firstChild;
    for (const each of rows) {
      if (each === next) next = next.nextSibling;
      else list.insertBefore(each, next);
    }
    none.hidden = rows.length > 0;
  }

  field.oninput = draw;
  return (data, trigger) => {
    const paths = new Set(data.rows.map(({ path }) => path));
    for (const path of now.made.keys()) if (!paths.has(path)) now.made.delete(path);
    Object.assign(now, { data, trigger });
    draw();
  };
}

// ------------------------------------------------------------------ a text with places

function textOf(parent) {
  const root = element("div", { className: "shown-text" });
  const box = element("div", { className: "text", tabIndex: 0, role: "region" });
  root.append(box);
  parent.append(root);
  let known = "";

  function tag(mark, place) {
    const label = element("span", { className: "tag" }, place.label);
    const block = mark.closest("tr, p, li, pre, h1, h2, h3, h4, h5, h6");
    if (block?.localName === "tr") block.querySelector("td, th").prepend(label);
    else (block ?? mark.parentElement).insertBefore(label, block?.contains(mark) ? block.firstChild : mark);
  }

  return (data) => {
    const said = JSON.stringify(data);
    if (said === known) return;
    known = said;
    root.className = `shown-text ${data.mode}`;
    box.setAttribute("aria-label", data.label);
    box.replaceChildren(...showBlocks(data.blocks));
    data.places.forEach((place, index) => {
      const marks = [...box.querySelectorAll(`mark[data-place="${index + 1}"]`)];
      for (const mark of marks) mark.classList.add(index % 2 ? "odd" : "even");
      if (marks.length && place.label) tag(marks[0], place);
    });
    const first = data.mode === "place" && box.querySelector("mark");
    if (first) requestAnimationFrame(() => {
      box.scrollTop += first.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
    });
  };
}

export default function ({ data, parentElement, setTriggerValue }) {
  parentElement.shownDesk ??= (data.kind === "files" ? filesOf : textOf)(parentElement);
  parentElement.shownDesk(data, setTriggerValue);
}
