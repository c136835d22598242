"""Reading what retrieval found."""

from __future__ import annotations

from tests.retrieval.test_retrieve import OWN
from tutor.parts import Parts
from tutor.retrieval.read import read
from tutor.retrieval.retrieve import retrieve


def test_what_was_found_is_read_in_place(parts: Parts) -> None:
    """Passages stay what and where they were; each knows its odds, each sentence its share of them."""
    passages = retrieve(OWN[0], parts.releases(), parts.embedder, 5)
    found = read(OWN[0], passages, parts.reader)
    assert [each.span for each in found] == [each.span for each in passages]
    for each in found:
        assert each.answers is not None
        assert 0.5 < sum(sentence.telling for sentence in each.sentences) < 1.01


def test_nothing_found_is_nothing_read(parts: Parts) -> None:
    """No passages, no findings."""
    assert read(OWN[0], [], parts.reader) == []
