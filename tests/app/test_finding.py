"""Words are found in the parts of a long source that are not shown, as they are in what is shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.finding import Elsewhere, find_elsewhere, fold, searchable
from tutor.corpus.parsers.markdown import parse_markdown_text
from tutor.domain import Document, Source

TEXT = """\
# Rows

A **row** is a row.

| rows | `row` |
|---|---|
| x | row |

```row
row
```

Nothing here.

The last row.
"""


def _document(text: str) -> Document:
    parsed = parse_markdown_text(text)
    return Document(
        corpus="c", path="p.md", source=Source(title="A"), text=parsed.text, markdown=True, blocks=parsed.blocks
    )


def test_words_are_counted_as_often_as_they_are_seen() -> None:
    """In headings, prose, cells and code, not in marks, addresses and names of languages."""
    assert [(text, text.count("row")) for _, text in searchable(_document(TEXT))] == [
        ("rows", 1), ("a row is a row.", 2), ("rows\nrow\nx\nrow", 3), ("row", 1), ("nothing here.", 0),
        ("the last row.", 1),
    ]  # fmt: skip


def test_the_way_to_the_next_and_previous_words_goes_round() -> None:
    """Next is the first block after what is shown, else the first of all; previous the other way round."""
    document = _document(TEXT)
    texts = searchable(document)
    heading, prose, table, code, nothing, last = document.blocks
    assert find_elsewhere("ROW", texts, [table, code]) == Elsewhere(3, 1, next=last.start, previous=prose.start)
    assert find_elsewhere("row", texts, [last]) == Elsewhere(7, 0, next=heading.start, previous=code.start)
    assert find_elsewhere("row", texts, [heading]) == Elsewhere(0, 7, next=prose.start, previous=last.start)
    assert find_elsewhere("nothing", texts, [nothing]) == Elsewhere(0, 0, next=None, previous=None)
    assert find_elsewhere("  ", texts, [table]) == Elsewhere(0, 0, next=None, previous=None)


def test_words_that_people_type_differently_are_found() -> None:
    """Case, accents, vowel points, quote marks, dashes, ligatures and white space are alike."""
    assert fold("CAFÉ\u00a0 straße\n“x” – ﬁne") == fold('cafe STRASSE "X" - fine')
    assert fold("كَتَبَ") == fold("كتب")


@given(st.text(), st.text())
def test_folding_keeps_what_stands_together(one: str, other: str) -> None:
    """Folded text holds the folded words of its parts, and folding it again changes nothing."""
    assert fold(one) in fold(f"{one} {other}")
    assert fold(fold(one)) == fold(one)
