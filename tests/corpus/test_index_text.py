"""What is embedded of a chunk is its sentences as a reader sees them, each at its place."""

from __future__ import annotations

from hypothesis import given

from tests.corpus.parsing import document
from tests.strategies import MARKDOWN
from tutor.corpus.index_text import index_text
from tutor.corpus.split import split
from tutor.text.mapped import plain


@given(MARKDOWN)
def test_places_are_those_of_the_sentences(text: str) -> None:
    """The words of each place are the sentence without its marks, and between two places is one space."""
    found = document(text)
    for chunk in split(found):
        made = index_text(found, chunk)
        seen = [plain(text[sentence.start : sentence.end]) for sentence in chunk.sentences]
        assert [made.words[start:end] for start, end in made.sentences] == seen
        assert made.words == " ".join(seen)


def test_marks_of_plain_text_are_words() -> None:
    """In a document that is not Markdown nothing is taken for a mark."""
    found = document("Use *all* of_it_ now.")
    (chunk,) = split(found)
    assert index_text(found, chunk).words == "Use all of_it_ now."
    assert index_text(found.model_copy(update={"markdown": False}), chunk).words == "Use *all* of_it_ now."
