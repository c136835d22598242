"""The same question in other words."""

from __future__ import annotations

import json

import pytest

from tests.conftest import NOW
from tests.loopback import Reply, Request, Script, answers
from tests.roads.asking import GRAIN, Asking
from tutor.ask import ask
from tutor.domain import Label
from tutor.parts import Parts
from tutor.reword import ask_reworded
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
