"""LaTeX becomes MathML of known elements, or stays words; nothing else comes through, and nothing is slow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formulas import Tree, formula

_PARTS = [
    "a", "1", "+", " ", "_", "^", "{", "}", "&", r"\\", r"\frac", r"\sqrt", r"\left(", r"\right)", r"\text{if}",
    r"\begin{matrix}", r"\end{matrix}", r"\color{red}", r"\href{http://x.y}{z}", r"\style{top:0}{z}", r"\class{c}{z}",
    r"\hspace{99em}", r"\hspace{-9em}", r"\rule{9em}{99em}", r"\mathbb{R}", r"\sum", r"\unicode{x202e}", r"\nope",
]  # fmt: skip
_IN_DOLLARS = st.lists(st.sampled_from(_PARTS), max_size=20).map(lambda parts: f"${''.join(parts)}$")
_LATEX = _IN_DOLLARS | st.text(min_size=1).map("$${}$$".format)
_NO_FORMULAS = [
    r"$\nope{x}$", "$a^$", "$x^a^b$", r"$\left( x$", f"${'{' * 100}$", "$ $", f"${'x' * 2001}$", "$5, or 6$",
    r"$\def\a{\a\a}\a$", r"$\newcommand{\a}{b}\a$", r"$\begin{nope} a & b \end{nope}$", r"$\frac$", "$a & b$",
    "$" + r"\sqrt{" * 60 + "x" + "}" * 60 + "$",
]  # fmt: skip
_LENGTH = re.compile(
    r"\+?\d?(?:\.\d{1,4})?[a-z]{0,2}|-0?\.\d{1,4}[a-z]{0,2}"
)  # less than ten, or back by less than one


def _all(tree: Tree) -> Iterator[Tree]:
    yield tree
    if not isinstance(tree[2], str):
        for child in tree[2]:
            yield from _all(child)


def _words(written: str) -> str:
    tree = formula(written)
    assert tree is not None
    return "".join(content for _, _, content in _all(tree) if isinstance(content, str))


@pytest.mark.parametrize(
    ("written", "display", "latex", "tags"),
    [
        ("$x_1$", "inline", "x_1", {"msub"}),
        (r"$$ \frac{a}{b} $$", "block", r"\frac{a}{b}", {"mfrac"}),
        (r"\(\sqrt{x}\)", "inline", r"\sqrt{x}", {"msqrt"}),
        ("\\[\n\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}\n\\]", "block", None, {"mtable", "mtr", "mtd"}),
        (r"$\begin{pmatrix} 1 & 2 \end{pmatrix}$", "inline", None, {"mtable"}),
    ],
)
def test_a_formula_becomes_mathml(written: str, display: str, latex: str | None, tags: set[str]) -> None:
    """Every way to write one; its alternative text is the LaTeX, and what it is made of is seen."""
    tree = formula(written)
    assert tree is not None
    assert tree[0] == "math"
    assert tree[1]["display"] == display
    assert latex is None or tree[1]["alttext"] == latex
    assert tags <= {tag for tag, _, _ in _all(tree)}


def test_signs_of_a_formula_are_letters() -> None:
    """Signs are the characters themselves, and text is text, whatever it looks like."""
    assert _words(r"$\alpha \le \mathbb{R}$") == "α≤ℝ"
    assert _words(r"$\text{<b>}$") == "<b>"


@pytest.mark.parametrize("written", _NO_FORMULAS)
def test_what_is_no_known_formula_stays_words(written: str) -> None:
    """Half, unknown, deep and long ones, definitions, and words between sums of money: none is guessed at."""
    assert formula(written) is None


@given(_LATEX)
def test_nothing_but_known_mathml_comes_through(written: str) -> None:
    """No colour, link, style, class or far-reaching length of a source reaches the page, whatever it writes."""
    tree = formula(written)
    for tag, attributes, content in _all(tree) if tree else ():
        assert tag.startswith("m") or tag == "none"
        lengths = [attributes[name] for name in ("width", "height", "depth", "lspace", "voffset") if name in attributes]
        assert all(_LENGTH.fullmatch(length) for length in lengths if not length.isalpha())
        assert not {"href", "style", "class", "mathcolor", "mathbackground", "id", "onclick"} & set(attributes)
        assert not isinstance(content, str) or not content.startswith("\\") or len(content) == 1


@pytest.mark.parametrize(
    "part", ["{", r"\sqrt", r"\frac", "a'", "(", "&", r"\\", r"\left(", r"\tiny ", "x_", r"\hbox{$", "^"]
)
def test_no_formula_is_slow(part: str) -> None:
    """2,000 characters of anything take a moment."""
    started = process_time()
    formula(f"${(part * 2000)[:1999]}$")
    assert process_time() - started < 1
