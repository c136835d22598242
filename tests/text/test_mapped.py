"""Marks are taken away, offsets lead back to the original, and no text makes it slow."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import MARKDOWN, MARKED
from tutor.text.mapped import MappedText, folded_words, plain, shaped, without_marks

VISIBLE = {
    "`COUNT(*)` and `SUM(*)`": "COUNT(*) and SUM(*)",
    "``a ` b``": "a ` b",
    "`*` and *x*": "* and x",
    "*a `*` b*": "a * b",
    "COUNT(*)": "COUNT(*)",
    "2 * 3 * 4": "2 * 3 * 4",
    "snake_case_name and _emphasis_": "snake_case_name and emphasis",
    "**bold**, *italic*, ***both***, __bold__, ~~gone~~": "bold, italic, both, bold, gone",
    "**a *b* c** and *a **b** c*": "a b c and a b c",
    "in**side** a word": "inside a word",
    "**中文**中文": "中文中文",
    r"\*not emphasis\* and \[no link\](x)": "*not emphasis* and [no link](x)",
    '[label](https://a.example/x_(y) "title")': "label",
    "[label][reference] and a footnote[^1]": "label and a footnote",
    "[the `foo(*)` docs](u)": "the foo(*) docs",
    "[![badge](b.svg)](https://a.example)": "badge",
    "![alt [with] brackets](data:image/png;base64,AAAA)": "alt [with] brackets",
    "<https://a.example/b>": "https://a.example/b",
    'a<br/>b <span class="x">c</span> <!-- d -->': "ab c",
    "a < b and c > d, x <y, z>": "a < b and c > d, x <y, z>",
    "# Heading\n\n> [!NOTE]\n> quoted\n> - item": "Heading quoted item",
    "- one\n* two\n+ three\n1. four\n23) five\n- [x] six": "one two three four five six",
    "| a | b |\n|---|:-:|\n| 1 | \\| |": "a | b 1 | |",
    "| a | - |\n": "a | -",
    "```sql\nSELECT COUNT(*), *\n# x\n```\n*after*": "SELECT COUNT(*), * # x after",
    "~~~\nnever closed *": "never closed *",
    "a\\\nb": "a b",
    "where $a_1 * b_2 + c_{i}^*$ and *$d_1*e_1$*": "where $a_1 * b_2 + c_{i}^*$ and $d_1*e_1$",
    r"\(a_1*b_1*c\) and \[ x_1 = y_1 \]": r"\(a_1*b_1*c\) and \[ x_1 = y_1 \]",
}
FORMULAS = {
    "$x_1$ and $$y * z$$": ["$x_1$", "$$y * z$$"],
    "$$\nx_1\n= y_1\n$$": ["$$\nx_1\n= y_1\n$$"],
    "其中$x_1$是": ["$x_1$"],
    "**a $b_1$ c** [the $d$](u)": ["$b_1$", "$d$"],
    r"\(f(x)\) and \[\alpha\]": [r"\(f(x)\)", r"\[\alpha\]"],
    "$5 and $10, $5–$10, US$5 or 6$, 5 $ and 6 $": [],
    "$HOME/$PATH, `$x$` and ``$y``$": [],
    "```\n$x_1$\n```": [],
    r"\$5 and \$6, \(see below\), \[1\], \[x\] and \[no link\](x)": [],
    "- costs $5\n- or 4$": [],
    "$a\n\nb$": [],
}
LATEX = st.lists(
    st.sampled_from(
        ["a_1", "*", "b_{i}^*", r"\frac{x_1}{y_2}", r"\_", "**", "__", "[i]", "(x)", "<", ">", "~~", r"\$", "!"]
    ),
    min_size=1,
    max_size=12,
).map(lambda parts: f"${' '.join(parts)}$")

HOSTILE = [
    "*", "**", "***a ", "_a ", "*a*b", "~~a ", "*_", "`", "`a``b```", "[", "![", "[]", "[[]", "[a](", "[a](b ",
    "[a][", "[^", "[![a](b)", "![a](b)", "<", "<a ", '<a b="', "<!--", "> ", "- ", "# ", "|", "--|", ":-", " ", "\t",
    " \n", "\n", "\\", "(", "()",
    "$", "$a", "$$", "$$a ", "*$a ", "$a\n", "\\(", "\\(a ", "\\[", "\\[a^", "\\(=", "$\\",
]  # fmt: skip


@pytest.mark.parametrize(("markdown", "seen"), VISIBLE.items())
def test_reader_sees(markdown: str, seen: str) -> None:
    """Markdown reads as a renderer shows it."""
    assert plain(markdown) == seen


@pytest.mark.parametrize(("markdown", "found"), FORMULAS.items())
def test_formulas_are_told_from_money_paths_and_brackets(markdown: str, found: list[str]) -> None:
    """Pandoc's rules for dollars, and brackets with a backslash where their content is no plain words."""
    assert [markdown[start:end] for start, end, which in shaped(markdown) if which == "formula"] == found


