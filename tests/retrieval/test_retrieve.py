"""Retrieval on published corpora."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies import MARKED, SENTENCE
from tutor.parts import Parts
from tutor.retrieval.answerable import THRESHOLD, answerability, answerable, closeness
from tutor.retrieval.gather import Candidate, query_terms, scaled
from tutor.retrieval.langchain_retriever import GroundworkRetriever
from tutor.retrieval.retrieve import retrieve, score
from tutor.store.release import OpenRelease
from tutor.text.mapped import plain
from tutor.text.words import stems

OWN = (
    "Why does LAST_VALUE return the current row?",
    "When should I use WHERE and when HAVING?",
    "How do I set a day rate from my costs?",
    "What has to be on an invoice?",
)
STRANGE = ("Who won the world cup in 1998?", "How do I bake sourdough bread?", "What is the capital of Mongolia?")


@pytest.mark.parametrize("question", OWN)
def test_passages_are_what_they_say(parts: Parts, question: str) -> None:
    """Best first, each once, and every text and sentence stands at its place in the canonical text."""
    releases = {release.release.corpus.name: release for release in parts.releases()}
    passages = retrieve(question, list(releases.values()), parts.embedder, 12)
    assert [each.rank for each in passages] == list(range(1, 13))
    assert [each.score for each in passages] == sorted((each.score for each in passages), reverse=True)
    assert len({each.span for each in passages}) == 12
    for each in passages:
        document = releases[each.span.corpus].texts.document(each.span.document)
        assert document is not None
        assert document.text[each.span.start : each.span.end] == each.text
        for sentence in each.sentences:
            assert sentence.span.within(each.span)
            assert document.text[sentence.span.start : sentence.span.end] == sentence.text


@pytest.mark.parametrize(
    ("question", "document"),
    [
        (OWN[0], "window-functions.md"),
        (OWN[1], "grouping-having-and-conditional-aggregation.md"),
        (OWN[2], "hourly-and-day-rates.md"),
        (OWN[3], "invoicing.md"),
    ],
)
def test_the_right_page_is_first(parts: Parts, question: str, document: str) -> None:
    """Over both corpora together."""
    assert retrieve(question, parts.releases(), parts.embedder, 1)[0].span.document == document


def test_the_corpora_asked_are_the_corpora_searched(parts: Parts) -> None:
    """A question of the one gets only passages of the other where that alone is asked."""
    found = retrieve(OWN[0], parts.releases(["business"]), parts.embedder, 5)
    assert {each.span.corpus for each in found} == {"business"}


def test_corpora_are_searched_as_one(parts: Parts) -> None:
    """Asked of both, a question finds the best of either, in whatever order they are named."""
    for question, corpus in zip(OWN, ("sql", "sql", "business", "business"), strict=True):
        both = retrieve(question, parts.releases(["sql", "business"]), parts.embedder, 8)
        assert both == retrieve(question, parts.releases(["business", "sql"]), parts.embedder, 8)
        assert both[0].span == retrieve(question, parts.releases([corpus]), parts.embedder, 1)[0].span


def test_evidence_is_measured_on_the_very_words(parts: Parts) -> None:
    """A sentence's cover is the share, weighed by rarity, of the question's terms that it has."""
    (release,) = parts.releases(["sql"])
    terms = query_terms(OWN[1])
    rarity = release.texts.rarity(terms)
    for passage in retrieve(OWN[1], [release], parts.embedder, 8):
        for sentence in passage.sentences:
            held = set(stems(plain(sentence.text))).intersection(terms)
            expected = sum(rarity[term] for term in held) / sum(rarity.values())
            assert sentence.cover == pytest.approx(expected)
            assert passage.cover >= sentence.cover - 1e-9


@settings(max_examples=40)
@given(st.text() | MARKED | SENTENCE)
def test_anything_may_be_asked(parts: Parts, question: str) -> None:
    """Whatever is asked, at most as many passages come as were asked for, with finite evidence."""
    found = retrieve(question, parts.releases(), parts.embedder, 3)
    assert len(found) == (3 if query_terms(question) else 0)
    assert all(-1.01 <= each.similarity <= 1.01 and -1e-9 <= each.cover <= 1 + 1e-9 for each in found)
    assert -2 <= closeness(found) <= 2.6


@pytest.mark.parametrize("question", OWN)
def test_own_questions_are_answerable(parts: Parts, question: str) -> None:
    """What the corpora were written to answer is not refused."""
    assert answerable(question, retrieve(question, parts.releases(), parts.embedder, 8), parts.reader)


@pytest.mark.parametrize("question", STRANGE)
def test_strange_questions_are_not(parts: Parts, question: str) -> None:
    """What has nothing to do with the corpora is."""
    assert not answerable(question, retrieve(question, parts.releases(), parts.embedder, 8), parts.reader)


def test_nothing_found_is_nothing_near(parts: Parts) -> None:
    """An empty question has no terms, no passages and no closeness."""
    assert query_terms("?!") == ()
    assert retrieve("?!", parts.releases(), parts.embedder, 8) == []
    assert closeness([]) < 0
    assert not answerable("?!", [], parts.reader)


@pytest.mark.parametrize("question", [*OWN, *STRANGE])
def test_what_is_not_read_would_not_have_changed_the_decision(parts: Parts, question: str) -> None:
    """Where closeness alone decides, reading as well comes to the same."""
    found = retrieve(question, parts.releases(), parts.embedder, 8)
    read = [each.odds for each in parts.reader.read(question, [passage.text for passage in found])]
    assert answerable(question, found, parts.reader) == (answerability(found, read) >= THRESHOLD)


def test_terms_of_a_question() -> None:
    """Words that carry meaning, as stems, each once; keywords in capitals; all words where none carries any."""
    assert query_terms("How do windows and the window's frames work?") == ("window", "frame", "work")
    assert query_terms("When WHERE, when HAVING?") == ("where", "have")
    assert query_terms("WHAT IS THIS") == ("what", "is", "this")


def candidate(release: OpenRelease, document: str, near: float) -> Candidate:
    """A chunk of a page with one sentence, as near to the question in every respect as the number says."""
    return Candidate(release, 0, document, near, near, near, (near,), (near,))


def test_other_good_chunks_of_a_page_speak_for_it(parts: Parts) -> None:
    """A page with two good chunks goes before one with a single chunk that is hardly better."""
    (release,) = parts.releases(["sql"])
    pages = {"a.md": [0.9], "b.md": [0.88, 0.8], "c.md": [0.5, 0.1]}
    candidates = [candidate(release, page, near) for page, chunks in pages.items() for near in chunks]
    scores = score(candidates)
    assert [candidates[i].document for i in (-scores).argsort()] == ["b.md", "b.md", "a.md", "c.md", "c.md"]


def test_scaling() -> None:
    """From 0 for the least to 1 for the greatest, and 0 where all are alike."""
    assert scaled([2, 4, 3]).tolist() == [0, 1, 0.5]
    assert scaled([7, 7]).tolist() == [0, 0]


def test_as_a_langchain_retriever(parts: Parts) -> None:
    """The same passages, as LangChain documents that say where their words stand."""
    retriever = GroundworkRetriever(releases=parts.releases(["sql"]), embedder=parts.embedder, k=3)
    found = retriever.invoke(OWN[0])
    passages = retrieve(OWN[0], parts.releases(["sql"]), parts.embedder, 3)
    assert [each.page_content for each in found] == [each.text for each in passages]
    assert [each.metadata["start"] for each in found] == [each.span.start for each in passages]
    assert found[0].metadata["release"] == parts.releases(["sql"])[0].release.id
