"""Plain text is paragraphs apart by blank lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.parsing import check_blocks, named
from tutor.corpus.parsers.plain_text import parse_plain_text
from tutor.domain import BlockKind


def test_paragraphs() -> None:
    """Blank lines, also those with spaces, set paragraphs apart; marks have no meaning."""
    parsed = parse_plain_text(b"\n\n# One *line*\nand another\n \t \n\n  Two\r\n\r\nThree")
    assert not parsed.markdown
    assert named(parsed) == [
        (BlockKind.PROSE, "# One *line*\nand another"),
        (BlockKind.PROSE, "Two"),
        (BlockKind.PROSE, "Three"),
    ]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0") | st.sampled_from("\n \t\r")))
def test_only_white_space_lies_between_paragraphs(text: str) -> None:
    """No word of any text is left out."""
    parsed = parse_plain_text(text.encode("utf-8-sig"))
    check_blocks(parsed)
    edges = [0, *(edge for block in parsed.blocks for edge in (block.start, block.end)), len(parsed.text)]
    assert all(not parsed.text[start:end].strip() for start, end in zip(edges[::2], edges[1::2], strict=True))
