"""What the tests of parsers and splitter say of blocks and chunks."""

from __future__ import annotations

import re

from tutor.corpus.parsed import Parsed
from tutor.corpus.parsers.markdown import parse_markdown_text
from tutor.corpus.split import WORDS, split
from tutor.domain import BlockKind, Document, Source
from tutor.text.mapped import plain


def named(parsed: Parsed) -> list[tuple[BlockKind, str]]:
    """Kind and words of each block."""
    return [(block.kind, parsed.text[block.start : block.end]) for block in parsed.blocks]


def check_blocks(parsed: Parsed | Document) -> None:
    """Blocks are in order, apart, inside the text, trimmed and not empty."""
    position = 0
    for block in parsed.blocks:
        words = parsed.text[block.start : block.end]
        assert position <= block.start < block.end <= len(parsed.text)
        assert words == words.strip()
        assert (block.level > 0) == (block.kind is BlockKind.HEADING)
        position = block.end


def document(text: str) -> Document:
    """A Markdown document with that text."""
    parsed = parse_markdown_text(text)
    return Document(
        corpus="test",
        path="a.md",
        source=Source(title=parsed.title),
        text=parsed.text,
        markdown=True,
        blocks=parsed.blocks,
    )


def check_chunks(found: Document) -> None:
    """Chunks are in order and bounded; their sentences are whole, apart, inside, and leave out no word of a block."""
    chunks = split(found)
    sentences = [sentence for chunk in chunks for sentence in chunk.sentences]
    for chunk in chunks:
        assert (chunk.span.corpus, chunk.span.document) == (found.corpus, found.path)
        assert (chunk.span.start, chunk.span.end) == (chunk.sentences[0].start, chunk.sentences[-1].end)
        sizes = [size(found.text[sentence.start : sentence.end]) for sentence in chunk.sentences]
        assert len(sizes) == 1 or sum(sizes) <= WORDS * 1.1 + 1e-6
    covered = [False] * len(found.text)
    position = 0
    for sentence in sentences:
        assert position <= sentence.start < sentence.end <= len(found.text)
        assert found.text[sentence.start : sentence.end].strip() == found.text[sentence.start : sentence.end]
        covered[sentence.start : sentence.end] = [True] * (sentence.end - sentence.start)
        position = sentence.end
    for block in found.blocks:
        expected = block.kind is not BlockKind.HEADING
        for place in range(block.start, block.end):
            if found.text[place].isalnum():
                assert covered[place] == expected, found.text[place:][:40]


def size(words: str) -> float:
    """The length of a sentence as the splitter's rule has it: 0.8 for each mark and each eight letters of a word."""
    return 0.8 * len(re.findall(r"\w{1,8}|[^\w\s]", plain(words)))
