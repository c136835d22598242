"""Full text search where common words stand in more chunks than are worth scoring."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tutor.domain import Block, BlockKind, Chunk, Document, Source
from tutor.store.texts import Texts, write_texts

_COMMON = 2001  # chunks that hold the common word: one more than are scored
_RARE = (5, 77, 1999)  # chunks that hold the rare word


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Texts]:
    """A document with a chunk a line."""
    lines = [f"common {'rare' if number in _RARE else 'other'} {number}" for number in range(_COMMON)]
    text = "\n".join(lines)
    starts = [text.index(line) for line in lines]
    blocks = tuple(
        Block(kind=BlockKind.PROSE, start=start, end=start + len(line))
        for start, line in zip(starts, lines, strict=True)
    )
    document = Document(
        corpus="large", path="all.txt", source=Source(title="All"), text=text, markdown=False, blocks=blocks
    )
    chunks = [Chunk(span=document.span(block.start, block.end), heading=(), sentences=(block,)) for block in blocks]
    path: Path = tmp_path_factory.mktemp("large") / "texts.sqlite"
    write_texts(path, [(document, chunks)])
    with Texts(path, "large") as opened:
        yield opened


def test_common_words_do_not_crowd_out_rare_ones(texts: Texts) -> None:
    """Beside a rare word the common one is not looked for: just the chunks with the rare word are proposed."""
    assert {number for number, _ in texts.search(["common", "rare"], 60)} == set(_RARE)


def test_a_common_word_alone_is_looked_for(texts: Texts) -> None:
    """A question of nothing but common words still proposes as many chunks as are wanted."""
    assert len(texts.search(["common"], 60)) == 60
    assert len(texts.search(["common", "nosuchword"], 60)) == 60
