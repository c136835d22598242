"""Spans run forward, and places are compared as places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tutor.domain import Document, Source, Span

PLACES = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda places: (min(places), max(places)))


def span(start: int, end: int, document: str = "a.md", corpus: str = "c") -> Span:
    """A place in a document."""
    return Span(corpus=corpus, document=document, start=start, end=end)


@pytest.mark.parametrize(("start", "end"), [(2, 1), (-1, 1), (-2, -1)])
def test_span_runs_forward_from_the_start(start: int, end: int) -> None:
    """A span that ends before it starts, or starts before the text, does not exist."""
    with pytest.raises(ValidationError):
        span(start, end)


@given(PLACES, PLACES)
def test_within_is_to_hold_every_place(one: tuple[int, int], other: tuple[int, int]) -> None:
    """A span is within another of the same document where every place of it is a place of the other."""
    inner, outer = span(*one), span(*other)
    if inner.start < inner.end:
        assert inner.within(outer) == set(range(*one)).issubset(range(*other))
    assert inner.within(inner)


def test_other_documents_are_other_places() -> None:
    """The same numbers in another document or corpus are another place."""
    assert not span(1, 2, document="b.md").within(span(0, 5))
    assert not span(1, 2, corpus="d").within(span(0, 5))


def test_values_are_never_changed() -> None:
    """A noun is a value: equal by content, hashable, closed to change and to fields that nobody knows."""
    assert span(1, 2) == span(1, 2)
    assert len({span(1, 2), span(1, 2)}) == 1
    with pytest.raises(ValidationError, match="frozen"):
        span(1, 2).start = 0  # type: ignore[misc]
    with pytest.raises(ValidationError, match="extra"):
        Span.model_validate({"corpus": "c", "document": "a.md", "start": 0, "end": 1, "colour": "red"})


def test_document_names_its_places() -> None:
    """A span of a document names its corpus and path."""
    document = Document(corpus="c", path="a.md", source=Source(title="A"), text="text", markdown=False, blocks=())
    assert document.span(1, 3) == span(1, 3)