@given(
    LATEX, st.sampled_from(["see {} now", "*so {} is*", "- {}", "> **{}**, *then*", "| a | b |\n|---|---|\n| c | {} |"])
)
def test_nothing_of_a_formula_is_taken_for_a_mark(latex: str, around: str) -> None:
    """Underscores, stars and brackets of a formula are all there, wherever it stands, and a quote of it is found."""
    text = around.format(latex)
    assert latex in without_marks(text).text
    assert folded_words(latex).text in folded_words(text).text


@given(st.text() | MARKED | MARKDOWN | LATEX)
def test_code_and_formulas_are_visible_as_they_are(text: str) -> None:
    """Every stretch of code and every formula is a stretch of what is visible, in order, character by character."""
    visible = set(without_marks(text).offsets)
    stretches = shaped(text)
    assert all(set(range(start, end)) <= visible for start, end, _ in stretches)
    assert stretches == sorted(stretches)


@given(st.text() | MARKED | MARKDOWN)
def test_every_visible_character_is_the_original_at_its_offset(text: str) -> None:
    """Offsets rise, and lead to the very characters that are shown."""
    mapped = without_marks(text)
    assert [text[offset] for offset in mapped.offsets] == list(mapped.text)
    assert all(before < after for before, after in zip(mapped.offsets, mapped.offsets[1:], strict=False))


@given(st.text(alphabet=st.characters(categories=["L", "Nd", "Zs"])))
def test_text_without_marks_is_left_alone(text: str) -> None:
    """Letters, digits and spaces are never taken for marks."""
    assert without_marks(text).text == text


@given(st.text() | MARKED)
def test_folded_text_leads_back(text: str) -> None:
    """Every stretch of folded text stands in an original stretch that folds to the same."""
    mapped = folded_words(text)
    assert len(mapped.text) == len(mapped.offsets)
    assert all(0 <= offset < len(text) for offset in mapped.offsets)
    assert list(mapped.offsets) == sorted(mapped.offsets)
    assert "  " not in mapped.text


def test_folding_makes_typography_alike() -> None:
    """Quote marks, dashes, white space, ligatures, ellipses and invisible characters count as one."""
    assert folded_words("“It’s”\u00a0—\n 5\u202f% … ﬁne so\u00adft").text == '"It\'s" - 5 % ... fine soft'


def test_original_place_of_a_folded_stretch() -> None:
    """A stretch of folded text is led back to the characters it was made of."""
    text = "see **the  “grain”** now"
    mapped = folded_words(text)
    start = mapped.text.index('the "grain"')
    first, last = mapped.original(start, start + len('the "grain"'))
    assert text[first:last] == "the  “grain”"


@pytest.mark.parametrize("pattern", HOSTILE)
@pytest.mark.parametrize("opened", ["", "[", "*"])
def test_no_text_is_slow(opened: str, pattern: str) -> None:
    """12,000 characters of unfinished marks take a moment: nothing is quadratic, nothing recurses deeply."""
    text = (opened + pattern * 12_000)[:12_000]
    started = process_time()
    mapped = without_marks(text)
    assert process_time() - started < 2
    assert isinstance(mapped, MappedText)
