"""The same question in other words."""

from __future__ import annotations

import json

import pytest

from tests.conftest import NOW
from tests.loopback import Reply, Request, Script, answers
from tests.roads.asking import GRAIN, Asking
from tutor.ask import ask
from tutor.brief import keep
from tutor.domain import Brief, Label
from tutor.parts import Parts
from tutor.reword import FEWER, ask_reworded
from tutor.settings import read_settings
from tutor.store.record import Kind
from tutor.writing.other_words import in_other_words


def rewording(questions: list[str]) -> Script:
    """An honest model that also puts questions in these words."""

    def script(request: Request) -> Reply:
        if any('"wordings"' in text for text in request.texts):
            return Reply(text=json.dumps({"questions": questions}), usage=(20, 10))
        return answers.quoting(request)

    return script


def test_without_a_model_the_wordings_are_made_by_rule(parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each gets an answer of its own from the sources, and what all say counts as agreement."""
    home = tmp_path_factory.mktemp("reword")
    (home / "releases").symlink_to(parts.settings.home / "releases")
    own = Parts(read_settings(home=home))
    found = ask_reworded("What is a window function?", [], own, NOW, 3)
    assert [each.question for each in found.wordings] == [
        "Explain a window function.",
        "What is meant by a window function?",
        "Tell me about a window function.",
    ]
    assert all(each.answer.stated for each in found.wordings)
    assert len(found.agreement) == len(found.exchanged.answer.stated)
    assert found.stability.score > 0.5
    assert len(own.record.entries(Kind.QUESTION)) == 1


def test_with_a_model_it_puts_the_question_in_other_words(asking: Asking) -> None:
    """Its wordings are asked, and statements that their answers make too are supported."""
    wordings = ["What does the grain of a table mean?", "How is the grain of a table defined?"]
    model = asking.model(rewording(wordings))
    found = ask_reworded(GRAIN, [], asking.parts(model, redraws=0), NOW, 2)
    assert [each.question for each in found.wordings] == wordings
    assert found.usage.requests == 1
    assert {each.label for each in found.agreement} <= {Label.SUPPORTED, Label.NOT_ENOUGH_INFO}
    assert found.exchanged.answer.stability is None


def test_a_wording_that_asks_something_else_is_left_out(asking: Asking) -> None:
    """It keeps the numbers and something of the question's words; rules fill up what is missing."""
    question = "When are 30 days of payment too long?"
    model = asking.model(
        rewording(["When are 60 days too long?", "Who won?", "Are 30 days of payment too long?", question])
    )
    chat = asking.parts(model).chat
    found, _ = in_other_words(question, 3, chat)
    assert found[0] == "Are 30 days of payment too long?"
    assert len(found) == 3
    assert question not in found


@pytest.mark.parametrize("reply", ["no json", '{"questions": 3}', ""])
def test_a_model_that_gives_none_is_replaced_by_rules(asking: Asking, reply: str) -> None:
    """Nothing is raised, and there are wordings all the same."""
    chat = asking.parts(asking.model(Reply(text=reply))).chat
    found, usage = in_other_words(GRAIN, 2, chat)
    assert found == ["Explain the grain of a table.", "What is meant by the grain of a table?"]
    assert usage.requests == 1


def test_not_at_all_is_a_plain_answer(asking: Asking) -> None:
    """Asked in no other words the model is asked nothing more, and the answer is the one that `ask` gives."""
    model = asking.model(answers.quoting)
    parts = asking.parts(model, redraws=0)
    found = ask_reworded(GRAIN, [], parts, NOW, 0)
    assert (found.wordings, len(model.requests)) == ((), 1)
    again = ask(GRAIN, [], parts, NOW)
    assert [each.claim for each in found.exchanged.answer.stated] == [each.claim for each in again.answer.stated]


WORDINGS = ["What does the grain of a table mean?", "How is the grain of a table defined?"]


@pytest.mark.parametrize("without_model", ["extract", "fail"])
def test_a_wording_whose_model_fails_is_missing(asking: Asking, without_model: str) -> None:
    """The sources' own sentences in its place are no agreement, and the answer on record is given all the same."""

    def script(request: Request) -> Reply:
        if any('"passages"' in text and WORDINGS[1] in text for text in request.texts):
            return Reply(status=500)
        return rewording(WORDINGS)(request)

    parts = asking.parts(asking.model(script), redraws=0, without_model=without_model)
    found = ask_reworded(GRAIN, [], parts, NOW, 2)
    assert [bool(each.failure) for each in found.stability.samples] == [False, True]
    assert found.agreement
    assert all(each.reason.endswith("(1 missing)") for each in found.agreement)
    assert len(asking.on_record()) == 1


def test_wordings_are_fitted_to_the_brief_of_the_first_answer(asking: Asking) -> None:
    """Else they would be answers to another learner, and differ for that."""
    parts = asking.parts(asking.model(rewording(WORDINGS)), redraws=0)
    keep(Brief(role="analyst", deliverable="A dashboard"), parts, NOW)
    found = ask_reworded(GRAIN, [], parts, NOW, 2)
    fitted = found.exchanged.answer.fingerprint.settings["project"]
    assert "dashboard" in str(fitted)
    assert [each.answer.fingerprint.settings["project"] for each in found.wordings] == [fitted] * 2


def test_fewer_wordings_than_were_asked_for_are_said(asking: Asking) -> None:
    """The rules have a few forms of a question; who asks for ten is told how many there were."""
    parts = asking.parts(redraws=0)
    found = ask_reworded(GRAIN, [], parts, NOW, 10)
    assert 0 < len(found.wordings) < 10
    assert found.exchanged.answer.notices == (FEWER.format(len(found.wordings), 10),)
    assert ask_reworded(GRAIN, [], parts, NOW, 2).exchanged.answer.notices == ()
