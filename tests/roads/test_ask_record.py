"""The road of a question before and behind the answer: what can be asked, what is refused, what is on record."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.loopback import Request, answers
from tests.loopback.script import Reply
from tests.roads.asking import GRAIN, Asking
from tests.roads.conftest import texts
from tutor.ask import answer_from, ask
from tutor.domain import Answer
from tutor.errors import BadQuestion, NoCorpus, StoreFailed
from tutor.parts import Parts
from tutor.retrieval.question import LONGEST_QUESTION
from tutor.settings import read_settings


def test_question_and_answer_are_on_record(asking: Asking) -> None:
    """What was answered can be read back unchanged, with the corpora it was asked of."""
    exchanged = ask(f"  {GRAIN}\n", ["sql"], asking.parts(asking.model(answers.mixed)), NOW)
    (exchange,) = asking.on_record()
    assert exchange.answer == exchanged.answer
    assert (exchange.id, exchange.answer_id) == (exchanged.question_id, exchanged.answer_id)
    assert (exchange.question, exchange.corpora, exchange.at) == (GRAIN, ("sql",), NOW)


def test_the_question_is_on_record_while_the_model_thinks(asking: Asking) -> None:
    """Before the first word comes, the question can be read by others: a crash loses no question."""
    seen: list[tuple[str, Answer | None]] = []

    def script(request: Request) -> Reply:
        seen.extend((exchange.question, exchange.answer) for exchange in asking.on_record())
        return answers.quoting(request)

    asking.answer(script, redraws=0)
    assert seen == [(GRAIN, None)]


def test_questions_at_the_same_time(asking: Asking) -> None:
    """Six questions from six threads on one new `Parts`, on the wire together, are answered as if asked alone."""
    questions = [GRAIN, "What is the difference between WHERE and HAVING?", "What belongs on an invoice?"] * 2
    together = threading.Barrier(6, timeout=30)

    def script(request: Request) -> Reply:
        together.wait()
        return answers.quoting(request)

    parts = asking.parts(asking.model(script), redraws=0)
    with ThreadPoolExecutor(6) as pool:
        asked = list(pool.map(lambda question: ask(question, [], parts, NOW), questions))
    alone = asking.parts(asking.model(answers.quoting), redraws=0)
    for question, exchanged in zip(questions, asked, strict=True):
        expected = answer_from(question, alone.releases(), alone)
        assert (exchanged.answer.question, exchanged.answer.passages) == (question, expected.passages)
        assert exchanged.answer.stated == expected.stated
    assert {each.id: each.answer for each in asking.on_record()} == {each.question_id: each.answer for each in asked}


def test_corpora_are_asked_alone_or_together(asking: Asking) -> None:
    """Named corpora are searched alone, none named means all, and the fingerprint names each release."""
    parts = asking.parts()
    alone = ask(GRAIN, ["business", "business"], parts, NOW).answer
    assert {passage.span.corpus for passage in alone.passages} == {"business"}
    assert set(alone.fingerprint.releases) == {"business"}
    assert set(ask(GRAIN, [], parts, NOW).answer.fingerprint.releases) == {"business", "sql"}


def test_an_unknown_corpus(asking: Asking) -> None:
    """A corpus that is not published is named, with those that are; nothing is asked and nothing recorded."""
    with pytest.raises(NoCorpus, match=r"'cooking' is not published\. Published are: business, sql\."):
        ask(GRAIN, ["sql", "cooking"], asking.parts(), NOW)
    assert asking.on_record() == []


def test_no_corpus_at_all(empty_home: Path) -> None:
    """In a new home the cure is the command that loads something."""
    with pytest.raises(NoCorpus, match="tutor load --starter"):
        ask(GRAIN, [], Parts(read_settings(home=empty_home)), NOW)


@pytest.mark.parametrize(
    ("question", "said"),
    [("w " * (LONGEST_QUESTION // 2) + "?", "4,001 characters; 4,000 are allowed"), ("caf\udce9", "not Unicode text")],
    ids=["too-long", "half-a-character"],
)
def test_what_cannot_be_asked(asking: Asking, question: str, said: str) -> None:
    """A question that is too long or no text is refused in words and not recorded."""
    with pytest.raises(BadQuestion, match=said):
        ask(question, [], asking.parts(), NOW)
    assert asking.on_record() == []


def test_the_longest_question_is_answered(asking: Asking) -> None:
    """A question of the very length that is allowed gets through every machine."""
    words = [f"w{number}" for number in range(2000)]
    question = f"{GRAIN} {' '.join(words)}"[:LONGEST_QUESTION]
    assert ask(question, [], asking.parts(), NOW).answer.question == question.strip()


@pytest.mark.parametrize("question", ["", " \n ", "?!", "…"])
def test_no_question(asking: Asking, question: str) -> None:
    """Where nothing is asked, the tutor says what can be asked about, without searching or calling a model."""
    model = asking.model(answers.quoting)
    answer = ask(question, [], asking.parts(model), NOW).answer
    assert answer.refusal == "There is no question yet. Ask about: Freelance business, SQL for analytics."
    assert (answer.passages, answer.fingerprint.writer, model.requests) == ((), "none", [])


@pytest.mark.parametrize("greeting", ["hello", "Hi there!", "Thanks"])
def test_a_greeting_is_returned(asking: Asking, greeting: str) -> None:
    """A greeting is no question: it is answered with what the tutor does, and costs nothing."""
    model = asking.model(answers.quoting)
    answer = ask(greeting, [], asking.parts(model), NOW).answer
    assert answer.refusal.startswith("Hello. Ask a question")
    assert not model.requests


def test_a_far_question_is_refused_before_anything_is_written(asking: Asking) -> None:
    """No model is asked what the sources do not hold; the nearest passages come with the refusal."""
    model = asking.model(answers.quoting)
    answer = ask("Who won the football world cup of 1998?", [], asking.parts(model), NOW).answer
    assert not answer.stated
    assert model.requests == []
    assert answer.refusal == "These sources do not answer this."
    assert answer.passages


def test_an_answer_that_cannot_be_recorded_is_not_given(asking: Asking) -> None:
    """Where the record refuses, the learner is told so instead of getting an answer that nobody can look up."""
    parts = asking.parts()
    parts.record.close()
    with pytest.raises(StoreFailed, match="The record cannot be written"):
        ask(GRAIN, [], parts, NOW)
    assert asking.on_record() == []


def test_a_question_in_another_script(asking: Asking) -> None:
    """Questions in any script go through, unchanged to the letter."""
    question = "Was heißt „Körnung“ einer Tabelle – 表の粒度とは何ですか? 🧮"
    assert ask(question, [], asking.parts(), NOW).answer.question == question
    assert asking.on_record()[0].question == question


def test_stated_words_are_the_learners_to_read(asking: Asking) -> None:
    """Without a model every statement is readable: no marks of formatting are left in it, and none is said twice."""
    answer = ask(GRAIN, [], asking.parts(), NOW).answer
    assert texts(answer)
    assert len(set(texts(answer))) == len(texts(answer))
    assert not any(mark in text for text in texts(answer) for mark in ("**", "`", "\n"))
