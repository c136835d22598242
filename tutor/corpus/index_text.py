"""What of a chunk is embedded: its sentences as a reader sees them."""

from __future__ import annotations

from tutor.domain import Chunk, Document
from tutor.models.embedder import Text
from tutor.text.mapped import plain


def index_text(document: Document, chunk: Chunk) -> Text:
    """The words to embed, and where in them each sentence of the chunk stands.

    Title and headings are in the full text index only: embedded with every chunk they made vectors of one page alike
    and found fewer lessons (docs/decisions/retrieval.md).
    """
    words = ""
    spans = []
    for block in chunk.sentences:
        raw = document.text[block.start : block.end]
        sentence = plain(raw) if document.markdown else " ".join(raw.split())
        words += f" {sentence}" if words else sentence
        spans.append((len(words) - len(sentence), len(words)))
    return Text(words, tuple(spans))
