"""The questions that an empty page offers, and those that an answer leads on to."""

from __future__ import annotations

import pytest

from app.examples import example_questions, next_questions
from tutor.ask import answer_from
from tutor.domain import Answer, BlockKind, Passage
from tutor.parts import Parts
from tutor.store.texts import Texts
from tutor.text.mapped import plain


def _headings(texts: Texts) -> set[str]:
    documents = [document for path in texts.paths if (document := texts.document(path))]
    return {
        plain(document.text[block.start : block.end])
        for document in documents
        for block in document.blocks
        if block.kind is BlockKind.HEADING
    }


def test_examples_are_headings_of_every_corpus_in_turn(parts: Parts) -> None:
    """Three examples of two corpora: real headings, the first of one corpus, the second of the other, all different."""
    business, sql = (release.texts for release in parts.releases(["business", "sql"]))
    examples = example_questions([business, sql], 3)
    assert len(set(examples)) == 3
    assert [example in _headings(business) for example in examples] == [True, False, True]
    assert examples[1] in _headings(sql)


def test_no_more_examples_than_there_are(parts: Parts) -> None:
    """Asked for more than the sources have, it gives at most one of a document; of no corpus none."""
    texts = parts.releases(["sql"])[0].texts
    assert 0 < len(example_questions([texts], 100)) <= len(texts.paths)
    assert example_questions([], 3) == []


def test_every_example_has_an_answer(parts: Parts) -> None:
    """Who begins with an example is answered, not refused."""
    releases = parts.releases()
    examples = example_questions([release.texts for release in releases], 8)
    assert len(examples) == 8
    assert [example for example in examples if answer_from(example, releases, parts).refused] == []


ASKED = (
    "What is the grain of a table?", "How do I detect fan-out?", "What does a window function do?",
    "Which COUNT should I use?", "What is the difference between WHERE and HAVING?", "How do I count zero correctly?",
    "How should I number invoices?", "What must an invoice contain?", "How do I calculate a day rate?",
    "What is scope creep?", "How can liability be limited?", "What is due on early termination?",
    "What is the capital of Mongolia?",
)  # fmt: skip


@pytest.fixture(scope="module")
def answers(parts: Parts) -> list[Answer]:
    """Answers to a dozen questions of two corpora, and a refusal."""
    return [answer_from(question, parts.releases(), parts) for question in ASKED]


def test_what_is_next_was_found_and_not_cited(answers: list[Answer]) -> None:
    """Headings of the passages at hand, each once, nearest first; none of a section that was cited, none asked before.

    After a refusal there are some as well.
    """
    for answer in answers:
        questions = next_questions(answer, 3)
        assert 0 < len(questions) == len(set(questions)) <= 3
        cited = [citation.span for each in answer.stated for citation in each.claim.citations]
        told = {_place(each) for each in answer.passages if any(span.within(each.span) for span in cited)}
        free = [each for each in answer.passages if _place(each) not in told]
        ranks = [next(each.rank for each in free if question.endswith(_named(each))) for question in questions]
        assert ranks == sorted(ranks)
        assert answer.question not in questions


def test_what_is_next_has_an_answer(answers: list[Answer], parts: Parts) -> None:
    """Who goes on with a suggestion is answered, not refused."""
    questions = {question for answer in answers for question in next_questions(answer, 3)}
    assert len(questions) > 20
    assert [question for question in questions if answer_from(question, parts.releases(), parts).refused] == []


def test_what_is_next_is_text(answers: list[Answer]) -> None:
    """A heading that says little stands behind its title, its marks gone; one that repeats the question is left out."""
    headings = ("**Credit** [notes](https://example.invalid)", "The `grain` of a table", "Notes")
    passages = [
        each.model_copy(update={"title": "Invoicing", "heading": (heading,)})
        for each, heading in zip(answers[0].passages[:3], headings, strict=True)
    ]
    answer = answers[-1].model_copy(update={"question": ASKED[0], "passages": tuple(passages)})
    assert next_questions(answer, 3) == ["Invoicing: Credit notes", "Invoicing: Notes"]
    assert next_questions(answer, 1) == ["Invoicing: Credit notes"]
    assert next_questions(answer.model_copy(update={"passages": ()}), 3) == []


def _place(passage: Passage) -> tuple[str, ...]:
    return (passage.span.document, *passage.heading)


def _named(passage: Passage) -> str:
    return plain(passage.heading[-1] if passage.heading else passage.title)
