"""What of a chunk is embedded: title, heading path, and its sentences as a reader sees them."""

from __future__ import annotations

from tutor.domain import Chunk, Document
from tutor.models.embedder import Text
from tutor.text.mapped import plain


def index_text(document: Document, chunk: Chunk) -> Text:
    """The words to embed, and where in them each sentence of the chunk stands."""
    names = [name for name in (document.source.title, *chunk.heading) if name]
    words = ". ".join(names) + "." if names else ""
    spans = []
    for block in chunk.sentences:
        raw = document.text[block.start : block.end]
        sentence = plain(raw) if document.markdown else " ".join(raw.split())
        words += f" {sentence}"
        spans.append((len(words) - len(sentence), len(words)))
    return Text(words, tuple(spans))
