"""The same question asked twice: what changed, why, and that no answer is lost or held up for it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import NOW
from tests.loopback import LoopbackModel, Reply, Request, Script, answers, judging
from tests.roads.conftest import Curating, texts
from tutor.ask import ask
from tutor.before import NOT_COMPARED
from tutor.domain import Answer, Before, ChangeKind
from tutor.parts import Parts
from tutor.settings import read_settings
from tutor.store.record import Kind

PAYS = "The client pays the invoice within 30 days."
LATER = "The client pays the invoice within 45 days."
INTEREST = "Interest on a late invoice is 8 percent above the base rate."
PAGE = f"# Invoices\n\n{PAYS} {INTEREST}\n"
PAYING = "When does the client pay the invoice?"


@dataclass
class Twice:
    """Curates the corpus `notes` and asks it, each time as another process and a day later."""

    curating: Curating

    def publish(self, page: str) -> None:
        """Publish the page in the place of what it was."""
        self.curating.write("invoices.md", page)
        self.curating.load()

    def parts(self, server: LoopbackModel | None = None, **chosen: object) -> Parts:
        """Parts as another process opens them."""
        plugged = {"model": "loopback", "base_url": server.base_url} if server else {}
        parts = Parts(read_settings(**{"home": self.curating.home, "redraws": 0, "retries": 0, **plugged, **chosen}))
        parts.embedder = self.curating.embedder
        return parts

    def ask(self, question: str = PAYING, server: LoopbackModel | None = None, **chosen: object) -> Answer:
        """Ask, a day after the last time."""
        self.curating.now += timedelta(days=1)
        return ask(question, [], self.parts(server, **chosen), self.curating.now).answer


@pytest.fixture
def twice(curating: Curating) -> Twice:
    """The corpus with the page on invoices, published."""
    twice = Twice(curating)
    twice.publish(PAGE)
    return twice


def before(answer: Answer) -> Before:
    """What is known of the earlier answer."""
    assert answer.before is not None
    return answer.before


def changed(answer: Answer) -> list[tuple[str, str, str]]:
    """All that did not stay as it was."""
    kept = ChangeKind.UNCHANGED
    return [(each.kind.value, each.text, each.earlier) for each in before(answer).changes if each.kind is not kept]


def test_a_source_that_changed(twice: Twice) -> None:
    """The statement whose source has another number is contradicted, the rest is unchanged, and the source is named."""
    first = twice.ask()
    assert first.before is None
    asked_at = twice.curating.now
    twice.publish(PAGE.replace("30 days", "45 days"))
    second = twice.ask()
    assert changed(second) == [("contradicted", LATER, PAYS)]
    assert before(second).count(ChangeKind.UNCHANGED) == len(first.stated) - 1
    assert before(second).why == ("There is another release of Notes: Invoices changed.",)
    exchange = twice.parts().record.exchange(before(second).question_id)
    assert exchange is not None
    assert exchange.answer == first
    assert (before(second).at, before(second).conversation) == (asked_at, exchange.conversation)
    assert before(second).question == PAYING


def test_nothing_changed(twice: Twice) -> None:
    """Asked again of the same, the same is said: nothing changed, and nothing is different."""
    first = twice.ask()
    second = twice.ask(f"{PAYING} ".upper())
    assert changed(second) == []
    assert before(second).why == ()
    assert texts(second) == texts(first)


def test_other_words_settings_and_model(twice: Twice) -> None:
    """What is different is said in a sentence each: the wording, the writer, the settings, the judge."""
    twice.ask(judge="local")
    project = "A shop that sells bees and bread to schools in the north of the country."
    with LoopbackModel(answers.quoting) as model:
        chosen: dict[str, Any] = {"server": model, "passages": 3, "judge": "lexical"}
        plugged = twice.ask("Please tell me: when does the client pay the invoice?", model="small", **chosen)
        other = twice.ask(model="large", temperature=0.5, project=project, **chosen)
        third = twice.ask(model="large", temperature=0.7, **chosen)
    why = before(plugged).why
    assert why[0] == f"You asked it in other words: {PAYING}"
    assert why[1] == "Then it was in the sources' own words, now it is written by small."
    assert why[2] == "Other settings: passages 3 instead of 8."
    assert why[3].startswith("Statements are checked by another judge: ")
    assert before(other).why[1:] == (
        "Then it was written by small, now it is written by large.",
        "Other settings: another project.",
    )
    assert before(third).why == ("Other settings: another project, temperature 0.7 instead of 0.5.",)


def test_a_model_that_says_it_otherwise(twice: Twice) -> None:
    """Where nothing is different that decides an answer, it is said that a model varies."""
    with LoopbackModel(lambda asked: (answers.mixed if asked.number else answers.quoting)(asked)) as model:
        twice.ask(server=model)
        varied = twice.ask(server=model)
    with LoopbackModel(answers.quoting) as elsewhere:
        moved = twice.ask(server=elsewhere)
    assert changed(varied)
    (why,) = before(varied).why
    assert why == "Nothing that decides the answer is different: a model does not always put it the same way."
    assert before(moved).why == (f"The model is asked at {elsewhere.base_url}, then at {model.base_url}.",)


def test_a_question_that_is_answered_now(twice: Twice) -> None:
    """What was refused is stated now: all of it was added."""
    twice.publish("# Hens\n\nA hen lays an egg on most days of the summer.\n")
    assert twice.ask().refused
    twice.publish(PAGE)
    found = twice.ask()
    assert {kind for kind, _, _ in changed(found)} == {"added"}
    assert texts(found) == [text for _, text, _ in changed(found)]


def test_an_answer_from_before_has_none(twice: Twice) -> None:
    """An answer that was recorded without this field is read as it was."""
    made = twice.ask()
    body = made.model_dump(mode="json")
    del body["before"]
    record = twice.parts().record
    asked = record.add(Kind.QUESTION, {"question": PAYING, "corpora": ["notes"]}, NOW)
    record.add(Kind.ANSWER, body, NOW, about=asked)
    exchange = record.exchange(asked)
    assert exchange is not None
    assert exchange.answer == made


def test_a_comparison_that_fails_loses_no_answer(twice: Twice) -> None:
    """Where the judge does not compare, the answer is there all the same, with a notice, and on record so."""
    twice.ask()
    twice.publish(PAGE.replace(PAYS, "The client settles an invoice within 30 days of its arrival in the mail."))
    with LoopbackModel(_breaking()) as model:
        answer = twice.ask(server=model, judge="model")
    assert answer.stated
    assert (answer.before, answer.notices) == (None, (NOT_COMPARED,))
    assert twice.parts().record.exchanges()[0].answer == answer


def test_a_comparison_that_takes_long_is_left(twice: Twice, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that judges and stalls while it compares holds the answer up no longer than it may."""
    monkeypatch.setattr("tutor.before._PATIENCE", 0.5)
    twice.ask()
    twice.publish(PAGE.replace(PAYS, "The client settles an invoice within 30 days of its arrival in the mail."))
    with LoopbackModel(_breaking(Reply(stall_after=0))) as model:
        began = time.monotonic()
        answer = twice.ask(server=model, judge="model")
        assert time.monotonic() - began < 20
    assert answer.stated
    assert answer.notices == (NOT_COMPARED,)


def test_what_the_comparison_cost_is_counted(twice: Twice) -> None:
    """Requests of a model that compares are among those of the answer."""
    twice.ask()
    twice.publish(PAGE.replace(PAYS, "The client settles an invoice within 30 days of its arrival in the mail."))
    with LoopbackModel(judging.beside(answers.quoting)) as model:
        answer = twice.ask(server=model, judge="model")
        assert answer.usage.requests == len(model.requests)
    assert "compare" in answer.usage.seconds
    assert answer.before is not None


def _breaking(broken: Reply | None = None) -> Script:
    """A model that writes and judges, until it is asked to compare the new answer with the old one."""

    def script(request: Request) -> Reply:
        if any("You judge" in text for text in request.texts) and any(PAYS in text for text in request.texts):
            return broken or Reply(status=500)
        return judging.beside(answers.quoting)(request)

    return script
