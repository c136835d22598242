/* Blocks of a source as elements: `showBlocks(blocks)` takes what `visible_blocks` (app/reading.py) gives and returns
   [an element of class "blocks"]. Words become text nodes: nothing here reads HTML. This text stands in front of the
   script that uses it, so all other names stay inside. */

const showBlocks = (() => {
const MATHML = "http://www.w3.org/1998/Math/MathML";
const MATHML_TAGS = new Set(
  ("math maction menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt " +
    "mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none").split(" "));

function make(tag, name = "", ...content) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...content);
  return made;
}

/* A box that scrolls sideways where its content is too wide, and can then be reached and scrolled with the keyboard. */
function wide(tag, name, label, content) {
  const box = make(tag, `wide ${name}`, content);
  const reached = { tabindex: "0", role: "group", "aria-label": `${label}, scrolls sideways` };
  new ResizeObserver(() => {
    const scrolls = box.scrollWidth > box.clientWidth;
    box.classList.toggle("scrolls", scrolls);
    for (const [key, value] of Object.entries(reached)) scrolls ? box.setAttribute(key, value) : box.removeAttribute(key);
  }).observe(box);
  return box;
}

/* A formula, written as `words`, as MathML; `tree` is [tag, attributes, text or children]. */
function formula(words, tree) {
  const grow = ([tag, attributes, content]) => {
    const made = document.createElementNS(MATHML, MATHML_TAGS.has(tag) ? tag : "mrow");
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...(typeof content === "string" ? [content] : content.map(grow)));
    return made;
  };
  const math = grow(tree);
  math.dataset.words = words;
  return wide("span", math.getAttribute("display") === "block" ? "formula display" : "formula", "Formula", math);
}

/* Put runs [words, cited, shape] into an element; cited ones in a <mark> with the number of their place. */
function fill(element, runs) {
  for (const [words, cited, shape] of runs) {
    const shown = !shape ? words : shape === "code" ? make("code", "", words) : formula(words, shape);
    const mark = cited ? make("mark", "", shown) : shown;
    if (cited) mark.dataset.place = cited;
    element.append(mark);
  }
  return element;
}

function table(rows) {
  const cells = (row, tag) => make("tr", "", ...row.map((runs) => fill(document.createElement(tag), runs)));
  const made = make("table", "", make("thead", "", cells(rows[0], "th")));
  for (const head of made.querySelectorAll("th")) head.scope = "col";
  if (rows.length > 1) made.append(make("tbody", "", ...rows.slice(1).map((row) => cells(row, "td"))));
  return wide("div", "table", "Table", guessed(made));
}

function code(block) {
  const text = fill(make("code"), block.rows[0][0]);
  const box = wide("pre", "", block.language ? `Code, ${block.language}` : "Code", text);
  box.dir = "ltr";
  return make("div", "code", ...(block.language ? [make("span", "language", block.language)] : []), box);
}

function words(block, tag) { return fill(make(tag, block.plain ? "plain" : ""), block.rows[0][0]); }

function guessed(element) {
  element.dir = "auto"; // from its first letters
  return element;
}

function heading(block) { return guessed(words(block, `h${Math.min(Math.max(block.level, 1), 6)}`)); }

function prose(block) { return guessed(block.quoted ? make("blockquote", "", words(block, "p")) : words(block, "p")); }

function item(block) { return block.quoted ? make("blockquote", "", words(block, "p")) : words(block, "p"); }

const SHOWN = { heading, prose, item, table: (block) => table(block.rows), code };

/* The list items that are open while blocks are read: an item holds what stands deeper than itself. */
function openItem(open, block, root) {
  while (open.length && open.at(-1).level >= block.level && block.mark) open.pop();
  const inside = open.length ? open.at(-1).item : root;
  const tag = /^\d/.test(block.mark) ? "ol" : "ul";
  let list = inside.lastElementChild;
  if (!list || list.localName !== tag) {
    list = inside.appendChild(guessed(make(tag)));
  }
  const item = list.appendChild(make("li"));
  if (tag === "ol") {
    item.value = parseInt(block.mark, 10);
    item.style.listStyleType = JSON.stringify(`${block.mark} `); // the number and its sign as they are written
  }
  open.push({ level: block.level, item });
  return item;
}

return (blocks) => {
  const root = make("div", "blocks");
  const open = [];
  for (const block of blocks) {
    const shown = (SHOWN[block.kind] || prose)(block);
    shown.dataset.start = block.start;
    if (block.mark) { openItem(open, block, root).append(shown); continue; }
    // What stands in an item beside its words: further paragraphs, and code and tables that are set in.
    const inside = block.kind === "item" || (block.level > 0 && ["code", "table"].includes(block.kind));
    if (!inside) open.length = 0;
    while (open.length > 1 && open.at(-1).level >= block.level) open.pop();
    (open.length ? open.at(-1).item : root).append(shown);
  }
  return [root];
};
})();
