// Skills with what is shown of each: a bar for the interval, and the same in words. Text comes as data and becomes text
// nodes: nothing here reads HTML.

function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  Object.assign(made, properties);
  made.append(...children);
  return made;
}

const percent = (share) => `${(100 * share).toFixed(1)}%`;

function at(className, left, width) {
  const made = element("span", { className });
  made.style.left = percent(left);
  if (width !== undefined) made.style.width = percent(width);
  return made;
}

// The words below say all of it, so those who do not see the bar miss nothing.
function track(row) {
  const made = element("div", { className: "track" },
    at("interval", row.low, row.high - row.low), at("mean", row.mean), at("needed", row.needed));
  made.setAttribute("aria-hidden", "true");
  return made;
}

function scale() {
  const made = element("div", { className: "scale" }, ...["0 %", "50 %", "100 %"].map((words) => element("span", {}, words)));
  made.setAttribute("aria-hidden", "true");
  return made;
}

function tried(row) {
  const standing = element("span", { className: `standing ${row.standing.replaceAll(" ", "-")}` },
    element("span", { className: "mark", ariaHidden: "true" }, row.mark), ` ${row.standing}`);
  const needed = row.tried ? ` Needed: ${Math.round(100 * row.needed)}%.` : "";
  return element("li", {},
    element("p", { className: "head" }, element("b", { dir: "auto" }, row.title), standing),
    ...(row.tried ? [track(row)] : []), element("p", { className: "words" }, row.words, needed, row.time && ` ${row.time}`));
}

function untried(rows, any) {
  const words = `${rows.length} ${rows.length === 1 ? "skill" : "skills"} not tried yet`;
  const list = rows.map((row) => element("li", {}, element("b", { dir: "auto" }, row.title), ` ${row.can}`));
  return element("details", { open: false, className: any ? "" : "alone" },
    element("summary", {}, words), element("ul", { className: "untried" }, ...list));
}

function corpus({ title, tried: shown, untried: others }) {
  const made = element("section", {}, element("h4", { dir: "auto" }, title));
  if (shown.length) made.append(element("ul", { className: "tried" }, ...shown.map(tried)), scale());
  if (others.length) made.append(untried(others, shown.length > 0));
  return made;
}

export default function ({ data, parentElement }) {
  const said = JSON.stringify(data);
  if (parentElement.saidSkills === said) return;  // what the learner unfolded stays so
  parentElement.saidSkills = said;
  parentElement.rootOfSkills?.remove();
  parentElement.rootOfSkills = element("div", { className: "skills" }, ...data.corpora.map(corpus));
  parentElement.append(parentElement.rootOfSkills);
}
