"""The element that shows a document with cited words highlighted. Text goes in as text, never as HTML."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.reading import visible_blocks
from tutor.domain import Block, Document

_CSS = """
article { color: var(--st-text-color); font-family: var(--st-font); line-height: 1.6; max-width: 46rem; }
h1, h2, h3, h4, h5, h6 { font-family: var(--st-heading-font); line-height: 1.25; margin: 1.6em 0 .5em; }
h1 { font-size: 1.7rem; margin-top: 0; } h2 { font-size: 1.35rem; } h3, h4, h5, h6 { font-size: 1.1rem; }
p { margin: 0 0 .9em; overflow-wrap: anywhere; } .plain p { white-space: pre-wrap; }
p.item { margin: 0 0 .35em calc(1.8em + var(--depth) * 1em); position: relative; }
p.item::before { content: attr(data-mark); position: absolute; inset-inline-end: calc(100% + .5em);
                 white-space: nowrap; }
p.item + :not(.item) { margin-top: .9em; }
pre { background: var(--st-code-background-color); font-family: var(--st-code-font); font-size: .9em;
      padding: .8em 1em; border-radius: var(--st-base-radius); overflow-x: auto; }
div.table { overflow-x: auto; margin-bottom: 1em; } table { border-collapse: collapse; }
th, td { border: 1px solid var(--st-border-color); padding: .3em .6em; text-align: start; vertical-align: top; }
mark { background: var(--st-yellow-background-color, #fff3b0); color: inherit;
       border-bottom: 2px solid var(--st-yellow-color, #b58900); scroll-margin: 30vh; }
"""

_JS = """
const TAGS = { heading: (level) => "h" + Math.min(Math.max(level, 1), 6), code: () => "pre" };

function fill(element, runs) {
  for (const [words, cited] of runs) {
    const text = document.createTextNode(words);
    if (!cited) { element.append(text); continue; }
    const mark = document.createElement("mark");
    mark.append(text);
    element.append(mark);
  }
}

function table(rows) {
  const frame = document.createElement("div");
  frame.className = "table";
  const body = frame.appendChild(document.createElement("table"));
  rows.forEach((cells, number) => {
    const row = body.appendChild(document.createElement("tr"));
    for (const runs of cells) fill(row.appendChild(document.createElement(number ? "td" : "th")), runs);
  });
  return frame;
}

function element(block) {
  if (block.kind === "table") return table(block.rows);
  const made = document.createElement((TAGS[block.kind] || (() => "p"))(block.level));
  made.className = block.kind;
  made.dir = "auto";
  if (block.mark) made.dataset.mark = block.mark;
  if (block.kind === "item") made.style.setProperty("--depth", block.level);
  fill(made, block.rows[0][0]);
  return made;
}

export default function (component) {
  const { data, parentElement } = component;
  const article = document.createElement("article");
  article.setAttribute("aria-label", data.title);
  article.className = data.markdown ? "" : "plain";
  article.append(...data.blocks.map(element));
  const old = parentElement.querySelector("article");
  if (old) old.replaceWith(article); else parentElement.append(article);
  const first = article.querySelector("mark");
  if (first) requestAnimationFrame(() => first.scrollIntoView({ block: "center" }));
}
"""

_article = st.components.v2.component("groundwork.source", css=_CSS, js=_JS)


def show_document(document: Document, blocks: Sequence[Block], cited: Sequence[tuple[int, int]]) -> None:
    """These blocks of the document, scrolled to the first of the cited (start, end) places."""
    visible = visible_blocks(document, blocks, cited)
    data = {"title": document.source.title, "markdown": document.markdown, "blocks": visible}
    _article(data=data, key=f"source-{document.corpus}-{document.path}")
