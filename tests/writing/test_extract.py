"""The writer without a model."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from tutor.checking.cite import cite
from tutor.checking.ground import ground
from tutor.domain import BlockKind, Label, Passage, Sentence, Span
from tutor.parts import Parts
from tutor.retrieval.retrieve import retrieve
from tutor.writing.extract import STATEMENTS, extract

QUESTIONS = (
    "Why does LAST_VALUE return the current row?",
    "Why is my revenue too high after a join?",
    "What must an invoice contain?",
    "How do I set a day rate?",
    "When may a client refuse a change request?",
)


def passage(
    *sentences: tuple[str, BlockKind, float], between: str = " ", tells: Mapping[str, float] = MappingProxyType({})
) -> Passage:
    """A passage of these sentences, each as near to the question as its number says; `tells` by their words."""
    text = between.join(words for words, _, _ in sentences)
    placed = []
    start = 0
    for words, kind, near in sentences:
        span = Span(corpus="c", document="d", start=start, end=start + len(words))
        placed.append(
            Sentence(span=span, text=words, kind=kind, similarity=near, cover=near, tells=tells.get(words, 0))
        )
        start += len(words) + len(between)
    whole = Span(corpus="c", document="d", start=0, end=len(text))
    return Passage(
        span=whole, text=text, title="T", heading=(), score=1, rank=1, similarity=1, cover=1, sentences=tuple(placed)
    )


@pytest.mark.parametrize("question", QUESTIONS)
def test_quotes_are_verbatim(parts: Parts, question: str) -> None:
    """Every quote stands in the passage it names; there are few statements, and none twice."""
    passages = retrieve(question, parts.releases(), parts.embedder, 8)
    sentences = extract(passages).sentences
    texts = {found.rank: found.text for found in passages}
    assert 1 <= len(sentences) <= STATEMENTS
    assert len({sentence.text for sentence in sentences}) == len(sentences)
    assert all(quote.words in texts[quote.passage] for sentence in sentences for quote in sentence.quotes)


@pytest.mark.parametrize("question", QUESTIONS)
def test_everything_written_is_cited_and_carried(parts: Parts, question: str) -> None:
    """What the sources say in their own words is found in them and carried by them: nothing of it is withheld."""
    passages = retrieve(question, parts.releases(), parts.embedder, 8)
    sentences = extract(passages).sentences
    claims = [cite(sentence, passages) for sentence in sentences]
    assert [len(claim.citations) for claim in claims] == [len(sentence.quotes) for sentence in sentences]
    assert {verdict.label for verdict in ground(claims, passages, parts.judge)} == {Label.SUPPORTED}


def test_what_the_reader_finds_is_chosen_among_what_is_near() -> None:
    """The three nearest stay; the last place goes to the sentence that answers, and its finding cuts off the rest."""
    near = [(f"The fee of case {number} is set by the agency.", BlockKind.PROSE, 0.6) for number in range(1, 6)]
    answers = near[-1][0]
    told = [each.text for each in extract([passage(*near, tells={answers: 0.9})]).sentences]
    assert told == [words for words, _, _ in near[:3]] + [answers]
    apart = passage(("The fee is 40 euros.", BlockKind.PROSE, 0.6), ("The agency sets a fee.", BlockKind.PROSE, 0.5),
                    tells={"The fee is 40 euros.": 0.9})  # fmt: skip
    assert len(extract([apart]).sentences) == 1


def test_few_statements_and_none_twice() -> None:
    """Of many sentences that are near a few are taken, and of the same words in other dress the first."""
    many = passage(*((f"Sentence number {n} stands right here.", BlockKind.PROSE, 0.9) for n in range(9)))
    assert len(extract([many]).sentences) == STATEMENTS
    twice = passage(
        ("The **deposit** is due at signing.", BlockKind.PROSE, 0.8),
        ("The deposit is due at signing!", BlockKind.PROSE, 0.9),
    )
    assert [each.text for each in extract([twice]).sentences] == ["The deposit is due at signing."]


def test_nothing_comes_of_nothing() -> None:
    """Without passages there is no draft."""
    assert extract([]).sentences == ()


def test_nearest_sentences_are_chosen_and_kept_in_order() -> None:
    """What is far behind the best is left out, and what is taken stays in the order of the source."""
    found = passage(
        ("A first near sentence stands here.", BlockKind.PROSE, 0.8),
        ("A far sentence says something else.", BlockKind.PROSE, 0.1),
        ("The best sentence stands at the end.", BlockKind.PROSE, 0.9),
    )
    assert [each.text for each in extract([found]).sentences] == [
        "A first near sentence stands here.",
        "The best sentence stands at the end.",
    ]


def test_an_announcement_comes_with_what_it_announces() -> None:
    """A sentence that ends in a colon is stated with its list, and not at all where nothing follows."""
    items = [(f"- item number {n}", BlockKind.ITEM, 0.0) for n in (1, 2)]
    found = passage(("Do these two things in order:", BlockKind.PROSE, 0.9), *items, between="\n")
    assert extract([found]).sentences[0].text == "Do these two things in order: item number 1 item number 2"
    assert not extract([passage(("Do these two things in order:", BlockKind.PROSE, 0.9))]).sentences


def test_a_sentence_comes_with_the_one_it_leans_on() -> None:
    """A "This ..." alone says nothing: the sentence before belongs to it."""
    found = passage(
        ("The deposit is due at signing.", BlockKind.PROSE, 0.1),
        ("This protects both sides from a late start.", BlockKind.PROSE, 0.9),
    )
    assert extract([found]).sentences[0].text.startswith("The deposit is due at signing. This protects")


def test_a_table_row_is_read_out_with_its_columns() -> None:
    """A row names its columns and quotes header and row."""
    found = passage(
        ("| Feature of SQLite | First version |", BlockKind.TABLE, 0.2),
        ("| FILTER on aggregates | 3.30 |", BlockKind.TABLE, 0.9),
        between="\n|---|---|\n",
    )
    (sentence,) = extract([found]).sentences
    assert sentence.text == "Feature of SQLite: FILTER on aggregates; First version: 3.30"
    assert [quote.words for quote in sentence.quotes] == [
        "| Feature of SQLite | First version |",
        "| FILTER on aggregates | 3.30 |",
    ]


def test_code_and_questions_state_nothing() -> None:
    """A stretch of code alone, a question and a scrap of words are no statements."""
    found = passage(
        ("SELECT a, b FROM t WHERE a = 1;", BlockKind.CODE, 0.9),
        ("What is a window function good for?", BlockKind.PROSE, 0.9),
        ("See below.", BlockKind.PROSE, 0.9),
    )
    assert not extract([found]).sentences
